"""Volunteers write themselves down, change, pause and leave; a parent signs; a group takes so many and no more."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests import factories as make
from tests import volunteers as help_

from dauys.ground.access.actors import ANONYMOUS, SYSTEM
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.actions import WrongCode
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.volunteers import actions
from dauys.volunteers.actions.consents import WRITTEN_TO_A_DAY
from dauys.volunteers.models import Consent, Group, Held, Place, Volunteer
from dauys.volunteers.people import Guardian
from dauys.volunteers.signing import digest_of, works_opened
from dauys.volunteers.standing import may_do

pytestmark = pytest.mark.django_db
AT, DAY = make.AT, make.AT.date()
THIRTEEN = date(2012, 6, 1)
PARENT = Guardian("Әке Үлгі", "+77009998877")


def signed_up(
    number: int = 1, group: Group | None = None, guardian: Guardian | None = None, **about: object
) -> Volunteer:
    return actions.sign_up(
        key=uuid4(), office=help_.office(), person=help_.person(number, **about), guardian=guardian, group=group,
        actor=ANONYMOUS, at=AT,
    )  # fmt: skip


def young(number: int = 1) -> Volunteer:
    row = signed_up(number, guardian=PARENT, born_on=THIRTEEN)
    return actions.confirm(volunteer=row.pk, contact=row.phone, actor=ANONYMOUS, at=AT)


def seen(row: Consent) -> str:
    return digest_of(row, works_opened(row, DAY)).hex()


def consent() -> Consent:
    return Consent.objects.select_related("volunteer__office__area").get(revoked_at=None)


def group(most: int = 2, closes_on: date | None = None) -> Group:
    return actions.open_group(
        key=uuid4(), office=help_.office(), kind="class", name="7 «А»", most=most, closes_on=closes_on, leader=None,
        actor=help_.operator(), at=AT,
    )  # fmt: skip


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_a_parent_is_written_to_only_once_the_contact_was_shown() -> None:
    row = signed_up(guardian=PARENT, born_on=THIRTEEN)
    assert consent().guardian == PARENT.name and not Message.objects.exists()
    actions.confirm(volunteer=row.pk, contact=row.phone, actor=ANONYMOUS, at=AT)
    assert {m.address for m in Message.objects.all()} == {PARENT.phone, row.phone}
    actions.confirm(volunteer=row.pk, contact=row.phone, actor=ANONYMOUS, at=AT)
    assert Message.objects.count() == 2


def test_a_form_corrected_before_the_code_is_written_anew() -> None:
    key = uuid4()
    about = {"key": key, "office": help_.office(), "guardian": PARENT, "group": None, "actor": ANONYMOUS}
    actions.sign_up(person=help_.person(1, born_on=THIRTEEN), at=AT, **about)
    later = AT + timedelta(minutes=1)
    row = actions.sign_up(person=help_.person(2, born_on=THIRTEEN), at=later, **about)
    assert (row.pk, Volunteer.objects.get().phone) == (key, help_.person(2).phone)
    assert (Consent.objects.count(), Place.objects.count()) == (1, 1)
    with pytest.raises(WrongCode):
        actions.confirm(volunteer=key, contact=help_.person(1).phone, actor=ANONYMOUS, at=later)
    assert Volunteer.objects.get().state == "unconfirmed", "a code to the first phone says nothing of the second"
    actions.confirm(volunteer=key, contact=row.phone, actor=ANONYMOUS, at=later)
    actions.sign_up(person=help_.person(3, born_on=THIRTEEN), at=later, **about)
    assert Volunteer.objects.get().phone == help_.person(2).phone


def test_what_was_read_is_what_is_signed() -> None:
    row = young()
    assert not may_do(row, "general", DAY).allowed
    asked, was = consent(), seen(consent())
    Consent.objects.update(relation="ағасы")
    with pytest.raises(actions.Misread):
        actions.sign_consent(consent=asked.pk, seen=was, actor=ANONYMOUS, at=AT)
    assert consent().signed_at is None
    signed = actions.sign_consent(consent=asked.pk, seen=seen(consent()), actor=ANONYMOUS, at=AT)
    assert may_do(row, "general", DAY).allowed and not may_do(row, "disaster", DAY).allowed
    told = Entry.objects.get(verb="volunteers.sign_consent").payload
    assert told["digest"] == bytes(signed.digest or b"").hex() and told["works"] == ["general", "mentoring"]
    assert told["until"] == "2026-05-31" == signed.until.isoformat(), "the day before nothing is asked any more"
    with pytest.raises(actions.NotOpen):
        actions.sign_consent(consent=asked.pk, seen=seen(consent()), actor=ANONYMOUS, at=AT)


@pytest.mark.parametrize(
    "change",
    [{"name": "Басқа"}, {"born_on": date(2012, 6, 2)}, {"guardian": "Басқа"}, {"guardian_phone": "+77009998878"},
     {"relation": "анасы"}, {"until": date(2026, 5, 1)}, {"kind": "accompanied"}],
)  # fmt: skip
def test_every_word_of_a_consent_is_in_its_digest(change: dict[str, object]) -> None:
    young()
    row = consent()
    was = seen(row)
    ((name, value),) = change.items()
    setattr(row.volunteer if hasattr(row.volunteer, name) else row, name, value)
    assert digest_of(row, ["general"]).hex() != was
    assert digest_of(consent(), ["general", "heavy"]).hex() != was


def test_a_parent_may_refuse_or_revoke() -> None:
    row = young()
    actions.refuse_consent(consent=consent().pk, actor=ANONYMOUS, at=AT)
    with pytest.raises(actions.NotOpen):
        actions.sign_consent(consent=Consent.objects.get().pk, seen="", actor=ANONYMOUS, at=AT)
    actions.ask_guardian(volunteer=row.pk, guardian=PARENT, actor=ANONYMOUS, at=AT)
    actions.sign_consent(consent=consent().pk, seen=seen(consent()), actor=ANONYMOUS, at=AT)
    actions.revoke_consent(consent=consent().pk, actor=ANONYMOUS, at=AT)
    assert not may_do(row, "general", DAY).allowed
    assert verbs()[-1] == "volunteers.revoke_consent"


def test_parents_are_asked_three_times_a_day_and_only_the_last_question_holds() -> None:
    row = young()
    for _ in range(2):
        actions.ask_guardian(volunteer=row.pk, guardian=PARENT, actor=ANONYMOUS, at=AT)
    with pytest.raises(actions.AskedTooOften):
        actions.ask_guardian(volunteer=row.pk, guardian=PARENT, actor=ANONYMOUS, at=AT)
    assert Consent.objects.filter(revoked_at=None).count() == 1


def test_nothing_is_asked_of_the_parents_of_who_is_grown_up() -> None:
    row = help_.volunteer(1)
    with pytest.raises(actions.NotAsked):
        actions.ask_guardian(volunteer=row.pk, guardian=PARENT, actor=ANONYMOUS, at=AT)
    assert not Consent.objects.exists()


def test_a_paper_before_a_clerk_is_signed_at_once_and_once() -> None:
    row, key = help_.volunteer(1, born_on=THIRTEEN), uuid4()
    about = {"key": key, "volunteer": row.pk, "guardian": PARENT, "kind": "guardian", "way": "paper", "at": AT}
    with pytest.raises(Denied):
        actions.record_consent(**about, work="general", until=None, actor=make.staff("clerk", make.HOUSING)[1])
    with pytest.raises(actions.NotAsked):
        actions.record_consent(**about, work="disaster", until=None, actor=help_.operator())
    assert not Consent.objects.exists()
    for _ in range(2):
        actions.record_consent(**about, work="general", until=date(2040, 1, 1), actor=help_.operator())
    assert Consent.objects.get().until == date(2026, 5, 31)
    assert may_do(row, "general", DAY).allowed and not may_do(row, "general", date(2026, 6, 1)).band
    other, before = help_.volunteer(2, born_on=THIRTEEN), Consent.objects.values().get()
    with pytest.raises(Denied):
        actions.record_consent(**{**about, "volunteer": other.pk}, work="general", until=None, actor=help_.operator())
    assert Consent.objects.values().get() == before


def test_a_phone_is_written_to_so_often_a_day_whoever_names_it_and_no_link_of_theirs() -> None:
    for number in range(WRITTEN_TO_A_DAY + 2):
        row = signed_up(number, guardian=PARENT, born_on=THIRTEEN, name="Айгүл www.evil.kz 77")
        actions.confirm(volunteer=row.pk, contact=row.phone, actor=ANONYMOUS, at=AT)
    told = [m.body for m in Message.objects.all() if m.address == PARENT.phone]
    assert len(told) == WRITTEN_TO_A_DAY and all("evil.kz" not in body and "Айгүл" in body for body in told)
    with pytest.raises(actions.AskedTooOften):
        actions.ask_guardian(volunteer=row.pk, guardian=PARENT, actor=ANONYMOUS, at=AT)


def test_a_new_day_of_birth_ends_what_was_signed_for_the_old_one() -> None:
    row = young()
    actions.sign_consent(consent=consent().pk, seen=seen(consent()), actor=ANONYMOUS, at=AT)
    grown_up = help_.person(1, born_on=date(1990, 1, 1))
    actions.change(volunteer=row.pk, person=grown_up, actor=ANONYMOUS, at=AT)
    assert Volunteer.objects.get().born_on == THIRTEEN, "nobody makes themselves older"
    actions.change(volunteer=row.pk, person=grown_up, actor=help_.operator(), at=AT)
    assert Volunteer.objects.get().born_on == date(1990, 1, 1)
    assert not Consent.objects.filter(revoked_at=None).exists()


def test_a_group_takes_as_many_as_it_may_and_the_first_grown_up_leads() -> None:
    made = group(most=2)
    child = signed_up(1, made, born_on=date(2010, 1, 1))
    grown_up, third = signed_up(2, made), signed_up(3, made)
    for row in (child, grown_up):
        actions.confirm(volunteer=row.pk, contact=row.phone, actor=ANONYMOUS, at=AT)
    with pytest.raises(actions.GroupFull):
        actions.confirm(volunteer=third.pk, contact=third.phone, actor=ANONYMOUS, at=AT)
    with pytest.raises(actions.GroupFull):
        signed_up(4, made)
    assert Group.objects.get().leader_id == grown_up.pk
    assert sorted(Volunteer.objects.values_list("state", flat=True)) == ["active", "active", "unconfirmed"]
    with pytest.raises(actions.MayNotLead):
        actions.name_leader(group=made.pk, leader=child, actor=help_.operator(), at=AT)


@pytest.mark.parametrize("how", ["shut", "over"])
def test_a_shut_group_takes_nobody(how: str) -> None:
    made = group(closes_on=DAY - timedelta(days=1) if how == "over" else None)
    if how == "shut":
        with pytest.raises(Denied):
            actions.shut_group(group=made.pk, is_open=False, actor=make.staff("head")[1], at=AT)
        actions.shut_group(group=made.pk, is_open=False, actor=help_.operator(), at=AT)
    with pytest.raises(actions.GroupShut):
        signed_up(1, made)
    assert not Volunteer.objects.exists()


def test_who_leaves_leaves_nothing_but_that_somebody_was_here() -> None:
    row = young()
    made = group()
    Volunteer.objects.update(group=made)
    actions.leave(volunteer=row.pk, actor=ANONYMOUS, at=AT)
    actions.leave(volunteer=row.pk, actor=ANONYMOUS, at=AT)
    left = Volunteer.objects.get()
    assert (left.state, left.name, left.phone, left.phone_key, left.person_key, left.born_on) == (
        "left",
        "",
        "",
        None,
        None,
        None,
    )
    assert not Place.objects.exists() and not Held.objects.exists()
    assert (Consent.objects.get().guardian, Consent.objects.get().guardian_phone) == ("", "")
    assert set(Message.objects.values_list("body", flat=True)) == {""}
    assert verbs().count("volunteers.leave") == 1
    help_.volunteer(1, born_on=THIRTEEN)  # and may come back as somebody new


def test_a_pause_ends_by_itself_and_what_nobody_confirmed_goes() -> None:
    row = help_.volunteer(1)
    actions.pause(volunteer=row.pk, until=DAY, actor=ANONYMOUS, at=AT)
    assert actions.end_pauses(at=AT) == 0
    assert actions.end_pauses(at=AT + timedelta(days=1)) == 1
    assert Volunteer.objects.get().state == "active"
    assert Entry.objects.get(verb="volunteers.resume").actor_kind == SYSTEM.kind
    signed_up(2, guardian=PARENT, born_on=THIRTEEN)
    assert actions.forget(at=AT + timedelta(days=29)) == 0
    assert actions.forget(at=AT + timedelta(days=31)) == 1
    assert list(Volunteer.objects.all()) == [row] and not Consent.objects.exists()


def test_an_office_looks_at_papers_and_gives_volunteers_to_another_one() -> None:
    row = help_.volunteer(1, skills={"first_aid": "", "cooking": ""})
    about = {"volunteer": row.pk, "at": AT}
    with pytest.raises(Denied):
        actions.vet(vetting="checked", actor=help_.operator(), **about)
    with pytest.raises(Denied):
        actions.transfer(office=help_.office("volunteers/abai"), actor=help_.lead("volunteers/abai"), **about)
    assert (Volunteer.objects.get().vetting, Volunteer.objects.get().office.code) == ("new", help_.AQJAR)
    actions.vet(vetting="checked", actor=help_.lead(), **about)
    with pytest.raises(actions.NoSuchSkill):
        actions.check_skill(skill="cooking", evidence="", until=None, actor=help_.lead(), **about)
    actions.check_skill(skill="first_aid", evidence="№ 7", until=None, actor=help_.lead(), **about)
    assert Held.objects.get(skill="first_aid").until == date(2029, 3, 4)
    actions.transfer(office=help_.office("volunteers/abai"), actor=help_.lead(), **about)
    with pytest.raises(Denied):
        actions.show_contact(actor=help_.operator(), **about)
    assert "volunteers.show_contact" not in verbs()
