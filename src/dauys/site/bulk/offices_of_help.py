"""Invented volunteers and needs in the database, for trials of size: what `volunteering` invents, as rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

import numpy
from django.db import transaction

from dauys.cases.actions import NewParty
from dauys.directory.cache import place_of
from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, zone
from dauys.site.bulk import volunteering
from dauys.site.bulk.deriving import derive_all
from dauys.site.bulk.load import CannotSeed, Progress
from dauys.site.demo.seed import in_bulk
from dauys.volunteers import actions
from dauys.volunteers.actions import NewLine
from dauys.volunteers.actions.importing import AT_ONCE, Added, Writer, note_import
from dauys.volunteers.models import Volunteer
from dauys.volunteers.offices import offices
from dauys.volunteers.people import NewPlace, NewVolunteer
from dauys.volunteers.rules import DAYS, bits_of

LINES_A_NEED = 25
AHEAD = 7  # days in which the needs lie
STARTS = {"am": time(9), "pm": time(14)}
_KEYS = UUID("4b0f4f52-6a0e-5d7c-8c41-766f6c756e74")


@dataclass(frozen=True, slots=True)
class Filled:
    volunteers: int
    lines: int


def fill(*, volunteers: int, needs: int, seed: int, at: datetime, progress: Progress) -> Filled:
    """Writes people of the first volunteer office down, and needs of its place; the same `seed` invents the same.

    Raises CannotSeed for a pack without volunteer offices, and where there are volunteers already.
    """
    skills = [skill.code for skill in current().section("skills.yaml") if not skill.evidence]
    if not offices() or not skills or not current().need_kind:
        raise CannotSeed(f"The pack {current().code} has no volunteer offices, so nobody can be written down.")
    if Volunteer.objects.exists():
        raise CannotSeed("There are volunteers already. Seed them into a fresh folder.")
    office = next(one for one in offices() if place_of(one))
    rng = numpy.random.default_rng(seed)
    towns = numpy.array(volunteering.PLACES[: 2 if volunteers < 20_000 else 10 if volunteers < 200_000 else 20])
    with transaction.atomic(), in_bulk():
        done = write_down(office, people(rng, volunteers, towns, office, at), volunteers, at, progress)
        made = ask(rng, needs, towns, 1.12 * volunteers, office, at, progress)
    follower = JournalFollower({})  # nobody is woken for an invented past: what derives from it is made anew
    while follower.tick(at):
        pass
    derive_all(progress)
    return Filled(done.added, made)


def write_down(
    office: Organization, invented: Iterator[NewVolunteer], count: int, at: datetime, progress: Progress
) -> Added:
    writer, done = Writer(office=office, group=None, actor=SYSTEM, at=at), Added()
    while part := list(islice(invented, AT_ONCE)):
        done += writer.write(part)
        progress("volunteers", done.added, count)
    note_import(office=office, done=done, wrong=0, actor=SYSTEM, at=at)
    return done


def people(
    rng: Any, count: int, towns: Any, office: Organization, at: datetime, first: int = 0
) -> Iterator[NewVolunteer]:
    """`first` keeps names and phones of several crowds apart."""
    skills = [skill.code for skill in current().section("skills.yaml") if not skill.evidence]
    today, area = local(at).date(), place_of(office)
    for number, row in enumerate(volunteering.people_rows(rng, count, towns), first + 1):
        _id, lat, lon, radius, held, spoken, slots, load, age, _idle, _consents = row
        yield NewVolunteer(
            name=f"Ерікті Үлгі {number}",
            born_on=date(today.year - int(age), 1, 1 + number % 28),
            places=[NewPlace(area, float(lat), float(lon), int(radius))],
            language="kk" if "kk" in spoken else "ru",
            phone=f"+7700{number:07d}",
            languages=spoken.split("|") if spoken else [],
            skills=dict.fromkeys(_known(held, skills), ""),
            free=bits_of(slots.split("|")) if slots else 0,
            max_load=int(load),
        )


def _known(names: str, skills: Sequence[str]) -> list[str]:
    """Skills of the tables as skills of the pack that ask for no paper, so that they count at once."""
    every = volunteering.SKILLS
    return list(dict.fromkeys(skills[every.index(name) % len(skills)] for name in names.split("|") if name))


def ask(rng: Any, count: int, towns: Any, places: float, office: Organization, at: datetime, progress: Progress) -> int:
    """Needs of `count` lines in the week ahead, many lines each; how many lines."""
    skills = [skill.code for skill in current().section("skills.yaml") if not skill.evidence]
    rows = volunteering.need_rows(rng, count, towns, places)
    tomorrow = local(at).date() + timedelta(days=1)
    made = 0
    while part := list(islice(rows, LINES_A_NEED)):
        lines = [_line(row, skills, tomorrow) for row in part]
        actions.ask(
            key=uuid5(_KEYS, str(made)), text="Көмек керек, ойдан алынған үлгі.", lines=lines,
            area_path=place_of(office), address="Үлгі көшесі, 1", person=NewParty("Көмек Үлгі", phone="+77000000001"),
            source="import", language="kk", actor=SYSTEM, at=at,
        )  # fmt: skip
        made += len(part)
        progress("lines of needs", made, count)
    return made


def _line(row: Sequence[Any], skills: Sequence[str], first: date) -> NewLine:
    _id, lat, lon, slot, wanted, language, capacity, crew, priority, kind = row
    weekday, part = slot.split("-")
    day = first + timedelta(days=(DAYS.index(weekday) - first.weekday()) % AHEAD)
    starts = datetime.combine(day, STARTS[part], tzinfo=zone())
    return NewLine(
        asked="Көмек, үлгі", work=kind, people=int(capacity), starts=starts, ends=starts + timedelta(hours=2),
        lat=float(lat), lon=float(lon), min_crew=int(crew), skills=_known(wanted, skills), language=language,
        priority=int(priority),
    )  # fmt: skip
