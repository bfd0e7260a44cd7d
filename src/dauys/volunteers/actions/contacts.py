"""Gives the phones of everybody who was asked for a line, on the screen or on paper: who got them stands in the
journal."""

from datetime import datetime
from uuid import UUID

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.volunteers.facts import note_line
from dauys.volunteers.models import Line
from dauys.volunteers.queries import get_line


def show_phones(*, line: UUID, actor: Actor, at: datetime) -> Line:
    """For a page of the list of a line."""
    return _given("volunteers.show_phones", line, actor, at)


def print_call_list(*, line: UUID, actor: Actor, at: datetime) -> Line:
    """For the whole list on paper, with those whom people without a phone named."""
    return _given("volunteers.print_call_list", line, actor, at)


def _given(verb: str, line: UUID, actor: Actor, at: datetime) -> Line:
    with acting(actor):
        row = get_line(actor, line, "volunteers.dispatch")
        note_line(verb, row, actor, at)
        return row
