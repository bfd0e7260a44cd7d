"""What a head decides before the person is sent at once, unless the pack wants more hands under it than theirs."""

from datetime import timedelta

import pytest
from tests import factories as make

from dauys.answers import actions
from dauys.answers.invariants import INVARIANTS
from dauys.answers.models import Answer, Delivery, Signature
from dauys.cases.models import Obligation
from dauys.ground.packs.pack import Pack

pytestmark = pytest.mark.django_db
AT = make.AT + timedelta(hours=5)


def answered(made: make.Made, team: make.Team) -> Answer:
    return actions.answer_on_the_spot(
        obligation=made.obligation.pk, outcome="solved", asked="", found=make.BLOCKS["found"],
        decided=make.BLOCKS["decided"], norm="", writer=team.officer.user_id, actor=make.staff("head")[1], at=AT,
    )  # fmt: skip


def sound() -> None:
    assert {i.code: found for i in INVARIANTS if (found := i.find()).broken} == {}


def test_one_signature_is_enough_where_the_pack_wants_one() -> None:
    made = make.case(owner=make.HOUSING)
    answer = answered(made, make.team())
    assert (answer.state, answer.signs, answer.sent_at) == ("sent", 1, AT)
    assert Obligation.objects.get().state == "answered" and Delivery.objects.count() == 1
    sound()


def test_where_more_are_wanted_it_waits_for_them_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pack, "signatures", lambda _pack, _kind: ("supervisor", "controller"))
    made, controller = make.case(owner=make.HOUSING), make.staff("controller", make.HOUSING)[1]
    answer = answered(made, make.team())
    row = Obligation.objects.get()
    assert (answer.state, answer.sent_at, row.state, row.answered_at) == ("submitted", None, "in_approval", None)
    assert [one.role for one in Signature.objects.all()] == ["supervisor"] and not Delivery.objects.exists()
    sound()

    again = {"obligation": row.pk, "revision": answer.revision, "at": AT}
    actions.sign_answer(actor=controller, **again)
    sent = actions.send(actor=make.team().supervisor, **again)
    assert (sent.state, sent.signs, Obligation.objects.get().state) == ("sent", 2, "answered")
    sound()
