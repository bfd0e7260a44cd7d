"""What is made of words of a crime: the case is passed on for them, or a person calls them a false alarm."""

from datetime import datetime

from dauys.cases.actions.handle import locked
from dauys.cases.facts import note
from dauys.cases.models import Case, Obligation
from dauys.cases.rules import OPEN_STATES, ImpossibleStep, priority_of, tells_of_crime
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting


def pass_crime(*, obligation: Obligation, owner: Organization, rule: str, actor: Actor, at: datetime) -> None:
    """Notes that the case went on to `owner` by this rule for its words of a crime, in the caller's transaction."""
    _mark(obligation, "passed")
    note("cases.pass_crime", obligation, actor, at, rule=rule, to=owner.code)


def clear_crime(*, obligation: Obligation, actor: Actor, at: datetime) -> None:
    """A false alarm: the mark goes, and with it the place before all others, unless there is danger to life.

    Inside the caller's transaction, which holds the case. Raises ImpossibleStep without a mark.
    """
    case = obligation.case
    if not tells_of_crime(case.crime):
        raise ImpossibleStep(obligation.state, "clear_crime")
    was = case.crime
    _mark(obligation, "false")
    priority = priority_of(urgent=case.urgent, crime="false")
    Obligation.objects.filter(case=case, state__in=OPEN_STATES).update(priority=priority, changed_at=at)
    note("cases.clear_crime", obligation, actor, at, was=was)


def _mark(obligation: Obligation, crime: str) -> None:
    obligation.case.crime = crime
    Case.objects.filter(pk=obligation.case_id).update(crime=crime)


def reroute(*, obligation: Obligation, owner: Organization, rule: str, actor: Actor, at: datetime) -> Obligation:
    """Suggests `owner` anew, before anybody began to work: the way of any other case. Raises ImpossibleStep."""
    with acting(actor):
        row = locked(obligation.pk)
        if row.state != "new":
            raise ImpossibleStep(row.state, "route")
        old, because = row.owner, row.unowned_as
        row.owner, row.owner_path, row.controller_id = owner, owner.path, owner.parent_id
        row.route_rule, row.route_confirmed, row.unowned_as, row.settle_at = rule, False, "", None
        row.forwards, row.changed_at = row.forwards + (old.pk != owner.pk), at
        row.save()
        if because:
            note("cases.own", row, actor, at, owner=owner.code, because=because)
        if old.pk != owner.pk:
            note("cases.change_owner", row, actor, at, old=old.code, new=owner.code, rule=rule)
        return row
