"""Words of a crime at the desk: a case of a known author is passed on in one step; a false alarm is put right."""

from datetime import datetime
from uuid import UUID, uuid5

from dauys.cases import actions as cases
from dauys.cases.models import Obligation
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep, tells_of_crime
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.routing.actions.forwarding import Part, forward
from dauys.routing.queries import crime_body, is_crime_rule, suggest

_KEYS = UUID("5c1f0a5e-8f0e-5f0b-9a55-64617579736b")


def pass_crime(*, obligation: UUID, actor: Actor, at: datetime) -> Obligation:
    """Passes the whole case on to the body a rule of crime names; a second click changes nothing.

    Raises Denied, DaysOver, CannotForward, ImpossibleStep when there is no mark, no such body, or it is over.
    """
    get_for(actor, obligation, "cases.forward")
    with acting(actor):
        row = cases.hold(obligation=obligation)[0]
        if row.case.crime == "passed":
            return row
        found = crime_body(row)
        if row.case.crime != "found" or found is None:
            raise ImpossibleStep(row.state, "pass_crime")
        done = forward(
            obligation=obligation,
            parts=[Part(found.owner.code)],
            stays=False,
            key=uuid5(_KEYS, str(obligation)),
            seen=row.changed_at,
            actor=actor,
            at=at,
        )
        cases.pass_crime(obligation=row, owner=found.owner, rule=found.rule, actor=actor, at=at)
        return done


def clear_crime(*, obligation: UUID, actor: Actor, at: datetime) -> Obligation:
    """Somebody has read it and it tells of no crime: the mark goes, and what nobody has begun goes the usual way again.

    A second click changes nothing. Raises Denied, ImpossibleStep where there never was a mark.
    """
    get_for(actor, obligation, "cases.clear_crime")
    with acting(actor):
        row = cases.hold(obligation=obligation)[0]
        require(actor, "cases.clear_crime", row)
        if row.case.crime == "false":
            return row
        if not tells_of_crime(row.case.crime):
            raise ImpossibleStep(row.state, "clear_crime")
        cases.clear_crime(obligation=row, actor=actor, at=at)
        sent_for_it = is_crime_rule(row.route_rule) or (row.case.anonymous and row.unowned_as == "unknown")
        if row.state != "new" or not sent_for_it:
            return row
        usual = suggest(
            text=row.case.voice.text,
            topic=row.case.topic,
            area_path=row.area_path,
            kind=row.kind,
            channel=row.case.channel,
        )
        return cases.reroute(obligation=row, owner=usual.owner, rule=usual.rule, actor=actor, at=at)
