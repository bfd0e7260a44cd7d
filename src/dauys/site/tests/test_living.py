"""The living page shows every part that our pages use, and no rule of the stylesheet is left without a use."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

SOURCE = Path(__file__).resolve().parents[2]
STYLES = SOURCE / "ground/ui/static/dauys/dauys.css"
# Set for scripts and for paper only: they have no looks of their own.
NO_LOOKS = {"d-casegrid"}
_CLASS = re.compile(r"(?<![\w-])d-[a-z][a-z0-9]*(?:[-_]+[a-z0-9]+)*(?![\w-]*\{)")


def ours(*kinds: str) -> dict[Path, str]:
    found = [p for kind in kinds for p in SOURCE.rglob(f"*.{kind}") if "tests" not in p.parts]
    return {p: p.read_text("utf-8") for p in found}


def used() -> set[str]:
    """Every class of ours that a template, a page or the script writes; of the clock's states each."""
    texts = {p: t for p, t in ours("html", "py", "js").items() if p.stem != "living"}
    states = {f"d-clock--{state}" for state in ("soon", "late", "pause", "done")}
    return states | {name for text in texts.values() for name in _CLASS.findall(text)}


def styled() -> set[str]:
    return set(re.findall(r"\.(d-[a-z0-9_-]+)", STYLES.read_text("utf-8")))


class Classes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update((dict(attrs).get("class") or "").split())


def parts() -> set[str]:
    """The templates that others are made of: what is included, drawn by a tag, or put into a slot."""
    included = {name for t in ours("html").values() for name in re.findall(r'{% include "([\w/.]+)"', t)}
    drawn = {name for t in ours("py").values() for name in re.findall(r'inclusion_tag\("([\w/.]+)"', t)}
    put = {name for p, t in ours("py").items() if p.stem == "slots" for name in re.findall(r'"([\w/]+\.html)"', t)}
    return included | drawn | put


@pytest.fixture(params=["kk", "ru", "en"])
def page(request: Any, db: None) -> Any:
    response = Client().get(f"/{request.param}/ui/")
    assert response.status_code == 200
    return response


def test_every_class_in_use_is_shown(page: Any) -> None:
    seen = Classes()
    seen.feed(page.content.decode())
    assert sorted(used() - seen.found - NO_LOOKS) == []


def test_every_part_is_shown(page: Any) -> None:
    assert sorted(parts() - {template.name for template in page.templates}) == []


def test_the_stylesheet_and_the_templates_know_the_same_classes() -> None:
    assert sorted(used() - styled() - NO_LOOKS) == []
    assert sorted(styled() - used()) == []


def test_every_icon_is_shown_and_in_the_sprite(page: Any) -> None:
    asked = {name for t in ours("html").values() for name in re.findall(r'{% icon "([\w-]+)"', t)}
    shown = set(re.findall(r"icons\.svg#([\w-]+)", page.content.decode()))
    sprite = (STYLES.parent / "icons.svg").read_text("utf-8")
    assert asked <= shown == set(re.findall(r'<symbol id="([\w-]+)"', sprite))
