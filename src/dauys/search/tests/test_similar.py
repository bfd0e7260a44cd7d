"""Similar cases are proposed to who may see them; a group is answered together, once, and every clock is its own."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests.security.tables import changed, digests

from dauys.answers import actions as answers
from dauys.answers.models import Answer
from dauys.cases import actions as cases
from dauys.cases.models import Case
from dauys.cases.queries import number_of
from dauys.ground.access.actors import SYSTEM, Actor, citizen
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.models import Message
from dauys.search.similarity import Asked, days_of, like_case, of_row, open_near
from dauys.site.doctor.examine import examine
from dauys.site.wiring import HEARERS, INVARIANTS

pytestmark = pytest.mark.django_db


def healthy() -> bool:
    """What the rooms of cases say of their data; the log is not kept here."""
    rooms = ("cases", "answers", "search")
    return all(r.is_good for r in examine([i for i in INVARIANTS if i.code.split(".")[0] in rooms]))


AT = make.AT
NUMBERS = count()
SAME = make.TEXT.replace("қ", "к").replace("Ауыз", "АУЫЗ") + " 🙏"
OTHER = "Көшеміздегі құбыр жарылып, судың қысымы төмендеп кетті, кір жуа алмаймыз."


def case(**about: Any) -> make.Made:
    """One of somebody else each time, unless a contact is named."""
    return make.case(**{"phone": f"+770155{next(NUMBERS):05}", **about})


def known(at: Any = AT) -> None:
    JournalFollower(HEARERS).drain(at)


def like(made: make.Made, actor: Actor) -> list[tuple[Any, str]]:
    return [(found.row.case_id, found.how) for found in like_case(of_row(make.fresh(made.id)), actor)]


@pytest.fixture
def officer() -> Actor:
    return make.staff("officer")[1]


def test_the_same_text_the_same_street_the_same_place(officer: Actor) -> None:
    one = case(owner=make.HOUSING, place_note="Бәйтерек көшесі, 14")
    same = case(owner=make.HOUSING, text=SAME, place_note="Абай 3", area="kz/11/aqjar/", topic="roads")
    street = case(owner=make.HOUSING, text=OTHER, place_note="ул. Байтерек, 18")
    elsewhere = case(owner=make.HOUSING, text=OTHER, place_note="Абай көшесі, 14")
    case(owner=make.HOUSING, text=OTHER, place_note="Бәйтерек 14", topic="roads")
    case(owner=make.HOUSING, text=OTHER, place_note="Бәйтерек 14", at=AT - timedelta(days=60))
    no_place = case(owner=make.HOUSING, text="Кеше кешке дейін кран ашылмады, енді не істейміз, айтыңыздаршы.")
    known()
    assert like(one, officer) == [(same.id, "same"), (street.id, "place")]
    assert {found for found, _how in like(no_place, officer)} == {one.id, street.id, elsewhere.id}


def test_one_template_about_two_streets_is_two_troubles(officer: Actor) -> None:
    text = "{} көшесінде он күннен бері су жоқ. Қариялар шелекпен тасып жүр, суды қосып беріңіздерші, өтінеміз."
    one = case(owner=make.HOUSING, text=text.format("Теректі"), place_note="Теректі, 67")
    case(owner=make.HOUSING, text=text.format("Қолсай"), place_note="Қолсай көшесі, 64")
    here = case(owner=make.HOUSING, text=text.format("Теректі") + " Рахмет.", place_note="Теректі 12")
    known()
    assert like(one, officer) == [(here.id, "same")]


def test_nobody_is_shown_what_they_may_not_see(officer: Actor) -> None:
    one = case(owner=make.HOUSING)
    case(owner=make.SOCIAL)
    known()
    assert like(one, officer) == [] and len(like(one, make.staff("head", "akmola/aqjar")[1])) == 1


def test_a_topic_has_days_of_its_own() -> None:
    assert days_of("roads") > days_of("water") >= 1 and days_of("") == days_of("nothing") == 14


def test_a_writer_is_offered_open_main_cases_of_the_place() -> None:
    near = case(owner=make.HOUSING, text=OTHER)
    make.answered(case(owner=make.HOUSING))
    case(owner=make.HOUSING, area="kz/71/")
    known(AT + timedelta(days=1))
    asked = Asked(make.TEXT, "water", make.AQJAR, "", AT + timedelta(days=2))
    assert [found.row.case_id for found in open_near(asked)] == [near.id]
    assert open_near(Asked("🙏", "other", make.AQJAR, "", AT)) == []


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_the_panel_groups_within_the_budget(officer: Actor, sql_count: Any) -> None:
    one, main = case(owner=make.HOUSING), case(owner=make.HOUSING, text=SAME)
    known()
    client, page = client_of(officer), f"/kk/desk/cases/{one.id}/"
    client.get(page)
    with sql_count() as sql:
        text = client.get(page).content.decode()
    assert len(sql) <= 6, sql
    assert number_of(main.case) in text and f'value="{main.id}"' in text
    assert client.post(f"{page}group/", {"main": str(main.id)}).status_code == 302
    assert Case.objects.get(pk=one.id).main_id == main.id
    text = client.get(page).content.decode()
    assert number_of(main.case) in text and f'value="{main.id}"' not in text
    assert client.post(f"{page}ungroup/").status_code == 302
    assert Case.objects.get(pk=one.id).main_id is None


def test_groups_stay_flat_and_within_one_body() -> None:
    head = make.staff("head", "akmola/aqjar")[1]
    one, two, three = (case(owner=make.HOUSING) for _ in range(3))
    cases.group(case_id=one.id, main=two.id, actor=head, at=AT)
    cases.group(case_id=two.id, main=three.id, actor=head, at=AT)
    cases.group(case_id=one.id, main=two.id, actor=head, at=AT)
    assert set(Case.objects.filter(main=three.id).values_list("pk", flat=True)) == {one.id, two.id}
    social, done = case(owner=make.SOCIAL), make.answered()[0]
    before = digests()
    refusals = (
        (social.id, three.id, "bodies"),
        (three.id, one.id, "itself"),
        (done.id, three.id, "settled"),
        (three.id, done.id, "settled"),
    )
    for case_id, main, why in refusals:
        with pytest.raises(cases.CannotGroup) as refused:
            cases.group(case_id=case_id, main=main, actor=head, at=AT)
        assert refused.value.because == why
    stranger = make.staff("officer", make.SOCIAL)[1]
    before = digests()
    for case_id, main in ((one.id, three.id), (social.id, three.id)):
        with pytest.raises(Denied):
            cases.group(case_id=case_id, main=main, actor=stranger, at=AT)
    assert not changed(before)


def test_a_group_is_answered_together_once() -> None:
    team = make.team()
    main, member, draft, social = (case(owner=make.HOUSING) for _ in range(4))
    for one in (member, draft):
        cases.group(case_id=one.id, main=main.id, actor=team.supervisor, at=AT)
    make.drafted(draft, make.team())
    late = AT + timedelta(days=60)
    make.answered(main, team, at=late)
    for _ in range(2):
        JournalFollower(HEARERS).drain(late)
    sent = Answer.objects.get(obligation=main.obligation)
    for one in (member, draft):
        answer = Answer.objects.get(obligation=one.obligation)
        row = make.fresh(one.id)
        assert row.state == "answered" and row.answered_at == answer.sent_at == sent.sent_at
        assert (answer.decided, answer.author_id, answer.approver_id) == (
            sent.decided,
            sent.author_id,
            sent.approver_id,
        )
        assert answer.together_with_id == sent.pk and row.due_at == one.obligation.due_at
        assert Message.objects.filter(case_id=one.id, once__startswith=f"answer:{answer.pk}").count() == 1
    assert make.fresh(social.id).state == "new"
    assert healthy()


def test_a_member_opens_again_and_is_erased_like_any_other() -> None:
    team = make.team()
    main, member = case(owner=make.HOUSING), case(owner=make.HOUSING)
    cases.group(case_id=member.id, main=main.id, actor=team.supervisor, at=AT)
    make.answered(main, team)
    JournalFollower(HEARERS).drain(AT + timedelta(days=1))
    later = AT + timedelta(days=2)
    row = answers.rate(
        obligation=member.obligation.pk, score=1, solved="not_solved", comment="", actor=citizen(member.id), at=later
    )
    assert (row and row.state == "assigned") or (row and row.state == "new")
    answers.rate(obligation=main.obligation.pk, score=5, solved="solved", comment="", actor=citizen(main.id), at=later)
    cases.erase(case_id=main.id, actor=SYSTEM, at=later)
    JournalFollower(HEARERS).drain(later)
    assert Answer.objects.get(obligation=member.obligation).decided and make.fresh(member.id, 2).state != "answered"
    assert healthy()


def test_a_case_that_left_the_group_or_the_body_is_not_answered_with_it() -> None:
    head = make.staff("head", "akmola/aqjar")[1]
    team = make.team()
    main, left, moved = (case(owner=make.HOUSING) for _ in range(3))
    for one in (left, moved):
        cases.group(case_id=one.id, main=main.id, actor=head, at=AT)
    cases.ungroup(case_id=left.id, actor=head, at=AT)
    cases.set_owner(obligation=moved.obligation.pk, owner=make.body(make.SOCIAL), rule="", actor=head, at=AT)
    make.answered(main, team)
    JournalFollower(HEARERS).drain(AT + timedelta(days=1))
    assert make.fresh(left.id).state == make.fresh(moved.id).state == "new"


def test_what_the_same_person_wrote_before_about_the_matter_comes_first(officer: Actor, sql_count: Any) -> None:
    mine = {"owner": make.HOUSING, "phone": "+77015500001"}
    first = case(**mine, text=OTHER, place_note="Абай көшесі, 14", at=AT - timedelta(days=60))
    case(**mine, topic="roads", text="Жол қазылған, аяқ басатын жер жоқ, балалар құлап жатыр.")
    hidden = case(owner=make.SOCIAL, phone="+77015500001")
    same = case(owner=make.HOUSING, text=SAME)
    again = case(**mine, at=AT + timedelta(days=1))
    later = case(**mine, at=AT + timedelta(days=2))
    known()
    with sql_count() as sql:
        found = like_case(of_row(make.fresh(again.id)), officer)
    assert len(sql) == 2  # and the row itself
    ways = [(one.row.case_id, one.how) for one in found]
    assert ways[0] == (first.id, "person") and (same.id, "same") in ways and hidden.id not in dict(ways)
    assert dict(ways)[later.id] == "same"
