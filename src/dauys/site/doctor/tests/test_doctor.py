"""The doctor finds nothing in sound data, and each kind of harm by the invariant that names it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client
from tests import campaigns as camp
from tests import factories as make
from tests import receptions as desk
from tests import volunteers as help_
from tests.authenticator import passkey_of
from tests.log import follow
from tests.support import ServerOfTests
from tests.sweep.at_oversight import oversight_things
from tests.sweep.world import a_pdf, held, turned_on

from dauys.cases import actions as cases
from dauys.channels import actions as channels
from dauys.channels.import_rows import Brought, read_appeals
from dauys.channels.queries import known_cases
from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor, citizen
from dauys.ground.accounts.actions import grant, name_deputy
from dauys.ground.accounts.models import User
from dauys.ground.database import APP, OWNER
from dauys.ground.database.roles import ADMIN
from dauys.ground.messages.actions import queue, send_due
from dauys.ground.moment import now
from dauys.ground.tables import Line
from dauys.office import actions as office
from dauys.office.kinds import KINDS
from dauys.publication import actions as publication
from dauys.publication.filters import Filter
from dauys.publication.models import Subscription
from dauys.receptions import actions as receptions
from dauys.receptions.actions import Order
from dauys.routing import actions as routing
from dauys.site.doctor import actions
from dauys.site.doctor.examine import examine
from dauys.site.doctor.models import Examination
from dauys.site.doctor.tests.harms import HARMS
from dauys.site.wiring import HEARERS, INVARIANTS
from dauys.volunteers import actions as volunteers
from dauys.volunteers.people import Guardian

AT = make.AT


def broken() -> set[str]:
    results = list(examine(INVARIANTS))
    assert not [r.error for r in results if r.error]
    return {r.invariant.code for r in results if not r.is_good}


def moved_clocks(team: make.Team) -> None:
    """A clock that was stopped and extended, and one that stands."""
    extended, stands = (make.case(owner=make.HOUSING, confirmed=True) for _ in range(2))
    for made in (extended, stands):
        routing.take(obligation=made.obligation.pk, actor=team.officer, at=AT)
        question = cases.pause(obligation=made.obligation.pk, text="Үй нөмірі?", actor=team.officer, at=AT)
        if made is extended:
            cases.reply(question=question.pk, text="12", actor=team.officer, at=AT + timedelta(days=1))
    row, until = make.fresh(extended.id), date(2026, 4, 20)
    at = AT + timedelta(days=2)
    asked = cases.ask_extension(obligation=row.pk, until=until, because="Құжат", actor=team.officer, at=at)
    cases.extend(extension=asked.pk, actor=team.supervisor, at=at)


def together(officer: Actor) -> None:
    """One step for many rows, done and left, and another one undone."""
    for _ in range(2):
        rows = [make.case(owner=make.HOUSING).obligation.pk for _ in range(2)]
        key = routing.do(key=uuid4(), verb="take", rows=rows, officer=None, actor=officer, at=AT)
    routing.undo(bulk=key, actor=officer, at=AT)


def passed_on(officer: Actor) -> None:
    """A case that went on to another body, and one of which a part did."""
    for stays in (False, True):
        row = make.case(owner=make.HOUSING).obligation
        part = routing.Part(make.SOCIAL, "Осы бөлігін қарап, жауап беріңіз.")
        routing.forward(
            obligation=row.pk, parts=[part], stays=stays, key=uuid4(), seen=row.changed_at, actor=officer, at=AT
        )


def not_ours(officer: Actor) -> None:
    """A case given back to the body above, which has not decided yet."""
    row = make.case(owner=make.HOUSING).obligation
    routing.give_back(obligation=row.pk, because="dispute", text="Бұл жол облыстікі.", actor=officer, at=AT)


def without_an_answer(team: make.Team) -> None:
    """A case taken back while its answer waited for approval, and one left on a ground."""
    made, left = make.case(owner=make.HOUSING), make.case(owner=make.HOUSING).obligation
    make.submitted(made, team)
    cases.withdraw(case_id=made.id, asked_by="page", actor=citizen(made.id), at=AT)
    routing.propose_leaving(obligation=left.pk, ground="no-substance", text="Түсініксіз.", actor=team.officer, at=AT)
    routing.decide_leaving(obligation=left.pk, agreed=True, actor=team.supervisor, at=AT)


def parks() -> None:
    """A body from a table, confirmed."""
    _user, admin = make.staff("administrator", "")
    cells = {"code": "akmola/aqjar/parks", "kind": "department", "area": "kz/11/aqjar"}
    line = Line(2, {**cells, "name_kk": "Саябақтар", "name_ru": "Парки"})
    reading = KINDS["bodies"].read([line])
    key = office.keep(kind="bodies", lines=[line], actor=admin, at=AT)
    office.confirm(upload=key, seen=reading.mark, actor=admin, at=AT)


def leavers() -> None:
    """One who left and one on leave."""
    _user, admin = make.staff("administrator", "")
    left, away, other = (make.staff("officer")[0] for _ in range(3))
    day = AT.date()
    name_deputy(user=away, deputy=other, since=day, until=day + timedelta(days=9), actor=admin, at=AT)
    name_deputy(user=left, deputy=other, since=day - timedelta(days=9), until=day, actor=admin, at=AT)
    auditor, day_before = make.staff("officer")[0], AT.date() - timedelta(days=1)
    grant(user=auditor, role="auditor", since=day_before, actor=admin, at=AT)
    office.end_role(grant_id=auditor.grants.get(role="auditor").pk, actor=admin, at=AT)
    office.invite(user=left.pk, actor=admin, at=AT)
    office.end(user=left.pk, actor=admin, at=AT)
    office.end(user=other.pk, actor=admin, at=AT)
    place = {"role": "officer", "body": make.HOUSING}
    assert office.bring_back(user=other.pk, cells=place, actor=admin, at=AT + timedelta(hours=1)) == ()


def imported() -> None:
    """A table of another system, filed."""
    _user, clerk = make.staff("clerk", "akmola/aqjar")
    cells = {
        "external_number": "ЖТ-1",
        "received_on": "2026-03-02",
        "name": "Асан",
        "text": make.TEXT,
        "place": "kz/11",
    }
    cells["phone"] = "+77001234567"
    key = channels.keep_import(table=Brought([Line(2, cells)]), actor=clerk, at=AT)
    channels.file_import(
        key=key,
        read=lambda lines: read_appeals(lines, known_cases(lines), home="", at=AT),
        actor=clerk,
        at=AT,
    )


def received() -> None:
    """A head received three: one matter was solved on the spot, an instruction was given, a family was referred."""
    host = desk.host()
    desk.published(host)
    desk.booked(host, number=7)
    receptions.take_ticket(key=uuid4(), office=host.office_id, service="advice", language="kk", at=AT)
    head = make.staff("head")[1]
    helper = make.staff("supervisor")[1]
    receptions.refer(
        key=uuid4(), visit=desk.begun(host).pk, asks=[receptions.Ask(make.body(make.SOCIAL), "Көмек тағайындау.")],
        companion=helper.user_id, actor=helper, at=AT,
    )  # fmt: skip
    orders = [Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", AT.date())]
    for outcome, given in (("solved", []), ("instruction", orders)):
        made = desk.written(desk.begun(host), outcome, orders=given)
        receptions.sign(protocol=made.pk, revision=made.revision, actor=head, at=AT)


def helped() -> None:
    """A volunteer who leads a class, one who left, and a child whose parent signed on paper."""
    office, about = make.body(help_.AQJAR), {"actor": make.staff("clerk", help_.AQJAR)[1], "at": AT}
    group = {"kind": "class", "name": "7 «А»", "most": 9, "closes_on": None, "leader": None}
    made = volunteers.open_group(key=uuid4(), office=office, **group, **about)
    volunteers.register(key=uuid4(), office=office, person=help_.person(1), source="group", group=made, **about)
    gone = help_.volunteer(2)
    starts = AT - timedelta(days=3)
    there = volunteers.write_presence(
        key=uuid4(), volunteer=gone.pk, work="general", starts=starts, ends=starts + timedelta(hours=2),
        actor=help_.coordinator(), at=AT,
    )  # fmt: skip
    volunteers.approve(presence=there.pk, actor=help_.lead(), at=AT)
    volunteers.issue_many(office=office, volunteers=[gone.pk], since=None, until=None, actor=SYSTEM, at=AT)
    volunteers.leave(volunteer=gone.pk, **about)
    child = help_.volunteer(3, born_on=date(2013, 1, 1)).pk
    volunteers.record_consent(
        key=uuid4(), volunteer=child, guardian=Guardian("Әке Үлгі", "+77009998877", "әкесі"), kind="guardian", work="",
        way="paper", until=None, **about,
    )  # fmt: skip


def planned() -> None:
    """A plan that means one person of sixteen and one grown-up for two lines at one time."""
    for number, born in ((11, date(2010, 1, 1)), (12, date(1990, 1, 1))):
        help_.volunteer(number, born_on=born)
    help_.need(help_.line(people=1), help_.line(people=1))
    volunteers.make_plan(key=uuid4(), office=help_.office(), actor=SYSTEM, at=AT)


def mentored() -> None:
    """Hours of a mentor that count, and some that were taken back."""
    elder, clerk, lead = help_.volunteer(21), help_.coordinator(), help_.lead()
    for day in (1, 2):
        starts = AT - timedelta(days=day)
        row = volunteers.write_presence(
            key=uuid4(), volunteer=elder.pk, work="mentoring", starts=starts, ends=starts + timedelta(hours=2),
            actor=clerk, at=AT,
        )  # fmt: skip
        volunteers.approve(presence=row.pk, actor=lead, at=AT)
    volunteers.correct(presence=row.pk, told=volunteers.Told("absent"), actor=lead, at=AT)


def campaigned() -> None:
    """People came out: one as a volunteer, one without a name, both counted; and a campaign that was stood down."""
    row = camp.campaign(camp.zone(1), camp.zone(2))
    team = camp.team_of(row)
    tickets = [camp.ticket(team, help_.volunteer(31)), camp.ticket(team)]
    volunteers.tick(team=team, ticks=camp.ticks(*tickets), way="leader", device=None, actor=ANONYMOUS, at=camp.STARTS)
    volunteers.fold_check_ins(at=AT)
    off = camp.campaign(camp.zone(1, starts=camp.STARTS + timedelta(days=1)))
    volunteers.stand_campaign_down(campaign=off.pk, actor=help_.coordinator(), at=AT)


@pytest.fixture
def town(transactional_db: None, sms: Any) -> make.Made:
    """A case in each state, messages sent, the log merged."""
    make.case(owner=make.HOUSING)
    held()
    team = make.team()
    moved_clocks(team)
    turned_on(team.officer)
    passkey_of(team.officer, AT)
    make.drafted(make.case(owner=make.HOUSING), team)
    make.submitted(make.case(owner=make.HOUSING), team)
    with_file = make.case(owner=make.HOUSING)
    make.drafted(with_file, team)
    make.attached(with_file, team, a_pdf())
    made, _team, _answer = make.answered()
    main, member = make.case(owner=make.HOUSING), make.case(owner=make.HOUSING)
    person = cases.Joining("Ерлан", "+77012223344", "", "kk", True)
    cases.support(case_id=main.id, person=person, idempotency_key=uuid4(), actor=ANONYMOUS, at=AT)
    cases.group(case_id=member.id, main=main.id, actor=_team.supervisor, at=AT)
    make.answered(main, _team)
    again = make.case(owner=make.HOUSING, at=AT + timedelta(hours=1), signers=3)
    cases.mark_repeat(case_id=again.id, earlier=made.id, reason="expired", actor=team.officer, at=AT)
    shown = make.case(owner=make.HOUSING, publish=True)
    publication.publish(case_id=shown.id, text=make.TEXT, decided=None, actor=team.supervisor, at=AT)
    publication.subscribe(address="reader@example.kz", wanted=Filter(), language="kk", at=AT)
    publication.confirm(subscription=Subscription.objects.get().pk, at=AT)
    from dauys.answers import actions as answers

    answers.rate(
        obligation=made.obligation.pk, score=1, solved="not_solved", comment="", actor=citizen(made.id),
        at=AT + timedelta(days=2),
    )  # fmt: skip
    make.hearing(make.case(owner=make.HOUSING), team)
    make.heard(make.case(owner=make.HOUSING), team)
    passed_on(team.officer)
    without_an_answer(team)
    not_ours(team.officer)
    together(team.officer)
    make.case(anonymous=True, text=make.CRIME)
    parks()
    oversight_things(make.staff("controller", "")[1], AT, AT.date().replace(day=1))
    leavers()
    help_.spoken()
    imported()
    received()
    helped()
    mentored()
    planned()
    campaigned()
    follow(AT + timedelta(days=2), hearers=HEARERS)
    send_due(at=AT + timedelta(days=2))
    return made


def test_sound_data_is_healthy(town: make.Made) -> None:
    assert broken() == set()


def test_every_invariant_has_its_harm() -> None:
    elsewhere = {
        "log.record_fits",
        "sealed.newest_key",
        "cases.nothing_past_its_term",
        "files.no_parts_left",
    }  # need more than a statement
    assert set(HARMS) | elsewhere == {i.code for i in INVARIANTS}


@contextmanager
def taken_back(server_of_tests: ServerOfTests) -> Iterator[Callable[[str], None]]:
    """One transaction of a superuser in place of Django's connection. What it yields does something as the owner of the
    tables; otherwise it is the serving role. All of it is undone in the end."""
    real, whole = connections["default"], connections["default"].copy()
    whole.settings_dict["USER"] = ADMIN
    whole.settings_dict["OPTIONS"] = {k: v for k, v in whole.settings_dict["OPTIONS"].items() if k != "pool"}

    def as_owner(statements: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {OWNER}")
            for statement in statements.split(";"):
                cursor.execute(statement)
            cursor.execute(f"SET LOCAL ROLE {APP}")

    connections["default"] = whole
    try:
        with transaction.atomic():
            yield as_owner
            transaction.set_rollback(True)
    finally:
        whole.close()
        connections["default"] = real


PARTS = 4  # a town takes long to build, and each part of the harms has one


@pytest.mark.parametrize("part", range(PARTS))
def test_harm_is_found(part: int, town: make.Made, server_of_tests: ServerOfTests) -> None:
    unseen = []
    for code in list(HARMS)[part::PARTS]:
        with taken_back(server_of_tests) as as_owner:
            as_owner(HARMS[code])
            if code not in broken():
                unseen.append(code)
    assert not unseen
    assert broken() == set(), "every harm was taken back"


def test_a_lost_record_is_found(town: make.Made) -> None:
    assert json.loads(settings.LOG_RECORD.read_text())["tree_size"] > 10
    settings.LOG_RECORD.unlink()
    assert broken() == {"log.record_fits"}


def test_examinations_are_asked_for_once_and_made_daily(town: make.Made) -> None:
    _user, admin = make.staff("administrator", "")
    for _ in range(3):
        actions.ask(actor=admin, at=AT)
    assert Examination.objects.count() == 1
    assert actions.examine_if_due(invariants=INVARIANTS, at=AT + timedelta(minutes=1))
    made = Examination.objects.get()
    assert made.finished_at and set(made.results) == {i.code for i in INVARIANTS}
    assert not actions.examine_if_due(invariants=INVARIANTS, at=AT + timedelta(hours=23))
    assert actions.examine_if_due(invariants=INVARIANTS, at=AT + timedelta(hours=25))
    assert Examination.objects.count() == 2


def test_the_page_shows_what_was_found(town: make.Made, server_of_tests: ServerOfTests) -> None:
    client = Client()
    user, _admin = make.staff("administrator", "")
    client.force_login(User.objects.get(pk=user.pk), settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/kk/desk/health/json/").json()["healthy"] is None
    assert client.post("/kk/desk/health/ask/").status_code == 302
    assert "Тексеру жүріп жатыр" in client.get("/kk/desk/health/").content.decode()
    with server_of_tests.owner() as owner:
        owner.execute("UPDATE cases_obligation SET ledger = '[]'")
    assert actions.examine_if_due(invariants=INVARIANTS, at=now())
    page = client.get("/ru/desk/health/").content.decode()
    assert "1 правило нарушено" in page and "cases.obligations_have_one_clock" in page
    answer = client.get("/kk/desk/health/json/").json()
    assert answer["healthy"] is False and answer["results"]["cases.obligations_have_one_clock"]["broken"] > 0


def test_others_may_not_ask(db: None) -> None:
    client = Client()
    for role in ("clerk", "supervisor", "controller"):
        user, _actor = make.staff(role)
        client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
        assert client.post("/kk/desk/health/ask/").status_code == 404
    assert not Examination.objects.exists()


def test_queueing_alone_is_no_harm(transactional_db: None) -> None:
    queue(once="a", channel="sms", address="+77001234567", language="kk", body="Мәтін", at=AT)
    assert broken() == set()
