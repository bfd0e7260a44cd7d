"""Looks at a page as it stands without scripts, on a narrow screen and on paper."""

from playwright.sync_api import Page

A4 = {"width": 718, "height": 1047}  # what is left of the sheet between margins of 16 mm
# What a person could press and nothing would happen, and what sticks out.
_DEAD = """root => {
  const seen = e => e.checkVisibility(), told = e => e.outerHTML.slice(0, 120), found = [];
  for (const e of root.querySelectorAll("button, input[type=submit], input[type=button]"))
    if (seen(e) && (e.type !== "submit" || !e.form)) found.push("a button that does nothing: " + told(e));
  for (const e of root.querySelectorAll("a"))
    if (seen(e) && !e.getAttribute("href")) found.push("a link that leads nowhere: " + told(e));
  for (const e of root.querySelectorAll("[onclick], [role=button]")) found.push("only a script presses: " + told(e));
  for (const f of root.querySelectorAll("form")) {
    const fields = [...f.elements].filter(e => seen(e) && e.matches("input, select, textarea"));
    const press = [...f.elements].some(e => e.type === "submit" && seen(e));
    if (fields.length && !press && (fields.length > 1 || !fields[0].matches("input")))
      found.push("a form that cannot be sent: " + told(f));
    if (f.method === "post" && !f.elements["csrfmiddlewaretoken"]) found.push("a form without its token: " + told(f));
  }
  const wide = root.scrollWidth;
  if (wide > innerWidth) found.push(`scrolls sideways to ${wide}`);
  return found;
}"""
# What spoils a sheet of paper: furniture of the screen, words too pale, words on a dark ground, cut off lines.
_SPOILT = """root => {
  const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 1;
  const told = e => e.outerHTML.replace(/\\s+/g, " ").slice(0, 120), found = [];
  const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = colour => { const [r, g, b] = parts(colour).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const opaque = colour => parts(colour).length === 3 || parts(colour)[3] > 0;
  for (const e of root.querySelectorAll("nav, button, header.d-rail, header.d-header, footer, .govuk-skip-link," +
      " .d-demo, [role=search], .d-filters"))
    if (shown(e)) found.push("on paper: " + told(e));
  for (const e of root.querySelectorAll("body *"))
    if (shown(e) && ["fixed", "sticky"].includes(getComputedStyle(e).position)) found.push("covers words: " + told(e));
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = new Set();
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || said.has(e) || !shown(e) || e.closest("script, style, svg")) continue;
    said.add(e);
    if (1.05 / (light(getComputedStyle(e).color) + 0.05) < 7) found.push("pale: " + told(e));
    for (let ground = e; ground; ground = ground.parentElement) {
      const colour = getComputedStyle(ground).backgroundColor;
      if (opaque(colour)) { if (light(colour) < 0.99) found.push("dark ground: " + told(ground)); break; }
    }
  }
  for (const e of root.querySelectorAll("main a[href^='http']"))
    if (shown(e) && !e.textContent.includes(e.getAttribute("href"))
        && !getComputedStyle(e, "::after").content.includes(e.getAttribute("href")))
      found.push("an address that paper does not tell: " + told(e));
  if (!shown(root.querySelector("main"))) found.push("nothing is printed");
  const wide = root.scrollWidth;
  if (wide > innerWidth) found.push(`wider than the sheet: ${wide}`);
  return found;
}"""


def dead_parts(page: Page) -> list[str]:
    """What does not work, or does not fit, as long as no script runs."""
    return list(page.locator("html").evaluate(_DEAD))


def spoilt_paper(page: Page) -> list[str]:
    """What is wrong with the page when it is printed on A4."""
    size = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    found = list(page.locator("html").evaluate(_SPOILT))
    page.emulate_media(media="screen")
    if size:
        page.set_viewport_size(size)
    return list(dict.fromkeys(found))
