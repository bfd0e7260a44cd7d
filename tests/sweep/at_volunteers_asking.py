"""An example of everything that asking for help and the phone desk of volunteers show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils.timezone import localdate

from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.ground.tables import Line
from dauys.volunteers import actions, asking
from dauys.volunteers.models import Asking
from tests import factories as make
from tests import volunteers as help_
from tests.sweep.at_volunteers import AT_OFFICE


def typed_need(**about: Any) -> dict[str, Any]:
    """What somebody writes who asks for help tomorrow."""
    day = localdate(now()) + timedelta(days=1)
    return {
        "text": help_.NEED, "work": "general", "area": make.AQJAR, "address": "Достық көшесі 5", "when": "at",
        "day": day.isoformat(), "since": "10:00", "until": "12:00", "people": "2", "name": "Әже Үлгі",
        "phone": "+77001009998", **about,
    }  # fmt: skip


def asking_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """What a GET gives to whom: the citizen wrote a need and has not confirmed it."""
    return {
        "ask_help": all_of(200),
        "confirm_help": {**all_of(302), "citizen": 200},
        "asked_help": all_of(302),
        "call_me_back": all_of(200),
        "volunteer_calls": only(*AT_OFFICE),
        "next_call": all_of(405),
        "new_call": only(*AT_OFFICE),
        "volunteer_call": only(*AT_OFFICE),
        "import_needs": only("supervisor", "head"),
        "import_needs_look": only("head"),
    }


def asking_things(head: User) -> dict[str, dict[str, Any]]:
    """A need that is being written, another one that was told of by phone, a call that ended, and one the head has."""
    at = now()
    office = help_.office()
    boss = make.actor_for(head)
    actions.keep_asking(key=uuid4(), typed=typed_need(), confirmed_at=None, at=at)
    starts = at + timedelta(days=1)
    operator = make.staff("clerk", help_.AQJAR, name="Оператор Үлгі")[1]
    (line,) = help_.need(help_.line(starts=starts), actor=operator, at=at)
    about: dict[str, Any] = {"office": office, "name": "Әже Үлгі", "phone": "+77001009999", "language": "kk",
                             "actor": boss}  # fmt: skip
    spoken = actions.answer_call(key=uuid4(), at=at - timedelta(hours=1), **about).pk
    actions.end_call(call=spoken, about="Отын керек", case=line.obligation.case, actor=boss, at=at)
    call = actions.answer_call(key=uuid4(), at=at, **about).pk
    row = {**typed_need(), "number": "П-1"}
    lines = [Line(2, row), Line(3, {**row, "number": "П-2", "phone": "1"})]
    table = actions.keep_need_table(lines=lines, actor=boss, at=at)
    return {"volunteer_call": {"call_id": call}, "import_needs_look": {"table_id": table}}


def need_cookie() -> dict[str, str]:
    """What the browser holds of who is writing a need."""
    answer = HttpResponse()
    asking.remember(answer, Asking.objects.get().pk)
    return {name: morsel.value for name, morsel in answer.cookies.items()}
