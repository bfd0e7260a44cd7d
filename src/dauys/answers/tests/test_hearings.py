"""A hearing's way: the person told in time, called off or held, its protocol written by one and signed by another."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dauys.answers import actions
from dauys.answers.models import Hearing
from dauys.answers.queries import dealings
from dauys.answers.rules import earliest_hearing
from dauys.answers.slots import hearing_cards
from dauys.cases import actions as cases
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.cases.rules import ImpossibleStep
from dauys.core.terms import Term
from dauys.ground.access.actors import citizen
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words
from dauys.routing import actions as routing
from dauys.site.wiring import HEARERS

NOTICE = Term(3, "working_day")


def picture() -> list[Any]:
    return [list(m.objects.order_by("pk").values()) for m in (Hearing, Obligation)] + [Entry.objects.count()]


@pytest.mark.parametrize(
    ("told", "first"),
    [
        (date(2026, 3, 4), date(2026, 3, 11)),  # Wednesday; 9 March is off for the 8th, so Thu, Fri and Tue lie before
        (date(2026, 3, 6), date(2026, 3, 13)),  # Friday
        (date(2026, 4, 1), date(2026, 4, 7)),  # Wednesday
    ],
)
def test_three_whole_working_days_lie_before(told: date, first: date) -> None:
    calendar = current().calendar()
    assert earliest_hearing(calendar, NOTICE, told) == first
    between = [told + timedelta(days=n) for n in range(1, (first - told).days)]
    assert sum(calendar.is_working(day) for day in between) == 3  # counted one by one


def test_held_written_and_signed(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    signed = make.heard(made, team)
    assert (signed.state, signed.secretary_id, signed.chair_id) == ("signed", team.officer.id, team.supervisor.id)
    verbs = Entry.objects.filter(case_id=made.id, verb__startswith="answers.").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["answers.invite", "answers.hear", "answers.sign_protocol"]
    before = picture()
    again = {"came": False, "began_at": None, "ended_at": None, "participants": "", "said": "x", "remarks": ""}
    later = make.AT + timedelta(days=9)
    for change in (
        lambda: actions.hear(hearing=signed.pk, revision=1, actor=team.officer, at=later, **again),
        lambda: actions.sign(hearing=signed.pk, revision=1, actor=team.supervisor, at=make.AT),
        lambda: actions.call_off(hearing=signed.pk, actor=team.officer, at=make.AT),
    ):
        with pytest.raises(ImpossibleStep):
            change()
    assert picture() == before


def test_nobody_is_invited_too_soon_or_twice(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    about = {"obligation": made.obligation.pk, "place": "Достық, 1", "about": "Бас тарту көзделіп отыр."}
    about |= {"actor": team.officer, "at": make.AT}
    with pytest.raises(actions.TooSoon) as refused:
        actions.invite(starts_at=datetime.fromisoformat("2026-03-10T18:00+05:00"), **about)
    assert refused.value.earliest == date(2026, 3, 11) and not Hearing.objects.exists()
    first = actions.invite(starts_at=datetime.fromisoformat("2026-03-11T09:00+05:00"), **about)
    before = picture()
    with pytest.raises(ImpossibleStep):
        actions.invite(starts_at=datetime.fromisoformat("2026-03-12T09:00+05:00"), **about)
    assert picture() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.create(**{**Hearing.objects.values().get(), "id": made.id})
    actions.call_off(hearing=first.pk, actor=team.officer, at=make.AT)
    actions.invite(starts_at=datetime.fromisoformat("2026-03-12T09:00+05:00"), **about)
    assert sorted(Hearing.objects.values_list("state", flat=True)) == ["invited", "off"]


def test_no_protocol_before_the_hearing(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    open_one = make.hearing(made, team)
    about = {"came": True, "began_at": time(10), "ended_at": time(11), "participants": "x", "said": "x", "remarks": ""}
    with pytest.raises(ImpossibleStep):
        actions.hear(
            hearing=open_one.pk, revision=0, actor=team.officer, at=open_one.starts_at - timedelta(minutes=1), **about
        )
    assert Hearing.objects.get().state == "invited"


def test_the_secretary_is_not_the_chair_and_the_chair_signs_what_they_read(db: None, make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    leader = make.staff("supervisor")[1]
    team = make.Team(leader, make.staff("supervisor")[1])
    stranger = make.staff("supervisor", make.SOCIAL)[1]
    protocol = make.written(made, team)
    before = picture()
    with pytest.raises(Denied):
        actions.sign(hearing=protocol.pk, revision=1, actor=leader, at=protocol.starts_at)
    with pytest.raises(actions.NotWritten):
        actions.sign(hearing=protocol.pk, revision=0, actor=team.supervisor, at=protocol.starts_at)
    for act in (actions.sign, actions.call_off):
        more = {"revision": 1} if act is actions.sign else {}
        with pytest.raises(Denied):
            act(hearing=protocol.pk, actor=stranger, at=protocol.starts_at, **more)
    assert picture() == before


@pytest.mark.parametrize(("answer_by", "channel"), [("sms", "sms"), ("email", "mail")])
def test_the_person_is_told_once_of_both(transactional_db: None, make: Any, answer_by: str, channel: str) -> None:
    made, team = make.case(owner=make.HOUSING, answer_by=answer_by, email="aigul@example.kz"), make.team()
    open_one = make.hearing(made, team)
    actions.call_off(hearing=open_one.pk, actor=team.officer, at=make.AT)
    for _twice in range(2):
        JournalFollower(HEARERS).drain(make.AT)
    told = Message.objects.filter(once__startswith="hearing:").order_by("created_at", "once")
    assert [m.channel for m in told] == [channel] * 2
    invitation = next(m for m in told if m.once.endswith("invite"))
    assert "11\xa0наурыз, 10:00" in invitation.body and "Достық, 1" in invitation.body
    assert ("құбыр жоқ" in invitation.body) is (channel == "mail")


def test_the_person_sees_a_protocol_only_when_it_is_signed(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    protocol = make.written(made, team)
    (card,) = hearing_cards(dealings(made.id), public=True)
    assert card["state"] == "invited"
    client = Client()
    client.post("/kk/track/", {"number": number_of(made.case), "code": made.code})
    assert "Су бар ма" not in client.get("/kk/track/case/").content.decode()
    actions.sign(hearing=protocol.pk, revision=1, actor=team.supervisor, at=protocol.starts_at + timedelta(hours=1))
    assert "Су бар ма" in client.get("/kk/track/case/").content.decode()


def test_pages_from_the_invitation_to_the_signature(db: None, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    officer, leader = Client(), Client()
    for client, actor in ((officer, team.officer), (leader, team.supervisor)):
        client.force_login(User.objects.get(pk=actor.id))
    clock = {"at": make.AT}
    for module in ("answers.pages.hearing", "ground.ui.moments"):
        monkeypatch.setattr(f"dauys.{module}.now", lambda: clock["at"])
    case = f"/ru/desk/cases/{made.id}/"
    invite = f"/ru/desk/obligations/{made.obligation.pk}/hearing/"
    assert invite in officer.get(case).content.decode()
    typed = {"day": "2026-03-06", "time": "10:00", "place": "Достық, 1", "about": "Намерены отказать: трубы нет."}
    refused = officer.post(invite, typed)
    assert refused.status_code == 422 and day_words(date(2026, 3, 11), "ru") in refused.content.decode()
    assert "Намерены отказать: трубы нет." in refused.content.decode()
    late = officer.post(invite, typed | {"day": "2026-12-01"})
    assert late.status_code == 422 and "продлите срок" in late.content.decode()
    for _two_clicks in range(2):
        assert officer.post(invite, typed | {"day": "2026-03-12"})["Location"] == case
    assert officer.post(invite, typed | {"day": "2026-03-13"}).status_code == 409
    open_one = Hearing.objects.get()
    page = f"/ru/desk/hearings/{open_one.pk}/"
    assert "protocol" not in officer.get(page).content.decode()
    clock["at"] = open_one.starts_at + timedelta(hours=1)
    protocol = {"came": "yes", "began_at": "10:05", "ended_at": "10:00", "participants": "Она", "said": "– Да.",
                "revision": 0}  # fmt: skip
    wrong = officer.post(f"{page}protocol/", protocol)
    assert wrong.status_code == 422 and "Конец позже начала" in wrong.content.decode()
    assert officer.post(f"{page}protocol/", protocol | {"ended_at": "10:30"})["Location"] == page
    assert "Подписать" not in officer.get(page).content.decode()
    assert "Подписать" in leader.get(page).content.decode()
    assert officer.post(page, {"revision": 1}).status_code == 404
    assert leader.post(page, {"revision": 0}).status_code == 409
    for _two_clicks in range(2):
        assert leader.post(page, {"revision": 1})["Location"] == page
    assert Hearing.objects.get().state == "signed"


@pytest.mark.parametrize("how", ["answered", "passed on", "taken back"])
def test_a_hearing_of_what_is_over_is_called_off(transactional_db: None, make: Any, how: str) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.hearing(made, team)
    row = make.fresh(made.id)
    if how == "answered":
        make.answered(made, team)
    elif how == "passed on":
        part = routing.Part(make.SOCIAL, "")
        about = {"key": uuid4(), "seen": row.changed_at, "actor": team.officer, "at": make.AT}
        routing.forward(obligation=row.pk, parts=[part], stays=False, **about)
    else:
        cases.withdraw(case_id=made.id, asked_by="page", actor=citizen(made.id), at=make.AT)
    for _twice in range(2):
        JournalFollower(HEARERS).drain(make.AT)
    assert Hearing.objects.get().state == "off"
    assert Message.objects.filter(once__startswith="hearing:", once__endswith="call_off").count() == 1
