"""Loads a pack from its directory, or says in every line what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import dauys
from dauys.ground.packs.check import cross_checks
from dauys.ground.packs.check import warnings as _warnings
from dauys.ground.packs.counters import CounterLine
from dauys.ground.packs.fields import Part
from dauys.ground.packs.grounds import Ground
from dauys.ground.packs.lint import LintRule
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.parse import Parts, parse_directory
from dauys.ground.packs.places import PlaceNeed
from dauys.ground.packs.reader import Problem
from dauys.ground.packs.repeats import RepeatReason
from dauys.ground.packs.retention import Retention
from dauys.ground.packs.visits import VisitReason
from dauys.ground.packs.volunteering import PointRule, Skill, VolunteerWork

Sections = Mapping[str, type[Part]]
MORE: Sections = MappingProxyType(
    {
        "counters.yaml": CounterLine,
        "grounds.yaml": Ground,
        "lint.yaml": LintRule,
        "places.yaml": PlaceNeed,
        "points.yaml": PointRule,
        "repeats.yaml": RepeatReason,
        "retention.yaml": Retention,
        "skills.yaml": Skill,
        "visits.yaml": VisitReason,
        "volunteering.yaml": VolunteerWork,
    }
)


class PackErrors(ValueError):
    """The pack cannot be used; `problems` lists every reason with its file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def load_pack(directory: Path, sections: Sections = MORE) -> Pack:
    """The pack in a directory; raises PackErrors.

    `sections` adds files of upper rooms: file name to the model of one entry of its list.
    """
    parts, problems = _checked(Path(directory), sections)
    if problems:
        raise PackErrors(problems)
    made = parts.parts
    return Pack(
        directory=Path(directory),
        version=version_of(Path(directory)),
        info=made["pack.yaml"],
        labels=made["labels.yaml"],
        rules=_by_code(made["rules.yaml"]),
        kinds=_by_code(made["kinds.yaml"]),
        calendar_years=made["calendar.yaml"],
        areas=_by_code(made["areas.yaml"]),
        organizations=_by_code(made["organizations.yaml"]),
        topics=_by_code(made["topics.yaml"]),
        routing=made["routing.yaml"],
        replies=made["replies.yaml"],
        sections=MappingProxyType({name: made[name] for name in sections if name in made}),
    )


def check_directory(directory: Path, sections: Sections = MORE) -> list[Problem]:
    """Every error of the pack in a directory, ordered by file and line; empty when it can be loaded."""
    return _checked(Path(directory), sections)[1]


def warnings(directory: Path, sections: Sections = MORE) -> list[Problem]:
    """What can be loaded but is probably not meant."""
    parts, problems = _checked(Path(directory), sections)
    names = [path.name for path in Path(directory).glob("*.y*ml")] if Path(directory).is_dir() else []
    return [] if problems else _warnings(parts, names)


def unconfirmed(directory: Path, sections: Sections = MORE) -> list[Problem]:
    """Every rule of law that nobody has confirmed yet, where it stands; nothing while the pack has errors."""
    parts, problems = _checked(Path(directory), sections)
    if problems:
        return []
    said = "is law that nobody has confirmed: a lawyer must read it before real use"
    rules = enumerate(parts.parts["rules.yaml"])
    return [parts.problem("rules.yaml", (at, "code"), f"{r.code} {said}") for at, r in rules if not r.confirmed]


def built_in(code: str) -> Path:
    """The directory of a pack that comes with Dauys, such as `kz`."""
    return Path(next(iter(dauys.__path__))) / "packs" / code


def version_of(directory: Path) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the names and bytes of the pack's files, in order of name."""
    total = hashlib.sha256()
    for path in sorted(directory.glob("*.yaml"), key=lambda path: path.name):
        raw = path.read_bytes()
        total.update(f"{path.name}\0{len(raw)}\0".encode())
        total.update(raw)
    return total.hexdigest()[:16]


def _checked(directory: Path, sections: Sections) -> tuple[Parts, list[Problem]]:
    parts, problems = parse_directory(directory, sections)
    return parts, sorted(problems or cross_checks(parts))


def _by_code(items: tuple[Any, ...]) -> Mapping[str, Any]:
    return MappingProxyType({item.code: item for item in items})
