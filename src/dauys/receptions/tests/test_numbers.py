"""The numbers of receptions against a twin that walks over every visit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

import pytest
from tests import factories as make
from tests import numbers as invent
from tests import receptions as desk

from dauys.answers import actions as answers
from dauys.answers.models import Rating
from dauys.cases.models import Case
from dauys.cases.rules import OPEN_STATES
from dauys.core.dates import month_of
from dauys.ground.access.actors import citizen
from dauys.ground.ids import new_id
from dauys.ground.ui.moments import local, zone
from dauys.receptions.models import Host, Instruction, Visit
from dauys.receptions.numbers import PARTS, Period, Sums, counted
from dauys.receptions.rules import ANSWERED

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
MONTHS = [datetime(2025 + (n + 9) // 12, (n + 9) % 12 + 1, 1, tzinfo=zone()) for n in range(6)]  # October to March


def a_house(seed: int, count: int) -> list[Host]:
    """Three rooms of two bodies in two centres, their visits, cases with rated answers, and instructions."""
    offices = [desk.office(), desk.office(make.SOCIAL)]
    bodies = [make.body(), make.body(), make.body(make.SOCIAL)]
    hosts = [invent.room(body, offices[n % 2]) for n, body in enumerate(bodies)]
    team, cases = make.team(), []
    for n in range(6):
        made = make.case(owner=make.HOUSING, at=make.AT - timedelta(days=40), topic="water" if n % 2 else "")
        cases.append(made.case)
        if n < 4:
            make.answered(made, team, at=make.AT - timedelta(days=12 * n))
            about = {"score": 1 + n, "solved": "partly", "comment": ""}
            answers.rate(obligation=made.obligation.pk, actor=citizen(made.id), at=make.AT, **about)
    invent.invented(seed, hosts, MONTHS, count, cases)
    protocols = [p for v in Visit.objects.filter(state="done") for p in v.protocols.filter(version=1)][:4]
    for n, protocol in enumerate(protocols):
        due = TODAY + timedelta(days=n - 2) if n else None
        made = make.case(owner=make.SOCIAL, at=make.AT - timedelta(days=60 if n == 0 else 1))
        Instruction.objects.create(
            id=new_id(make.AT), protocol=protocol, position=1, executor=make.body(), due_on=due,
            obligation=made.obligation,
        )  # fmt: skip
    return hosts


def month(visit: Visit) -> date:
    return month_of(local(visit.arrived_at or visit.during.lower).date())


def subject(visit: Visit) -> str:
    return (visit.case.topic if visit.case else "") or visit.topic or "-"


def is_received(visit: Visit) -> bool:
    return visit.state in ("serving", "done")


class Twin:
    """The same numbers, one visit after another."""

    def __init__(self, today: date) -> None:
        rows = Visit.objects.select_related("case", "host__organization__area").prefetch_related(
            "visitors", "protocols__instructions__obligation"
        )
        self.visits, self.today = list(rows), today
        self.received = [v for v in self.visits if is_received(v)]
        self.ratings: dict[Any, list[int]] = defaultdict(list)
        for rating in Rating.objects.select_related("answer__obligation"):
            sent, case = rating.answer.sent_at, rating.answer.obligation.case_id
            before = [v for v in self.received if v.case_id == case and v.began_at <= sent]
            if before:
                self.ratings[max(before, key=lambda v: v.began_at).pk].append(rating.score)

    def key(self, part: str, visit: Visit) -> str:
        body = visit.host.organization
        return {
            "head": str(visit.host_id),
            "body": body.code,
            "centre": str(visit.host.office_id),
            "region": "/".join(body.area.path.split("/")[:2]) + "/",
            "month": f"{month(visit):%Y-%m}",
            "subject": subject(visit),
            "all": "",
        }[part]

    def repeats(self, visit: Visit) -> bool:
        phone = visit.lead.phone_key if visit.lead else None
        return any(
            earlier.began_at < visit.began_at
            and (
                (visit.case_id is not None and earlier.case_id == visit.case_id)
                or (phone is not None and earlier.lead.phone_key == phone and subject(visit) == subject(earlier) != "-")
            )
            for earlier in self.received
        )

    def is_on_the_spot(self, visit: Visit) -> bool:
        signed = [p for p in visit.protocols.all() if p.signed_at]
        return bool(signed) and max(signed, key=lambda p: p.version).outcome in ANSWERED

    def orders(self, visit: Visit) -> list[bool]:
        """For each instruction whether it is overdue."""
        found = [i for p in visit.protocols.all() for i in p.instructions.all() if i.obligation]
        return [i.obligation.state in OPEN_STATES and (i.due_on or i.obligation.due_on) < self.today for i in found]

    def sums(self, visits: Iterable[Visit], grown: date, of: Iterable[Visit]) -> Sums:
        visits, of = list(visits), list(of)
        came = [v for v in visits if is_received(v)]
        waits = sorted(v.began_at - v.arrived_at for v in came)

        def within(tenths: int) -> int | None:
            return ceil(waits[ceil(tenths * len(waits) / 10) - 1].total_seconds() / 60) if waits else None

        return Sums(
            received=len(came),
            unscheduled=sum(v.kind == "unscheduled" for v in came),
            on_the_spot=sum(map(self.is_on_the_spot, came)),
            repeats=sum(map(self.repeats, came)),
            no_shows=len(visits) - len(came),
            instructions=sum(len(self.orders(v)) for v in came),
            overdue=sum(sum(self.orders(v)) for v in came),
            rated=sum(len(self.ratings[v.pk]) for v in came),
            score=sum(sum(self.ratings[v.pk]) for v in came),
            waits=len(came),
            half=within(5),
            most=within(9),
            by_month=tuple(sum(is_received(v) and month(v) == month_of(grown, -n) for v in of) for n in range(4)),
        )

    def counted(self, part: str, hosts: list[Host], period: Period) -> dict[str, Sums]:
        ids = {host.pk for host in hosts}
        groups: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.visits:
            missed = visit.state == "no_show" and not visit.arrived_at and visit.kind == "scheduled"
            if visit.host_id in ids and (is_received(visit) or missed):
                groups[self.key(part, visit)].append(visit)
        found = {}
        for key, rows in groups.items():
            inside = [v for v in rows if period.first <= month(v) <= period.last]
            sums = self.sums(inside, period.grown, rows)
            if sums.received or sums.no_shows or any(sums.by_month):
                found[key] = sums
        return found


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 1, 1), date(2026, 3, 1)), (date(2026, 2, 1), date(2026, 2, 1))]
)
def test_every_group_is_what_walking_over_the_visits_finds(seed: int, first: date, last: date) -> None:
    hosts = a_house(seed, 120)
    twin, period = Twin(TODAY), Period.of(first, last, TODAY)
    assert period.grown == date(2026, 2, 1)
    for some in (hosts[:1], hosts):
        found = counted(PARTS, [host.pk for host in some], period, TODAY)
        for part in ("head", "body", "centre", "region", "subject", "all"):
            assert found[part] == twin.counted(part, some, period), part
    whole = found["all"][""]
    assert whole.received and whole.no_shows and 0 < whole.unscheduled < whole.received


def test_months_are_each_measured_against_the_three_before() -> None:
    hosts = a_house(4, 150)
    period = Period.of(date(2026, 1, 1), date(2026, 3, 1), TODAY)
    found = counted(["month"], [host.pk for host in hosts], period, TODAY)["month"]
    assert list(found) == ["2026-01", "2026-02", "2026-03"]
    twin = Twin(TODAY)
    for code in found:
        day = date.fromisoformat(f"{code}-01")
        expected = twin.counted("month", hosts, Period.of(day, day, TODAY))[code]
        before = [sum(is_received(v) and month(v) == month_of(day, -n) for v in twin.visits) for n in range(4)]
        assert found[code] == replace(expected, by_month=tuple(before) if day < date(2026, 3, 1) else Sums().by_month)
    assert found["2026-03"].growth is None  # the month is not over


def test_growth_is_rounded_down_and_needs_months_before() -> None:
    assert Sums(by_month=(110, 100, 100, 99)).growth == 10
    assert Sums(by_month=(0, 1, 0, 0)).growth == -100
    assert Sums(by_month=(5, 0, 0, 0)).growth is None


def test_ratings_and_instructions_are_among_what_was_invented() -> None:
    hosts = a_house(1, 120)
    period = Period.of(date(2025, 10, 1), date(2026, 3, 1), TODAY)
    whole = counted([], [host.pk for host in hosts], period, TODAY)["all"][""]
    assert whole.instructions == 4 and 0 < whole.overdue < 4 and 0 < whole.rated <= 4 and whole.repeats
    assert Case.objects.count() == 10


def test_nobody_and_nothing() -> None:
    period = Period.of(TODAY, TODAY, TODAY)
    assert counted(["head"], [], period, TODAY) == {"head": {}, "all": {"": Sums()}}
