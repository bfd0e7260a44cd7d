"""Beyond one reception: villages to travel to, a family with a companion, a day centre and its waiting list."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from dauys.directory.cache import areas, organizations
from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, zone
from dauys.receptions import actions as receptions
from dauys.receptions.actions import Ask, Line, Person
from dauys.receptions.day_places import day_of
from dauys.receptions.models import Host, Visit
from dauys.receptions.queries import companions_of
from dauys.receptions.slots_open import days_open
from dauys.receptions.travel import leaves
from dauys.receptions.words import WORKDAYS

_SPACE = UUID("0d1b8a1e-4f60-4c37-9d5c-64f2f8c7a0b3")
LANES, IN_THE_CENTRE, WAITING = 6, 5, 3
SINCE, RUN = timedelta(days=12), 12
ABSENT = 3  # days running


def visiting_lines(host: Host, first: date, place: str) -> list[Line]:
    """One village was visited, the next one is planned; all others wait."""
    villages = [path for path in leaves(areas()) if path.startswith(host.area_path)][:2]
    return [
        Line(first + timedelta(days=5 + 42 * n), time(11), 120, mode="visiting", area_path=village, place=place)
        for n, village in enumerate(villages)
    ]


def refer(visit: Visit, told: Mapping[str, Any], boss: Actor, at: datetime) -> None:
    """Somebody who came today is referred to two bodies below the host's, with one of its staff as companion."""
    own = visit.host.organization.code
    bodies = [organizations()[code] for code in sorted(organizations()) if code.startswith(f"{own}/")]
    asks = [Ask(body, text) for body, text in zip(bodies[-2:], told["orders"], strict=False)]
    companion = companions_of(visit.host)[0].pk
    receptions.refer(key=uuid5(_SPACE, "family"), visit=visit.pk, asks=asks, companion=companion, actor=boss, at=at)


def open_day_centre(
    office: UUID, told: Mapping[str, Any], admin: Actor, boss: Actor, head: Actor, at: datetime
) -> None:  # fmt: skip
    """A day centre with people in it, one of them absent for days, and a waiting list."""
    host = receptions.add_place(office=office, names=told["day_centre"], room="1", actor=admin, at=at - 2 * SINCE)
    planned = at - 2 * SINCE
    since = local(planned).date()
    lines = [Line(since, time(9), 480, WORKDAYS, slot_minutes=480, lanes=LANES)]
    row = receptions.draft(
        host=host.pk, since=since, until=since + timedelta(days=180), lines=lines, actor=boss, at=planned
    )  # fmt: skip
    receptions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=head, at=planned)
    receptions.publish(schedule=row.pk, actor=boss, at=planned)
    place = next(path for path in areas() if path.startswith(host.area_path) and path != host.area_path)
    about: dict[str, Any] = {"host": host.pk, "area_path": place, "language": current().languages[0], "actor": boss}
    began = at - SINCE
    for number in range(IN_THE_CENTRE):
        receptions.book_days(
            key=uuid5(_SPACE, f"place {number}"), since=local(began).date() + timedelta(days=1), days=RUN,
            person=_person(told, number), text=told["needs"][number % 3], at=began, **about,
        )  # fmt: skip
    _attendance(host, boss, began, at)
    needs = [need.code for need in current().section("places.yaml")]
    for number in range(WAITING):
        receptions.wait_for_days(
            key=uuid5(_SPACE, f"waits {number}"), days=10, person=_person(told, IN_THE_CENTRE + number),
            text=told["needs"][number % 3], reason=needs[number - 1] if number and len(needs) > 1 else "",
            at=began + timedelta(days=2 * number), **about,
        )  # fmt: skip


def _person(told: Mapping[str, Any], number: int) -> Person:
    return Person(told["guests"][number], f"+7700000{7100 + number}")


def _attendance(host: Host, boss: Actor, began: datetime, at: datetime) -> None:
    """Everybody came each day until yesterday, but for one in the last days."""
    over = [day.date for day in days_open(host.pk, local(began).date() + timedelta(days=1), began, local(at).date())]
    for number, day in enumerate(over):
        rows = [visit.pk for visit in day_of(host.pk, day)]
        absent = set(rows[:1]) if number >= len(over) - ABSENT else set()
        noon = datetime.combine(day, time(12), tzinfo=zone())
        receptions.attend(host=host.pk, day=day, came=set(rows) - absent, missed=absent, actor=boss, at=noon)
