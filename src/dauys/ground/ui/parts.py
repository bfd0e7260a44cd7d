"""The typed things that go into slots: actions on a case, steps of a list, panels of a page, tabs of the
desk, and records of what is held about a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


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
class Said:
    """A few words beside a row of a list: plain, or as a tag of one of the styles `sky`, `done` and `late`."""

    words: str
    tag: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What an upper room says of each row of a list: `column` is read with the rows under `name`, as an annotation
    of obligations, and `words` makes of a row what is said of it."""

    name: str
    column: Any
    words: Callable[[Any], Sequence[Said]]


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


@dataclass(frozen=True, slots=True)
class Held:
    """One record of what is held about a person: what it is, its heading, and its fields as (code, label, value).

    `case_id` is the case of theirs that it belongs to; none for what belongs to their contact alone.
    """

    code: str
    heading: str
    fields: tuple[tuple[str, str, Any], ...]
    case_id: UUID | None = None


def held(code: str, heading: str, *fields: tuple[str, str, Any], case_id: UUID | None = None) -> Held:
    """A record without its empty fields."""
    return Held(code, heading, tuple(f for f in fields if f[2] is not None and f[2] != ""), case_id)
