// Passkeys: asks the browser to make or to show one, and sends its answer with the form. Without this file the pages
// lead to password and code.
"use strict";
{
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  // What the server asks, with bytes where the browser wants them.
  const asked = (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) publicKey.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) publicKey.allowCredentials = known(options.allowCredentials);
    return { publicKey };
  };

  // What the browser answers, with text where it has bytes.
  const answer = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    const id = text(credential.rawId);
    return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
  };

  const offer = (button) => {
    const form = button.form;
    const failed = form.querySelector("[data-passkey-failed]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      failed.hidden = true;
      try {
        const options = asked(JSON.parse(button.dataset.asked));
        const credential = await navigator.credentials[button.dataset.passkey](options);
        form.elements.credential.value = answer(credential);
        form.requestSubmit();
      } catch {
        failed.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  };

  if (window.PublicKeyCredential && navigator.credentials) {
    document.querySelectorAll("[data-passkey-without]").forEach((part) => { part.hidden = true; });
    document.querySelectorAll("[data-passkey]").forEach(offer);
  }
}
