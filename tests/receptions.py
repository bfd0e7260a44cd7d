"""Makes centres, hosts, schedules and visits for tests, always through the real actions."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from dauys.directory.models import Post
from dauys.ground.access.actors import Actor
from dauys.receptions import actions
from dauys.receptions.actions import Line, Person
from dauys.receptions.models import Host, Office, Protocol, Schedule, Visit
from tests import factories as make

WORDS = {"kk": "Орталық", "ru": "Центр", "en": "Centre"}
THURSDAY = date(2026, 3, 5)  # the day after make.AT
MATTER = "Мектеп жанындағы жол бойынша әкім орынбасарымен сөйлескім келеді."
FOUND = "Жол 2025 жылы жөндеу тізіміне енбей қалған, тексеру жүргізілді."
DECIDED = "Жол жөндеуі биылғы тізімге енгізіледі, мерзімі 1 маусым."


def administrator() -> Actor:
    return make.staff("administrator", "")[1]


def office(code: str = make.HOUSING) -> Office:
    return actions.open_office(
        organization=make.body(code), names=WORDS, address=WORDS, hours={}, access_notes={}, languages=["kk", "ru"],
        actor=administrator(), at=make.AT,
    )  # fmt: skip


def host(code: str = make.HOUSING, at_office: Office | None = None) -> Host:
    post = Post.objects.filter(organization__code=code, role="head").first()
    assert post is not None, code
    return actions.add_host(
        office=(at_office or office(code)).pk, post=post, room="104", actor=administrator(), at=make.AT
    )


def line(**about: Any) -> Line:
    """Thursdays from ten to noon, twenty minutes each."""
    values = {"first": THURSDAY, "opens": time(10), "minutes": 120, "rule": "FREQ=WEEKLY;BYDAY=TH"}
    return Line(**{**values, **about})


def published(of: Host, *lines: Line, since: date = date(2026, 3, 1), until: date = date(2026, 6, 30)) -> Schedule:
    code = of.organization.code
    clerk, head = make.staff("clerk", code)[1], make.staff("head", code)[1]
    row = actions.draft(host=of.pk, since=since, until=until, lines=lines or (line(),), actor=clerk, at=make.AT)
    actions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=head, at=make.AT)
    return actions.publish(schedule=row.pk, actor=clerk, at=make.AT)


def ten(minutes: int = 0, day: date = THURSDAY) -> datetime:
    """Ten o'clock of the Thursday, and so many minutes later."""
    return datetime.combine(day, time(10), tzinfo=make.AT.tzinfo) + timedelta(minutes=minutes)


def person(number: int = 1, **about: Any) -> Person:
    return Person(**{"name": f"Келуші {number}", "phone": f"+7700000{number:04d}", **about})


def booked(of: Host, *, minutes: int = 0, number: int = 1, actor: Actor | None = None) -> Visit:
    return actions.book_at_desk(
        key=uuid4(), host=of.pk, starts=ten(minutes), source="phone", language="kk", person=person(number), text=MATTER,
        area_path=make.AQJAR, actor=actor or make.staff("clerk", of.organization.code)[1], at=make.AT,
    )  # fmt: skip


def unscheduled(of: Host, *, number: int = 1, actor: Actor | None = None, **about: Any) -> Visit:
    values: dict[str, Any] = {"person": person(number), "text": MATTER, "area_path": make.AQJAR, "language": "kk",
                              "reason": "other", "at": make.AT}  # fmt: skip
    return actions.register(
        key=uuid4(), host=of.pk, actor=actor or make.staff("clerk", of.organization.code)[1], **{**values, **about}
    )


def begun(of: Host) -> Visit:
    """A visit that is being received."""
    visit = unscheduled(of)
    return actions.serve(visit=visit.pk, actor=make.staff("supervisor", of.organization.code)[1], at=make.AT)


def written(visit: Visit, outcome: str = "solved", **about: Any) -> Protocol:
    code = visit.host.organization.code
    values: dict[str, Any] = {"summary": FOUND, "decided": DECIDED, "revision": 0, "at": make.AT}
    return actions.write(
        visit=visit.pk, outcome=outcome, actor=about.pop("actor", None) or make.staff("supervisor", code)[1],
        **{**values, **about},
    )  # fmt: skip
