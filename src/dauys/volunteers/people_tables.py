"""A table of people as it is kept between the look and the import: as one text, sealed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from dauys.volunteers.models import Import
from dauys.volunteers.people import NewPlace, NewVolunteer
from dauys.volunteers.people_rows import Fault


@dataclass(frozen=True, slots=True)
class Brought:
    """A table as it was read: its people with their lines, what is wrong, and the cells of the lines that are wrong by
    the headings that the table has."""

    people: Sequence[tuple[int, NewVolunteer]]
    faults: Sequence[Fault]
    headings: Sequence[str]
    wrong: Sequence[tuple[int, Sequence[str]]]
    unused: Sequence[str] = ()


def as_text(table: Brought) -> str:
    said = {
        "people": [[line, _packed(person)] for line, person in table.people],
        "faults": [asdict(fault) for fault in table.faults],
        "headings": list(table.headings),
        "wrong": [[line, list(cells)] for line, cells in table.wrong],
        "unused": list(table.unused),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _packed(person: NewVolunteer) -> dict[str, Any]:
    return {
        "name": person.name, "born_on": person.born_on.isoformat(), "language": person.language,
        "phone": person.phone, "email": person.email, "languages": list(person.languages),
        "skills": dict(person.skills), "free": person.free, "max_load": person.max_load,
        "places": [[p.area_path, p.lat, p.lon, p.radius_km] for p in person.places],
    }  # fmt: skip


def _unpacked(said: Mapping[str, Any]) -> NewVolunteer:
    about = {
        **said,
        "born_on": date.fromisoformat(said["born_on"]),
        "places": [NewPlace(*place) for place in said["places"]],
    }
    return NewVolunteer(**about)


def table_of(row: Import) -> Brought:
    """The table as it was kept; without people once they were written down, empty a day later."""
    said = json.loads(row.content or "{}")
    return Brought(
        [(line, _unpacked(person)) for line, person in said.get("people", ())],
        [Fault(**fault) for fault in said.get("faults", ())],
        said.get("headings", ()),
        [(line, cells) for line, cells in said.get("wrong", ())],
        said.get("unused", ()),
    )
