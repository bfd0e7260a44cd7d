"""The typed things that go into slots: an action on a case, a panel of its page, a tab of the desk."""

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
