"""Invented receptions by the thousand, played through the room's own actions: centres, hosts, visits, protocols."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dauys.answers import actions as answers
from dauys.answers.starting import filled
from dauys.core.workdays import WorkCalendar
from dauys.directory.cache import areas, organizations
from dauys.directory.models import Post
from dauys.ground.access.actors import Actor, citizen
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, zone
from dauys.receptions import actions as receptions
from dauys.receptions.actions import Line, Order, Person
from dauys.receptions.models import Host, Office
from dauys.receptions.slots_open import slot_at
from dauys.site.bulk.deriving import derive_all
from dauys.site.bulk.dice import Dice
from dauys.site.bulk.lines import fresh_id
from dauys.site.bulk.load import CannotSeed, Progress
from dauys.site.bulk.people import Lists, person
from dauys.site.bulk.staff import hire_everybody
from dauys.site.bulk.voices import Said, answerable, say
from dauys.site.demo.seed import in_bulk
from dauys.site.demo.staff import HIRED_LONG_AGO, Worker, hire
from dauys.site.demo.texts import words

SPAN = timedelta(days=365)
MADE_BEFORE = timedelta(days=30)  # so long before the first visit the schedules were made
HOSTS = 24
BOOKED = 0.10  # the others come out of schedule: 730 of 811 in the news this was made from
MISSED = 0.12  # of those who booked
AGAIN = 0.08  # who come about what they came about before
RATED = 0.35
OUTCOMES = ("solved", "explained", "explained", "consultation", "instruction", "instruction", "instruction")


@dataclass(frozen=True, slots=True)
class _Desk:
    """One head who receives, with who writes for them and which bodies they can tell to do something."""

    host: Host
    head: Actor
    assistant: Actor
    executors: Sequence[str]
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Coming:
    """Somebody who comes about something, perhaps not for the last time."""

    desk: _Desk
    name: str
    phone: str
    said: Said


def receive(*, count: int, seed: int, at: datetime, progress: Progress) -> int:
    """Plays `count` visits of the year before `at`, all of them or none; how many heads receive.

    The same `seed` invents the same visits, and nobody is written to. Raises CannotSeed for a pack without words.
    """
    if current().code != "kz":
        raise CannotSeed(f"The many receptions are invented for the pack kz only, and {current().code} is in force.")
    if Office.objects.exists():
        raise CannotSeed("There are centres already. Seed receptions into a fresh folder.")
    hire_everybody(at=at - HIRED_LONG_AGO)
    bodies = _bodies()
    hire(at=at - HIRED_LONG_AGO, workers=[Worker(_login(b), "Арман Үлгіқұлов", "head", b) for b in bodies])
    rng = Dice(f"receptions {seed}")
    begins = at - SPAN - MADE_BEFORE
    with transaction.atomic(), in_bulk():
        desks = _desks(bodies, begins)
        moments = _moments(count, at, rng)
        known: list[_Coming] = []
        for number, moment in enumerate(moments):
            _visit(desks[min(rng.randint(0, len(desks) - 1), rng.randint(0, len(desks) - 1))], moment, at, known, rng)
            progress("visits", number + 1, count)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM messages_message WHERE state = 'queued' AND created_at >= %s", [begins])
    follower = JournalFollower({})  # nobody is woken for an invented past: what derives from it is made anew
    while follower.tick(at):
        pass
    derive_all(progress)
    return len(desks)


def _bodies() -> list[str]:
    """Akimats first, then ministries, as far as HOSTS reaches: those with a head among their posts."""
    heads = set(Post.objects.filter(role="head").values_list("organization__code", flat=True))
    kinds = {code: body.kind for code, body in current().organizations.items() if code in heads}
    ranked = sorted(kinds, key=lambda code: (kinds[code] != "akimat", kinds[code] != "ministry", code))
    return ranked[:HOSTS]


def _login(body: str) -> str:
    return f"{body.replace('/', '.')}-head1"


def _desks(bodies: Sequence[str], at: datetime) -> list[_Desk]:
    known = {user.email.partition("@")[0]: actor_of(user) for user in with_grants()}
    found, codes = [], list(organizations())
    for code in bodies:
        body, dotted = organizations()[code], code.replace("/", ".")
        names = {language: body.name(language) for language in current().languages}
        office = receptions.open_office(
            organization=body, names=names, address=names, hours=dict.fromkeys(names, "9:00–18:00"), access_notes={},
            languages=list(names), actor=known["admin"], at=at,
        )  # fmt: skip
        post = Post.objects.filter(organization=body, role="head")[0]
        host = receptions.add_host(office=office.pk, post=post, room="1", actor=known["admin"], at=at)
        desk = _Desk(
            host, known[_login(code)], known[f"{dotted}-supervisor1"],
            [c for c in codes if c.startswith(f"{code}/")] or codes[:3],
            [path for path in areas() if path.startswith(host.area_path)],
        )  # fmt: skip
        _schedule(desk, at)
        found.append(desk)
    return found


def _schedule(desk: _Desk, at: datetime) -> None:
    """Every working day of the year, so that a time can be booked on any of them."""
    since = local(at).date()
    line = Line(since, time(9), 540, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", slot_minutes=20, lanes=3)
    row = receptions.draft(
        host=desk.host.pk, since=since, until=since + SPAN + MADE_BEFORE, lines=[line], actor=desk.assistant,
        at=at,
    )  # fmt: skip
    receptions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=desk.head, at=at)
    receptions.publish(schedule=row.pk, actor=desk.assistant, at=at)


def _moments(count: int, at: datetime, rng: Dice) -> list[datetime]:
    """When people come, in order: in working hours of working days."""
    calendar, today = current().calendar(), local(at).date()
    days = [day for n in range(SPAN.days, 0, -1) if _works(calendar, day := today - timedelta(days=n))]
    picked = sorted((rng.randint(0, len(days) - 1), rng.randint(0, 26), rng.randint(0, 19)) for _n in range(count))
    nine = time(9)
    return [
        datetime.combine(days[day], nine, tzinfo=zone()) + timedelta(minutes=20 * slot + minute)
        for day, slot, minute in picked
    ]


def _works(calendar: WorkCalendar, day: Any) -> bool:
    return day.weekday() < 5 and day not in calendar.days_off


def _visit(desk: _Desk, at: datetime, until: datetime, known: list[_Coming], rng: Dice) -> None:
    again = bool(known) and rng.random() < AGAIN
    if again:
        coming = rng.choice(known[-400:])
        desk = coming.desk
    else:
        spoken = say(rng)
        invented = person(len(known), spoken.text.language, Lists(words()["names"]))
        coming = _Coming(desk, invented.name, invented.phone, spoken)
        known.append(coming)
    about: dict[str, Any] = {
        "key": UUID(fresh_id(int(at.timestamp()), rng)), "host": desk.host.pk, "language": coming.said.text.language,
        "text": coming.said.words, "area_path": rng.choice(desk.places), "actor": desk.assistant,
    }  # fmt: skip
    if rng.random() < BOOKED and not again:
        visit = _booked(desk, Person(coming.name, coming.phone), at, about, rng)
    else:
        reasons = current().section("visits.yaml")
        reason = reasons[0 if rng.random() < 0.05 else rng.randint(1, len(reasons) - 1)]
        people = rng.randint(2, 9) if rng.random() < 0.1 else 1
        visit = receptions.register(
            person=Person(coming.name, coming.phone, people=people), reason=reason.code, urgently=reason.urgent,
            topic=coming.said.text.topic, at=at, **about,
        ).pk  # fmt: skip
    if visit:
        _received(desk, visit, coming.said, at + timedelta(minutes=rng.randint(2, 55)), until, rng)


def _booked(desk: _Desk, who: Person, at: datetime, about: dict[str, Any], rng: Dice) -> UUID | None:
    """Booked three days before for a time that is free; None for who does not come."""
    earlier, starts = at - timedelta(days=3), at.replace(minute=at.minute // 20 * 20)
    if slot_at(desk.host.pk, starts, earlier, online=False) is None:
        return None
    visit = receptions.book_at_desk(starts=starts, source="phone", person=who, at=earlier, **about).pk
    if rng.random() < MISSED:
        receptions.miss(visit=visit, actor=desk.assistant, at=starts + timedelta(minutes=30))
        return None
    receptions.arrive(visit=visit, actor=desk.assistant, at=at)
    return visit


def _received(desk: _Desk, visit: UUID, spoken: Said, at: datetime, until: datetime, rng: Dice) -> None:
    receptions.serve(visit=visit, actor=desk.assistant, at=at)
    outcome = rng.choice(OUTCOMES)
    text = spoken.text if spoken.text.found else rng.choice(answerable(spoken.text.language))
    found, decided = filled(text.found, spoken.gaps), filled(text.decided, spoken.gaps)
    due = local(at).date() + timedelta(days=rng.randint(5, 30))
    orders = [Order(organizations()[rng.choice(desk.executors)], decided, due)] if outcome == "instruction" else []
    made = receptions.write(
        visit=visit, outcome=outcome, summary=found, decided=decided, orders=orders, revision=0, actor=desk.assistant,
        at=at + timedelta(minutes=12),
    )  # fmt: skip
    made = receptions.sign(protocol=made.pk, revision=made.revision, actor=desk.head, at=at + timedelta(minutes=20))
    rated = at + timedelta(days=rng.randint(1, 9))
    if outcome != "instruction" and rated < until and rng.random() < RATED:
        _rate(made.visit, rated, rng)


def _rate(visit: Any, at: datetime, rng: Dice) -> None:
    row = visit.case.obligations.order_by("leg").first()
    if row is not None:
        score = rng.choice((1, 3, 4, 4, 5, 5))
        answers.rate(
            obligation=row.pk, score=score, solved="solved" if score > 3 else "partly", comment="",
            actor=citizen(visit.case_id), at=at,
        )  # fmt: skip
