"""The content policy can stay strict: no inline code in any template, and nobody's page is kept by a cache."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from dauys.ground.ui.middleware import POLICY
from dauys.site.settings import CSRF_COOKIE_HTTPONLY, SESSION_COOKIE_HTTPONLY
from tests.house.sources import PACKAGE, label
from tests.security.test_every_post import POSTS, address, send
from tests.security.visitors import VISITORS, town
from tests.sweep.test_sweep import NAMES

TEMPLATES = sorted(p for p in PACKAGE.rglob("*.html") if "templates" in p.parts)
SCRIPTS = sorted((PACKAGE / "ground/ui/static/dauys").glob("*.js"))
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", re.DOTALL)


def _loads_itself_anew(given: dict[str, str | None]) -> bool:
    """A page that a script keeps fresh is loaded again every few seconds where there is none."""
    return given["http-equiv"] == "refresh" and (given.get("content") or "").isdigit()


class Inline(HTMLParser):
    """What a strict policy would block, or what would weaken it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _value in attrs}
        given = dict(attrs)
        if tag in ("style", "base", "iframe", "object", "embed", "applet", "frame"):
            self.found.append(f"<{tag}>")
        if tag == "script" and not given.get("src"):
            self.found.append("an inline <script>")
        if tag == "meta" and "http-equiv" in names and not _loads_itself_anew(given):
            self.found.append("a meta with http-equiv")
        self.found += [f"<{tag} {name}>" for name in names if name.startswith("on") or name in ("style", "srcdoc")]
        for name in ("href", "src", "action", "formaction"):
            value = (given.get(name) or "").strip().lower()
            if value.startswith(("javascript:", "data:", "http:", "//")):
                self.found.append(f"<{tag} {name}={value[:40]}>")
        if given.get("target") == "_blank" and "noopener" not in (given.get("rel") or ""):
            self.found.append(f"<{tag} target=_blank> without noopener")


def inline(text: str) -> list[str]:
    reader = Inline()
    reader.feed(_TAG.sub(" ", text))
    reader.close()
    return reader.found


@pytest.mark.parametrize("path", TEMPLATES, ids=label)
def test_no_template_has_inline_code(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not inline(text)
    assert not re.search(r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b", text), "escaping is switched off"


@pytest.mark.parametrize(
    "text",
    ["<p style='x'>", "<a onclick='x'>", "<script>x</script>", "<a href='javascript:x'>", "<style>x</style>",
     "<a target='_blank'>", "<img {% if x %}onerror='y'{% endif %}>"],
)  # fmt: skip
def test_inline_code_would_be_noticed(text: str) -> None:
    assert inline(text)


def test_our_script_builds_no_markup_from_words() -> None:
    assert SCRIPTS
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        found = re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['\"]", text
        )
        assert not found, f"{label(path)}: {found}"


def test_nothing_is_marked_as_safe_markup() -> None:
    """Nowhere: what is put together from parts goes through format_html."""
    using = [label(p) for p in PACKAGE.rglob("*.py") if "tests" not in p.parts and "mark_safe(" in p.read_text("utf-8")]
    assert using == []


def test_the_policy_lets_nothing_else_in() -> None:
    rules = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert rules["default-src"] == "'none'"
    for name in ("script-src", "style-src", "connect-src", "form-action", "font-src", "manifest-src"):
        assert rules[name] == "'self'", name
    for name in ("frame-ancestors", "base-uri"):
        assert rules[name] == "'none'", name
    assert "unsafe" not in POLICY and "*" not in POLICY and "http" not in POLICY
    assert SESSION_COOKIE_HTTPONLY and CSRF_COOKIE_HTTPONLY


# Pages that show nobody's data, whoever looks; every other page must not be kept by a cache.
SAME_FOR_ALL = {
    "root", "healthz", "home", "rules", "privacy", "accessibility", "login", "say", "api-1:openapi-json",
    "api-1:file_case", "logout", "close", "log_head", "log_heads", "log_logs", "log_inclusion", "log_consistency",
    "figures", "figures_json", "figures_csv", "voices", "voices_feed", "voice", "living", "meet", "open_schedule",
    "schedule_feed", "help", "open_numbers", "open_numbers_csv", "open_numbers_json",
    "offline_page", "offline_worker", "offline_manifest",
    "proof_status", "office_did",
}  # fmt: skip


@pytest.mark.sweep
def test_personal_pages_are_kept_by_no_cache(db: None) -> None:
    here, wrong = town(), []
    for who in VISITORS:
        client = here.client(who)
        answers: list[tuple[str, Any]] = [(name, client.get(address(here, name))) for name in NAMES]
        if who != "nobody":
            answers += [(name, send(here, name, here.client(who))) for name in POSTS if who in POSTS[name].may]
        for name, response in answers:
            shows = response.status_code in (200, 201, 422)
            if shows and name not in SAME_FOR_ALL and "no-store" not in response.headers.get("Cache-Control", ""):
                wrong.append(f"{name} as {who}: {response.headers.get('Cache-Control')}")
            if "default-src 'none'" not in response.headers["Content-Security-Policy"]:
                wrong.append(f"{name} as {who}: no policy")
    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.sweep
def test_pages_called_the_same_for_all_are(db: None) -> None:
    """The list above is not a way around: these pages are byte for byte the same for staff and for strangers."""
    here = town()
    for name in SAME_FOR_ALL:
        pages = set()
        for who in ("nobody", "officer", "author", "head"):
            body = here.client(who).get(address(here, name)).content.decode()
            pages.add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body))
        assert len(pages) == 1, name
