"""What hostile people type, each with a mark, and a reader that says what of it became part of the page."""

from html.parser import HTMLParser

MARK = "zq7"
PAYLOADS = (
    f"<script>{MARK}(1)</script>",
    f"\"><img src=x onerror={MARK}(1)>",
    f"' onmouseover='{MARK}(1)' autofocus onfocus='{MARK}(1)",
    f"javascript:{MARK}(1)//",
    f"<svg/onload={MARK}(1)>",
    f"</textarea><{MARK}>",
    f"</title><{MARK}>",
    f"</script><{MARK}>",
    f"<a href=\"javascript:{MARK}(1)\">{MARK}</a>",
    f"<iframe srcdoc='<{MARK}>'></iframe>",
    f"--><{MARK}><!--",
    f"]]><{MARK}>",
    f"{MARK}\u2028\u2029\u0085</p><{MARK}>",
    f"{MARK}{{{{7*7}}}}{MARK} {{% debug %}} {MARK}${{7*7}}{MARK} #{{7*7}} <%= 7*7 %>",
    f"{MARK}{{{{constructor.constructor('{MARK}(1)')()}}}}",
    f"&lt;{MARK}&gt; &#60;{MARK}&#62; %3C{MARK}%3E \\u003c{MARK}\\u003e",
    f"<{MARK} \uff1c{MARK}\uff1e \u02bb>",
    f"+ADw-{MARK}+AD4- \x1b[31m{MARK}\u202e",
)  # fmt: skip


def handfuls(room: int = 110) -> list[str]:
    """All payloads, as many together as fit into the shortest field."""
    found = [""]
    for payload in PAYLOADS:
        assert len(payload) <= room, payload
        together = f"{found[-1]} {payload}".strip()
        found = [*found[:-1], together] if len(together) <= room else [*found, payload]
    return found


KNOWN_SCRIPTS = ("/static/dauys/dauys.js", "/static/dauys/parts.js")
FIXED = ("class", "id", "name", "for", "type", "method", "lang", "target", "rel", "autofocus")
LEADS = ("/", "#", "?", "tel:", "https://", "http://")
URLS = ("href", "src", "action", "formaction", "data", "poster", "srcdoc", "xlink:href")


class Born(HTMLParser):
    """Collects every element and attribute a payload gave birth to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs if (name, value) != ("action", "")}
        if MARK in tag or tag in ("iframe", "object", "embed", "base", "style", "template", "math"):
            self.found.append(f"<{tag}>")
        if tag == "script" and not any(known in given.get("src", "") for known in KNOWN_SCRIPTS):
            self.found.append(f"<script {given}>")
        if tag == "meta" and "http-equiv" in given:
            self.found.append("a meta with http-equiv")
        for name, value in given.items():
            if MARK in name or name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"<{tag} {name}>")
            elif (name in URLS and not value.startswith(LEADS)) or (name in FIXED and MARK in value):
                self.found.append(f"<{tag} {name}={value[:60]!r}>")
            elif MARK in value:
                self.shown.append(value)

    def handle_data(self, data: str) -> None:
        if MARK in data:
            self.shown.append(data)
        if f"{MARK}49{MARK}" in data:
            self.found.append("a template was run")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append("a comment")


def born(html: str) -> Born:
    """Reads a whole page."""
    reader = Born()
    reader.feed(html)
    reader.close()
    return reader
