"""Checking in: by the leader's code, by their list, without network; once each, and counted in pieces."""

import hashlib
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import campaigns as camp
from tests import factories as make
from tests import volunteers as help_
from tests.threads import together

from dauys.core.rotating_code import STEP, code_at
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.models import Entry
from dauys.volunteers import actions
from dauys.volunteers.actions import Tick
from dauys.volunteers.models import CheckIn, Enrolment, Fold, Team, Volunteer

pytestmark = pytest.mark.django_db
NOON = camp.STARTS + timedelta(hours=1)


def shown(team: Team, seconds: float = 0) -> str:
    return code_at(bytes.fromhex(team.secret), NOON.timestamp() + seconds)


def typed(ticket: Enrolment, code: str, *, key: UUID | None = None, after: int = 0) -> bool:
    return actions.check_in(
        key=key or uuid4(), ticket=ticket, typed=code, device=None, at=NOON + timedelta(seconds=after)
    )


def list_of(team: Team, *ticks: Tick, way: str = "offline", late: timedelta = timedelta()) -> actions.Ticked:
    return actions.tick(team=team, ticks=ticks, way=way, device=b"d" * 32, actor=ANONYMOUS, at=NOON + late)


def test_by_the_code_on_the_leaders_phone_in_one_statement() -> None:
    team = camp.team_of(camp.campaign())
    ticket = camp.ticket(team)
    key = uuid4()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert typed(ticket, shown(team), key=key)
    assert [q["sql"].strip().split()[0] for q in asked if "SAVEPOINT" not in q["sql"]] == ["INSERT"]
    assert not typed(ticket, shown(team), key=key) and not typed(ticket, shown(team))
    row = CheckIn.objects.get()
    assert (row.pk, row.way, row.at, row.fold_id) == (key, "code", NOON, None)
    assert not Entry.objects.filter(verb__contains="check").exists()


def test_one_step_of_the_clock_is_forgiven_and_no_more() -> None:
    team = camp.team_of(camp.campaign())
    ticket = camp.ticket(team)
    for away in (-2 * STEP, 2 * STEP):
        with pytest.raises(actions.WrongCode):
            typed(camp.read(ticket), shown(team, away))
    assert not CheckIn.objects.exists()
    assert typed(camp.read(ticket), shown(team, -STEP))


def test_nobody_guesses_the_code() -> None:
    team = camp.team_of(camp.campaign())
    ticket = camp.ticket(team)
    for _try in range(10):
        with pytest.raises(actions.WrongCode):
            typed(camp.read(ticket), "222222")
    with pytest.raises(actions.TriedTooOften):
        typed(camp.read(ticket), shown(team))
    assert not CheckIn.objects.exists()
    later = NOON + timedelta(minutes=11)
    code = code_at(bytes.fromhex(team.secret), later.timestamp())
    assert actions.check_in(key=uuid4(), ticket=camp.read(ticket), typed=code, device=None, at=later)


def test_only_in_the_hours_of_the_zone() -> None:
    team = camp.team_of(camp.campaign())
    ticket = camp.ticket(team)
    for at in (camp.STARTS - timedelta(hours=3), camp.STARTS + timedelta(hours=4)):
        code = code_at(bytes.fromhex(team.secret), at.timestamp())
        with pytest.raises(actions.NotNow):
            actions.check_in(key=uuid4(), ticket=ticket, typed=code, device=None, at=at)
    for late in (timedelta(days=-1), timedelta(days=9)):
        with pytest.raises(actions.NotNow):
            list_of(team, *camp.ticks(ticket), late=late)
    assert not CheckIn.objects.exists()


def test_the_law_is_asked_again_at_the_door() -> None:
    row = camp.campaign(work="disaster")
    team = camp.team_of(row)
    person = help_.volunteer(1)
    grown, named = camp.ticket(team, from_age=18), camp.ticket(team, person)
    Enrolment.objects.filter(pk=grown.pk).update(from_age=0)
    Volunteer.objects.filter(pk=person.pk).update(born_on=date(2010, 1, 1))
    for ticket in (grown, named):
        with pytest.raises(actions.NotAllowed):
            typed(camp.read(ticket), shown(team))
    done = list_of(team, *camp.ticks(grown, named))
    assert done == actions.Ticked(0, 0, (), tuple(sorted([grown.code, named.code])))
    assert not CheckIn.objects.exists()


def test_a_list_kept_without_network_comes_in_once() -> None:
    row = camp.campaign()
    team, other = camp.team_of(row), camp.team_of(camp.campaign())
    tickets = [camp.ticket(team) for _ in range(3)]
    foreign = camp.ticket(other)
    before = Tick(uuid4(), tickets[0].code, camp.STARTS - timedelta(days=3))
    after = Tick(uuid4(), tickets[1].code, camp.STARTS + timedelta(days=3))
    (fit,) = camp.ticks(tickets[2], at=NOON)
    again = Tick(uuid4(), fit.code, fit.at + timedelta(minutes=1))
    late = timedelta(days=1)
    done = list_of(team, before, after, fit, again, *camp.ticks(foreign), late=late)
    assert done == actions.Ticked(3, 0, (foreign.code,))
    assert list_of(team, before, after, fit, again, late=late) == actions.Ticked(0, 3)
    kept = {check.enrolment_id: (check.pk, check.at) for check in CheckIn.objects.all()}
    assert kept == {
        tickets[0].pk: (before.key, camp.STARTS - timedelta(hours=2)),
        tickets[1].pk: (after.key, camp.STARTS + timedelta(hours=3)),
        tickets[2].pk: (fit.key, NOON),
    }


def test_checkins_are_counted_in_pieces_and_told_by_their_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.volunteers.actions.checking_in.FOLDED_AT_ONCE", 4)
    rows = [camp.campaign(camp.zone(1), camp.zone(2)), camp.campaign()]
    teams = [camp.team_of(rows[0]), camp.team_of(rows[0], 2), camp.team_of(rows[1])]
    for team in teams:
        list_of(team, *camp.ticks(*[camp.ticket(team) for _ in range(3)]))
    folded = []
    while many := actions.fold_check_ins(at=NOON):
        folded.append(many)
    assert folded == [4, 4, 1]
    assert [camp.zone_of(row, n).came for row, n in ((rows[0], 1), (rows[0], 2), (rows[1], 1))] == [3, 3, 3]
    for fold in Fold.objects.all():
        keys = sorted(str(key) for key in fold.check_ins.values_list("pk", flat=True))
        digest = hashlib.sha256("".join(keys).encode()).digest()
        entry = Entry.objects.get(verb="volunteers.fold_check_ins", payload__fold=str(fold.pk))
        assert (len(keys), digest) == (fold.people, bytes(fold.digest))
        assert (entry.payload["people"], entry.payload["digest"]) == (fold.people, digest.hex())


@pytest.mark.django_db(transaction=True)
def test_lists_sent_at_once_from_both_ends_come_in_once() -> None:
    team = camp.team_of(camp.campaign(camp.zone(capacity=300)))
    about = {"from_age": 14, "with_parent": False, "actor": ANONYMOUS, "at": make.AT}
    tickets = actions.add_tickets(key=uuid4(), team=team.pk, people=200, **about)
    kept = camp.ticks(*tickets)
    ways = [kept, kept[::-1], camp.ticks(*tickets), camp.ticks(*tickets[::-1])]
    done = together(8, lambda n: list_of(team, *ways[n % 4]))
    assert sum(one.new for one in done) == 200 == CheckIn.objects.count()
    assert all(one.new + one.here == 200 for one in done)
    together(4, lambda _n: actions.fold_check_ins(at=NOON))
    assert camp.zone_of(team.zone.campaign).came == 200 == sum(Fold.objects.values_list("people", flat=True))
