"""The typed things that go into slots: actions on a case, steps of a list, panels of a page, tabs of the desk."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Action:
    """A next step: `main` draws the one primary button; `key` is its keyboard letter."""

    label: str
    address: str
    icon: str
    key: str = ""
    main: bool = False
    post: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step that many rows of a list may take together; `code` is what the form sends."""

    code: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A card on a page, drawn by its own template."""

    template: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    address: str
    icon: str
