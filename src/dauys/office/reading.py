"""What a table says once it was read: what each line would do, and what is wrong, by line and column."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from dauys.ground.tables.lines import Problem

MOST = 2000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What the line wants; `fields` are those that change, None for something new. `key` names it in the table."""

    line: int
    key: str
    wanted: T
    fields: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """All that the lines say. `mark` changes when the same lines would do something else."""

    found: tuple[Found[T], ...]
    problems: tuple[Problem, ...]

    @property
    def mark(self) -> str:
        said = "\n".join(f"{f.line} {f.key} {f.fields}" for f in self.found)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def heading_problems(headings: Sequence[str], known: Collection[str], required: Collection[str]) -> list[Problem]:
    """What is wrong with the first line: columns that are missing, written twice, or unknown."""
    found = [Problem(1, name, _("This column is missing.")) for name in required if name not in headings]
    for name in dict.fromkeys(headings):
        if name not in known:
            found.append(Problem(1, name[:40], _("This column is not known here.")))
        elif headings.count(name) > 1:
            found.append(Problem(1, name, _("This column stands here twice.")))
    return found


def path(code: str) -> str:
    """The path a code of a body or a place stands for, with its slash."""
    return f"{code.strip('/')}/"
