"""The range of a wait: who got a bonus in the last hour, and only the counters that take the service."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests import receptions as desk

from dauys.ground.access.actors import Actor
from dauys.receptions import actions
from dauys.receptions.counter_lines import services
from dauys.receptions.models import Host, Office, Ticket
from dauys.receptions.queue_state import forget_kept, read_state

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget_kept()


def counter(centre: Office, number: int, *taken: str) -> tuple[Host, Actor]:
    host = actions.add_counter(office=centre.pk, number=number, services=taken, actor=desk.administrator(), at=AT)
    clerk = make.staff("clerk", make.HOUSING)[1]
    return actions.staff_counter(host=host.pk, actor=clerk, at=AT), clerk


def ticket(centre: Office, service: str, minutes: int = 0, **about: Any) -> Ticket:
    at = AT + timedelta(minutes=minutes)
    return actions.take_ticket(key=uuid4(), office=centre.pk, service=service, language="kk", at=at, **about)


def test_a_bonus_of_the_last_hour_counts_also_when_it_is_served_and_an_older_one_does_not() -> None:
    centre = desk.office()
    host, clerk = counter(centre, 1)
    ticket(centre, "advice", -70, first="elder")
    actions.call_next(host=host.pk, actor=clerk, at=AT - timedelta(minutes=65))
    for minutes in (-40, -30):
        ticket(centre, "advice", minutes, first="elder")
    ticket(centre, "advice", -5)
    assert read_state(centre.pk, AT).jumps == 2 / 60
    Ticket.objects.filter(state="called").update(state="done", result="given")
    row = actions.call_next(host=host.pk, actor=clerk, at=AT)
    assert row is not None and row.first == "elder"
    assert read_state(centre.pk, AT).jumps == 2 / 60, "who is called by now had stepped before others all the same"


def test_only_counters_that_take_the_service_count_and_only_who_is_served_there() -> None:
    centre = desk.office()
    short, long = list(services())[:2]
    counter(centre, 1, short)
    counter(centre, 2, short)
    before = [ticket(centre, short, n - 20) for n in range(6)]
    mine = ticket(centre, long, -2)
    state = read_state(centre.pk, AT)
    assert state.wait_of(mine.pk) is None and not state.counters_for(long), "nobody calls for it"
    assert state.wait_of(before[-1].pk) is not None
    counter(centre, 3, long)
    alone = read_state(centre.pk, AT).wait_of(mine.pk)
    assert alone is not None and alone.low < 1, "the six before go to the other counters"
    last = read_state(centre.pk, AT).wait_of(before[-1].pk)
    counter(centre, 4)  # takes everything
    helped = read_state(centre.pk, AT).wait_of(before[-1].pk)
    assert last and helped and helped.high < last.high


def test_the_state_of_a_queue_costs_four_statements_whatever_the_counters() -> None:
    centre = desk.office()
    for number in (1, 2, 3):
        counter(centre, number, next(iter(services())))
    ticket(centre, next(iter(services())), first="elder")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read_state(centre.pk, AT)
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) == 4, "the lengths of services among them"
