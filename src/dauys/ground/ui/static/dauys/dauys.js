// Enhancements only: every page works without this file.
"use strict";

// The error summary takes the focus, so that a screen reader starts there.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A form is sent once: the second click of a double click finds the button resting.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 5000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// Buttons that only make sense with a script appear with it.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// How many characters are left, spoken politely.
document.querySelectorAll("[data-count]").forEach((area) => {
  const line = document.getElementById(area.dataset.count);
  const limit = Number(area.getAttribute("maxlength"));
  if (!line || !limit) return;
  const tell = () => { line.textContent = line.dataset.words.replace("{n}", String(limit - area.value.length)); };
  area.addEventListener("input", tell);
  tell();
});

// The key by its place when the keyboard is set to Kazakh or Russian: т on the key N is n.
const keyOf = (event) => {
  if (/^[a-z]$/.test(event.key)) return event.key;
  if (event.code === "Slash") return "/";
  return /^Key[A-Z]$/.test(event.code) && !event.shiftKey ? event.code[3].toLowerCase() : event.key;
};

// The desk: j and k walk the rows, enter opens, / searches, n registers.
const rows = Array.from(document.querySelectorAll("[data-row]"));
if (rows.length) {
  let at = -1;
  const go = (to) => {
    if (at >= 0) rows[at].classList.remove("is-at");
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].classList.add("is-at");
    rows[at].querySelector("a").focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keyOf(event) === "j") go(at + 1);
    else if (keyOf(event) === "k") go(at - 1);
    else if (keyOf(event) === "x" && at >= 0) { const tick = rows[at].querySelector(".d-check"); if (tick) tick.click(); }
  });
}
// How many rows are chosen, and one box that chooses all of them.
const chosen = document.querySelector("[data-chosen]");
if (chosen) {
  const boxes = Array.from(document.querySelectorAll("[data-row] .d-check"));
  const all = document.createElement("input");
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    chosen.textContent = chosen.dataset.words.replace("{n}", String(count));
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-chosen", box.checked));
  };
  const place = document.querySelector("[data-all]");
  all.type = "checkbox";
  all.className = "d-check";
  all.setAttribute("aria-label", place.dataset.words);
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
  place.replaceWith(all);
  boxes.forEach((box) => box.addEventListener("change", tell));
  window.addEventListener("pageshow", tell);
}
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[data-key="${CSS.escape(keyOf(event))}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) target.focus(); else target.click();
});
// Ctrl+Enter sends the desk's form from anywhere in it.
document.querySelectorAll("form[data-ctrl-enter]").forEach((form) => {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector("[data-main]"));
  });
});

// A click into a gap of a template marks it whole; Tab goes on to the next gap of the block, from the last one onwards.
document.querySelectorAll("form[data-gaps]").forEach((form) => {
  const mark = (area, fits) => {
    const gap = Array.from(area.value.matchAll(/\[[^\]]*\]/g)).find(fits);
    if (gap) area.setSelectionRange(gap.index, gap.index + gap[0].length);
    return Boolean(gap);
  };
  let tabbed = false;
  form.addEventListener("keydown", (event) => {
    tabbed = event.key === "Tab" && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    const area = event.target;
    if (tabbed && area.matches("textarea") && mark(area, (gap) => gap.index >= area.selectionEnd)) event.preventDefault();
  });
  form.addEventListener("focusin", (event) => {
    if (tabbed && event.target.matches("textarea")) mark(event.target, () => true);
    tabbed = false;
  });
  form.addEventListener("click", (event) => {
    const area = event.target;
    if (!area.matches("textarea") || area.selectionStart !== area.selectionEnd) return;
    mark(area, (gap) => gap.index <= area.selectionStart && area.selectionStart <= gap.index + gap[0].length);
  });
});

// A desk form saves itself while it is typed; the server keeps it, a note says when.
document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const note = document.getElementById(form.dataset.note);
  let timer = 0;
  const save = async () => {
    const data = new FormData(form);
    data.delete("scan");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, credentials: "same-origin" });
      const told = answer.ok ? await answer.json() : {};
      if (note) note.textContent = answer.ok ? told.words || note.dataset.saved : note.dataset.failed;
      const revision = form.querySelector("[name=revision]");
      if (revision && told.revision) revision.value = told.revision;
    } catch { if (note) note.textContent = note.dataset.failed; }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500); });
  form.addEventListener("submit", () => clearTimeout(timer));
});

// A part of a page that is under way is asked for again until it is done.
const follow = (part) => {
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (!fresh || part.contains(document.activeElement)) { follow(part); return; }
      part.replaceWith(fresh);
      if (fresh.dataset.poll) follow(fresh);
    } catch { follow(part); }
  }, Number(part.dataset.poll));
};
document.querySelectorAll("[data-poll]").forEach(follow);
