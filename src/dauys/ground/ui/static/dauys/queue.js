// The queue's screens: a part of the page is asked for every few seconds; what is called is heard too.
// Every page works without this file: it is then loaded anew by itself.
"use strict";

const bell = () => {
  const Sound = window.AudioContext || window.webkitAudioContext;
  if (!Sound) return;
  const air = new Sound();
  [659, 523].forEach((pitch, n) => {
    const tone = air.createOscillator(), loud = air.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.25, air.currentTime + n * 0.4);
    loud.gain.exponentialRampToValueAtTime(0.001, air.currentTime + n * 0.4 + 0.6);
    tone.connect(loud).connect(air.destination);
    tone.start(air.currentTime + n * 0.4);
    tone.stop(air.currentTime + n * 0.4 + 0.6);
  });
};

document.querySelectorAll("[data-live]").forEach((part) => {
  let mark = "", called = part.querySelector("[data-loud]")?.dataset.loud;
  const ask = async () => {
    try {
      const answer = await fetch(part.dataset.live, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
      if (answer.ok) {
        mark = answer.headers.get("ETag") || "";
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        part.replaceChildren(...page.body.childNodes);
        const now = part.querySelector("[data-loud]")?.dataset.loud;
        if (now !== undefined && now !== called) {
          if ("sound" in part.dataset) bell(); else if (navigator.vibrate) navigator.vibrate([300, 150, 300]);
        }
        called = now;
      }
    } catch { /* the network is back sooner or later; what is shown stays */ }
    setTimeout(ask, Number(part.dataset.every) * 1000);
  };
  setTimeout(ask, Number(part.dataset.every) * 1000);
});

// Two keystrokes: the first digit chooses what they came for, the second what came of it and sends. Of more than nine
// each has a number of two digits.
document.querySelectorAll("form[data-two-keys]").forEach((form) => {
  const [first, second] = form.querySelectorAll("[data-digits]");
  let next = form.querySelector("input[name=service]:checked") ? second : first, typed = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    if (event.target.matches("input:not([type=radio]), textarea, select")) return;
    if (form.closest("details:not([open])")) return;
    const boxes = next.querySelectorAll("input");
    typed += event.key;
    if (typed.length < String(boxes.length).length) return;
    const box = boxes[Number(typed) - 1];
    typed = "";
    if (!box) return;
    event.preventDefault();
    box.checked = true;
    box.focus();
    if (next === second) form.requestSubmit();
    next = second;
  });
});
