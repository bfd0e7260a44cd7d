"""Groups a case under a main case of the same body, or takes it out; every clock runs on as it ran."""

from datetime import datetime
from uuid import UUID

from dauys.cases.models import Case, Obligation
from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record

PERMISSION = "cases.group"


class CannotGroup(Exception):
    """`because`: `itself`, `settled` (one of them waits for no answer) or `bodies` (they have none in common)."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


def _open_rows(case_id: UUID, actor: Actor) -> list[Obligation]:
    """What waits for an answer in a case; raises Denied unless the actor may group one of all its obligations."""
    rows = list(Obligation.objects.select_related("case__registered_at_org").filter(case=case_id).order_by("leg"))
    if not any(allows(actor, PERMISSION, row) for row in rows):
        raise Denied(PERMISSION)
    return [row for row in rows if row.state in OPEN_STATES and allows(actor, PERMISSION, row)]


def _locked(*case_ids: UUID) -> dict[UUID, Case]:
    """The cases, held against others in one order, so that two who group them crosswise do not wait for each other."""
    rows = Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk")
    return {row.pk: row for row in rows}


def group(*, case_id: UUID, main: UUID, actor: Actor, at: datetime) -> None:
    """Puts a case, and those grouped under it, under `main` or under the main case of `main`. Again changes nothing."""
    with acting(actor):
        held = _locked(case_id, main)
        top = held[main].main_id or main if main in held else main
        if case_id in (main, top):
            raise CannotGroup("itself")
        mine, theirs = _open_rows(case_id, actor), _open_rows(main, actor)
        if top != main:
            theirs = _open_rows(top, actor)
        if not mine or not theirs:
            raise CannotGroup("settled")
        if not {row.owner_id for row in mine} & {row.owner_id for row in theirs}:
            raise CannotGroup("bodies")
        for member in [held[case_id], *Case.objects.select_for_update().filter(main=case_id).order_by("pk")]:
            if member.main_id != top:
                member.main_id = top
                member.save(update_fields=["main"])
                record("cases.group", actor=actor, at=at, case_id=member.pk, payload={"main": top})


def ungroup(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Takes a case out of its group; a case in no group stays as it is."""
    with acting(actor):
        _open_rows(case_id, actor)
        case = _locked(case_id)[case_id]
        if case.main_id is not None:
            old, case.main_id = case.main_id, None
            case.save(update_fields=["main"])
            record("cases.ungroup", actor=actor, at=at, case_id=case_id, payload={"main": old})
