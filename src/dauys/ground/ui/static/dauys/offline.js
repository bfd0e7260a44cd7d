// Checking in without network: lists of codes lie in this browser, ticks are kept at once and sent when there is network.
// Each tick has an id of its own from the start, so that what is sent twice is counted once.
"use strict";

const STORE = "dauys-rosters", DEVICE = "dauys-device", AT_ONCE = 10000;
const rosters = () => JSON.parse(localStorage.getItem(STORE) || "{}");
const keep = (all) => localStorage.setItem(STORE, JSON.stringify(all));
const freshId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};
const device = () => {
  if (!localStorage.getItem(DEVICE)) localStorage.setItem(DEVICE, freshId());
  return localStorage.getItem(DEVICE);
};

document.querySelectorAll("[data-keep]").forEach((button) => {
  if (!("serviceWorker" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const answer = await fetch(button.dataset.keep, { cache: "no-store" });
    if (!answer.ok) return;
    const told = await answer.json(), all = rosters();
    const waits = all[told.team]?.waits || [];
    all[told.team] = { ...told, waits, came: [...new Set([...told.came, ...waits.map((tick) => tick.code)])] };
    keep(all);
    await navigator.serviceWorker.register(button.dataset.worker, { scope: button.dataset.page });
    await navigator.serviceWorker.getRegistration(button.dataset.page).then((found) => new Promise((done) => {
      const worker = found.installing || found.waiting;
      if (!worker) return done();
      worker.addEventListener("statechange", () => worker.state === "activated" && done());
    }));
    document.querySelector("[data-kept]").hidden = false;
  });
});

const place = document.querySelector("[data-rosters]");
const make = (tag, about = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), about);
  made.append(...children);
  return made;
};

const change = (team, how) => {
  const all = rosters();
  if (!all[team]) return undefined;
  how(all[team]);
  keep(all);
  return all[team];
};

const send = async (team) => {
  for (;;) {
    const roster = rosters()[team], some = (roster?.waits || []).slice(0, AT_ONCE);
    if (!some.length) return { told: place.dataset.sent };
    const answer = await fetch(roster.send, {
      method: "POST", credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": roster.csrf },
      body: JSON.stringify({ device: device(), ticks: some }),
    });
    if (!answer.ok) return { told: `${place.dataset.wrong} ${answer.status}` };
    const done = await answer.json(), sent = new Set(some.map((tick) => tick.id));
    const wrong = [...done.unknown, ...done.refused];
    change(team, (one) => {
      one.waits = one.waits.filter((tick) => !sent.has(tick.id));
      one.came = one.came.filter((code) => !wrong.includes(code));
      one.wrong = [...new Set([...(one.wrong || []), ...wrong])];
    });
  }
};

const draw = (team, roster) => {
  const counts = make("p", { className: "d-large" }), said = make("p", { role: "status" });
  const count = () => {
    const one = rosters()[team], wrong = one.wrong?.length ? ` · ${place.dataset.wrong} ${one.wrong.join(", ")}` : "";
    counts.textContent = `${place.dataset.came} ${one.came.length} / ${one.codes.length} · ${place.dataset.waits} ${one.waits.length}${wrong}`;
  };
  const boxes = roster.codes.map((code) => {
    const box = make("input", { type: "checkbox", className: "govuk-checkboxes__input", id: `c-${team}-${code}` });
    box.checked = roster.came.includes(code);
    box.disabled = box.checked && !roster.waits.some((tick) => tick.code === code);
    box.addEventListener("change", () => {
      change(team, (one) => {
        one.waits = one.waits.filter((tick) => tick.code !== code);
        one.came = one.came.filter((other) => other !== code);
        if (!box.checked) return;
        one.waits.push({ id: freshId(), code, at: Date.now() });
        one.came.push(code);
      });
      count();
    });
    const label = make("label", { className: "govuk-label govuk-checkboxes__label d-num", htmlFor: box.id, textContent: code });
    return make("div", { className: "govuk-checkboxes__item" }, box, label);
  });
  const find = make("input", { className: "govuk-input govuk-input--width-10", id: `f-${team}`, autocomplete: "off" });
  find.addEventListener("input", () => {
    const typed = find.value.trim().toUpperCase();
    boxes.forEach((item) => { item.hidden = !item.textContent.includes(typed); });
  });
  const button = make("button", { type: "button", className: "govuk-button", textContent: place.dataset.send });
  const go = async () => {
    said.textContent = await send(team).then((done) => done.told, () => place.dataset.later);
    count();
  };
  button.addEventListener("click", go);
  window.addEventListener("online", go);
  const drop = make("button", { type: "button", className: "d-linkbutton", textContent: place.dataset.drop });
  drop.addEventListener("click", () => {
    const all = rosters();
    if (all[team].waits.length) { said.textContent = `${place.dataset.waits} ${all[team].waits.length}`; return; }
    delete all[team];
    keep(all);
    card.remove();
  });
  const list = make("div", { className: "govuk-checkboxes govuk-checkboxes--small" }, ...boxes);
  const search = make("div", { className: "govuk-form-group" }, make("label", { className: "govuk-label", htmlFor: find.id, textContent: place.dataset.find }), find);
  const card = make("section", { className: "d-card" }, make("h2", { className: "d-card__title", textContent: roster.title }), make("p", { className: "d-soft", textContent: roster.about }), counts, search, list, button, said, drop);
  place.append(card);
  count();
};

if (place) {
  const all = Object.entries(rosters());
  document.querySelector("[data-none]").hidden = all.length > 0;
  all.forEach(([team, roster]) => draw(team, roster));
}
