"""What ends while the person is asked for something leaves nothing open behind it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dauys.cases import actions as cases
from dauys.cases.invariants import INVARIANTS
from dauys.cases.models import Extension, Question
from dauys.ground.access.actors import citizen
from dauys.routing import actions as routing


@pytest.mark.parametrize("how", ["passed on", "taken back", "left"])
def test_question_and_asked_extension_end_with_the_demand(db: None, make: Any, how: str) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    leg = made.obligation.pk
    routing.take(obligation=leg, actor=team.officer, at=make.AT)
    until = make.fresh(made.id).due_on + timedelta(days=5)
    about = {"obligation": leg, "actor": team.officer, "at": make.AT}
    cases.ask_extension(until=until, because="Мердігерден құжат сұратылды.", **about)
    cases.pause(text="Үйіңіздің нөмірін жазыңызшы.", **about)
    if how == "passed on":
        parts, seen = [routing.Part(make.SOCIAL, "")], make.fresh(made.id).changed_at
        routing.forward(parts=parts, stays=False, key=uuid4(), seen=seen, **about)
    elif how == "taken back":
        cases.withdraw(case_id=made.id, asked_by="page", actor=citizen(made.id), at=make.AT)
    else:
        cases.leave(obligation=leg, ground="no-substance", actor=team.supervisor, at=make.AT)
    row = make.fresh(made.id)
    assert not row.paused and row.due_on
    assert (Question.objects.get().end, Extension.objects.get().state) == ("over", "over")
    assert not [i.code for i in INVARIANTS if i.find().broken]
