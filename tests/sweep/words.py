"""What a reader sees of a page, and whether it is in their language."""

import re
from functools import cached_property
from html.parser import HTMLParser

# Latin words that are the same in every language.
SAME = {
    "dauys", "sms", "pdf", "jpeg", "png", "json", "kz", "eng", "english", "enter", "ctrl", "mail", "github", "api",
    "csv", "xlsx", "docx", "odt", "ods", "qr", "pin", "http", "www", "javascript", "wcag", "atom", "xml", "otinish",
    "telegram",
}  # fmt: skip


class Visible(HTMLParser):
    """The words a reader sees or hears, without those marked as another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.words, self.html_lang = language, [], ""
        self._stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.html_lang = given.get("lang") or ""
        hidden = bool(self._stack and self._stack[-1][1])
        other = given.get("lang") not in (None, self.language)
        hidden = hidden or other or tag in ("script", "style", "kbd") or given.get("id") == "id_language"
        if tag not in ("meta", "link", "input", "br", "img", "hr", "use", "path"):
            self._stack.append((tag, hidden))
        if not hidden:
            self.words += [v for k in ("aria-label", "title", "placeholder", "alt") if (v := given.get(k))]

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._stack and self._stack[-1][1]):
            self.words.append(data)

    @cached_property
    def text(self) -> str:
        """What was fed until it is first asked."""
        return " ".join(" ".join(self.words).split())


# Addresses, numbers, codes and hashes.
_NO_WORDS = (
    r"\S+@\S+|https?://\S+|[A-Z]{2}-\d{4}-\d+-\d|\b[0-9A-Z]{5}-[0-9A-Z]{5}\b"
    r"|\b[0-9a-f]{16,64}\b|(?:\b[0-9a-f]{4} ?\b){4,}|\b[2-9ABCEHKMPTX]{6}\b"
)


def foreign_words(text: str) -> list[str]:
    """Latin words of three letters and more that are not the same in every language."""
    bare = re.sub(_NO_WORDS, " ", text)
    return [w for w in re.findall(r"[A-Za-z]{3,}", bare) if w.lower() not in SAME]
