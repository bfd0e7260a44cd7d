"""Who may do what with receptions: predicates over an actor and a host or a visit, which carry the body's path."""

from typing import Any

from rules.predicates import Predicate, predicate

from dauys.cases.access import holds_role_over_owner
from dauys.ground.access.actors import Actor


@predicate
def is_administrator(actor: Actor, _thing: Any = None) -> bool:
    return actor.has_role("administrator")


@predicate
def drafted_it(actor: Actor, schedule: Any = None) -> bool:
    """Who drafted a schedule does not approve it."""
    return actor.id is not None and getattr(schedule, "drafted_by_id", None) == actor.id


@predicate
def wrote_it(actor: Actor, protocol: Any = None) -> bool:
    """Who wrote a protocol does not sign it."""
    return actor.id is not None and getattr(protocol, "written_by_id", None) == actor.id


@predicate
def is_on_duty(_actor: Actor, thing: Any = None) -> bool:
    """A host on duty, or a visit to one; without a row: somewhere there may be one."""
    return thing is None or getattr(getattr(thing, "host", thing), "kind", "") == "duty"


@predicate
def left_no_contact(_actor: Actor, visit: Any = None) -> bool:
    """Who was received left neither phone nor e-mail, so that no link leads them to their protocol."""
    lead = getattr(visit, "lead", None)
    return visit is None or (lead is not None and not (lead.phone or lead.email))


leads = holds_role_over_owner("supervisor", "head")
heads = holds_role_over_owner("head")
receives = holds_role_over_owner("clerk", "supervisor", "head")
on_duty = holds_role_over_owner("officer") & is_on_duty
calls = holds_role_over_owner("clerk", "officer", "supervisor", "head")
controls = holds_role_over_owner("controller", "supervisor", "head")

PERMISSIONS: dict[str, Predicate] = {
    "receptions.set_up": is_administrator,
    "receptions.view": receives | on_duty,
    "receptions.register": receives,
    "receptions.plan": receives,
    "receptions.approve": heads & ~drafted_it,
    "receptions.read": leads | on_duty,
    "receptions.write": leads | on_duty,
    "receptions.hand": leads | on_duty | (receives & left_no_contact),
    "receptions.sign": heads & ~wrote_it,
    "receptions.control": controls,
    "receptions.queue": calls,
    "receptions.travel": leads,
    "receptions.refer": leads,
    "receptions.accompany": calls,
}
