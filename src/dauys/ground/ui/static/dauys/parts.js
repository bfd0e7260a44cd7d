// Sends chosen files part by part and goes on after a dropped connection. Without this file the form brings them whole.
"use strict";
{
  const WAITS = [1, 2, 4, 8, 15, 15, 15, 15, 30, 30, 30, 30, 30]; // seconds between tries, about four minutes
  const PART = 512 * 1024;
  const pause = (seconds) => new Promise((go) => {
    const timer = setTimeout(go, seconds * 1000);
    window.addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });

  // A refusal in words is final; anything else is a connection that may come back.
  class Refused extends Error {}

  const offer = (input) => {
    const { form, dataset: words } = input;
    const list = document.getElementById(words.list);
    const told = document.getElementById(words.told);
    const waiting = [];
    let busy = false;
    let sendAfter = null;

    const ask = async (address, options) => {
      const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...options.headers };
      const key = form.elements.key;
      if (key) headers["Upload-Key"] = key.value;
      const answer = await fetch(address, { ...options, headers, credentials: "same-origin" });
      if (answer.status === 409 || (answer.status >= 500 && answer.status !== 507)) throw new Error(String(answer.status));
      const said = await answer.json();
      if (said.problem) throw new Refused(said.problem);
      return said;
    };

    const begin = (file) => {
      const body = new FormData();
      body.append("name", file.name);
      body.append("size", String(file.size));
      return ask(words.parts, { method: "POST", body });
    };

    // Asks again after each failure how far the server is, and goes on from there.
    const send = async (file, tell) => {
      let token = "";
      let offset = 0;
      let asks = false;
      for (let failed = 0; ;) {
        try {
          if (!token) token = (await begin(file)).token;
          const headers = { "Upload-Token": token };
          if (asks) {
            const far = await ask(words.on, { headers });
            if (far.done) return;
            offset = far.offset;
            asks = false;
          }
          const body = file.slice(offset, offset + PART);
          headers["Upload-Offset"] = String(offset);
          headers["Content-Type"] = "application/octet-stream";
          const far = await ask(words.on, { method: "POST", headers, body });
          offset = far.offset;
          failed = 0;
          tell(Math.floor((offset / file.size) * 100));
          if (far.done) return;
        } catch (error) {
          if (error instanceof Refused || failed >= WAITS.length) throw error;
          asks = Boolean(token);
          tell(-1);
          await pause(WAITS[failed]);
          failed += 1;
        }
      }
    };

    const say = (text) => { told.textContent = text; };

    const line = (file) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const bar = document.createElement("progress");
      const note = document.createElement("span");
      row.className = "d-row";
      name.textContent = file.name;
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      row.append(name, bar, note);
      list.append(row);
      return { row, bar, note };
    };

    // Only what is up leaves the field, so that pressing the button without us brings the rest.
    const take = (file) => {
      const rest = new DataTransfer();
      for (const other of input.files) if (other !== file) rest.items.add(other);
      input.files = rest.files;
    };

    const refresh = async () => {
      if (!words.fresh) return false;
      try {
        const answer = await fetch(location.pathname, { credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const id of words.fresh.split(" ")) document.getElementById(id).replaceWith(page.getElementById(id));
        return true;
      } catch { return false; }
    };

    const up = async (file) => {
      const { row, bar, note } = line(file);
      let spoken = 0;
      try {
        await send(file, (percent) => {
          if (percent < 0) { note.textContent = words.waits; say(words.waits); return; }
          bar.value = percent;
          note.textContent = `${percent} %`;
          if (percent >= spoken + 25) { spoken = percent; say(`${file.name}: ${percent} %`); }
        });
        take(file);
        say(`${words.done} ${file.name}`);
        bar.remove();
        note.textContent = words.done;
        if (await refresh()) row.remove();
      } catch (error) {
        bar.remove();
        row.classList.add("govuk-error-message");
        note.textContent = error instanceof Refused ? error.message : words.failed;
        if (error instanceof Refused) take(file);
        say(`${file.name}: ${note.textContent}`);
        sendAfter = null;
      }
    };

    const work = async () => {
      if (busy) return;
      busy = true;
      while (waiting.length) await up(waiting.shift());
      busy = false;
      if (!sendAfter) return;
      const { button } = sendAfter;
      sendAfter = null;
      form.requestSubmit(button);
    };

    input.addEventListener("change", () => {
      waiting.push(...Array.from(input.files).filter((file) => file.size > 0 && !waiting.includes(file)));
      work();
    });
    // What is pressed meanwhile happens once all files are up.
    form.addEventListener("submit", (event) => {
      if (!busy) return;
      event.preventDefault();
      event.stopPropagation();
      sendAfter = { button: event.submitter };
      say(words.after);
    });
  };

  document.querySelectorAll("input[data-parts]").forEach(offer);
}
