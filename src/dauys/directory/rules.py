"""Pure decisions about the directory: what a described body would change."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Described:
    """A body as somebody wants it. `area` is a territory's path; the parent is what stands before the last step."""

    code: str
    kind: str
    area: str
    names: Mapping[str, str]
    short_names: Mapping[str, str]
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def parent(self) -> str:
        return self.code.rpartition("/")[0]


class Known(Protocol):
    """A body as it is."""

    kind: Any
    names: Any
    short_names: Any
    valid_from: Any
    valid_until: Any


def differences(wanted: Described, body: Known | None, area: str) -> tuple[str, ...] | None:
    """The names of the fields that would change, `area` being the body's now; None when there is no such body."""
    if body is None:
        return None
    names = [f.name for f in fields(Described) if f.name not in ("code", "area")]
    changed = [name for name in names if _differs(getattr(wanted, name), getattr(body, name))]
    return tuple([*changed, "area"] if wanted.area != area else changed)


def _differs(wanted: Any, now: Any) -> bool:
    """A language that is not written down in the wish stays as it is."""
    if isinstance(wanted, Mapping):
        return any(now.get(language) != words for language, words in wanted.items())
    return bool(wanted != now)
