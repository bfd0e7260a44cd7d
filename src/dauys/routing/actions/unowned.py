"""What nobody owns: a body says that it is not its own, a body has nobody in it; the body above names the owner."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from dauys.cases import actions as cases
from dauys.cases.actions import Portion
from dauys.cases.actions.handle import locked
from dauys.cases.models import IS_OPEN, Obligation
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep
from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import allows, require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.grants import in_force
from dauys.ground.accounts.models import RoleGrant
from dauys.ground.ids import new_id
from dauys.ground.journal.models import Entry
from dauys.ground.ui.moments import local
from dauys.routing.actions.forwarding import CannotForward, DaysOver
from dauys.routing.chains import was_passed_on, ways_up
from dauys.routing.models import GiveBack
from dauys.routing.queries import settle_moment
from dauys.routing.rules import forward_obstacle, is_late

AT_ONCE = 500


class Settled(Exception):
    """The body above has said that it is this body's, so it is not given back once more."""


def give_back(*, obligation: UUID, because: str, text: str, actor: Actor, at: datetime) -> Obligation:
    """The body says in `text` why it is not its own, within the law's days; `because` is `dispute` or `unknown`.

    Raises Denied, DaysOver, Settled, ImpossibleStep.
    """
    get_for(actor, obligation, "cases.forward")
    if because not in ("dispute", "unknown"):
        raise ValueError("unknown reason")
    with acting(actor):
        row = locked(obligation)
        require(actor, "cases.forward", row)
        if is_late(row.forward_by, local(at).date()) and not allows(actor, "cases.forward_late", row):
            raise DaysOver
        if Entry.objects.filter(case_id=row.case_id, obligation_id=row.pk, verb="cases.own").exists():
            raise Settled
        row = cases.disown(obligation=obligation, because=because, settle_at=_settle_at(row, at), actor=actor, at=at)
        GiveBack.objects.create(id=new_id(at), obligation=row, by_id=actor.user_id, text=text, at=at)
        return row


def _settle_at(row: Obligation, at: datetime) -> datetime:
    """The end of the last day for naming an owner; without a term in the pack, the end of the demand's own."""
    return settle_moment(at) or row.due_at


def name_owner(*, obligation: UUID, owner: Organization, key: UUID, actor: Actor, at: datetime) -> Obligation:
    """Who stands above names the body: the same one keeps the demand, another gets it with a clock of its own.

    The same `key` again changes nothing. Raises Denied, CannotForward, ImpossibleStep when somebody owns it already.
    """
    get_for(actor, obligation, "cases.name_owner")
    with acting(actor):
        row, _rows = cases.hold(obligation=obligation)
        require(actor, "cases.name_owner", row)
        if was_passed_on(row, key):
            return row
        if not row.unowned_as:
            raise ImpossibleStep(row.state, "name_owner")
        if owner.pk == row.owner_id:
            return cases.own(obligation=obligation, actor=actor, at=at)
        up = ways_up(row.kind, row.owner.code)
        if because := forward_obstacle(to=owner.code, owner=row.owner.code, held=(), ways_up=up):
            raise CannotForward(because, owner.code)
        late = is_late(row.forward_by, local(at).date())
        cases.forward(
            obligation=obligation,
            portions=[Portion(owner)],
            stays=False,
            key=key,
            late=late,
            again=True,
            actor=actor,
            at=at,
        )
        return row


def find_vacant(*, at: datetime) -> int:
    """Puts what lies with bodies that have nobody into the queue, and takes out what has somebody again; how many."""
    day = localdate(at)
    works = RoleGrant.objects.filter(
        in_force(day), role__in=["officer", "supervisor", "head"], user__is_active=True, org_path=OuterRef("path")
    )
    vacant = Organization.objects.filter(~Exists(works))
    empty = list(vacant.values_list("pk", flat=True))
    waiting = Obligation.objects.filter(IS_OPEN, assignee=None)
    lost = waiting.filter(owner__in=empty, unowned_as="").exclude(state="in_approval")
    found = waiting.filter(~Q(owner__in=empty), unowned_as="vacant", settle_at__isnull=False)
    done = 0
    for row in lost[:AT_ONCE]:
        try:
            cases.disown(obligation=row.pk, because="vacant", settle_at=_settle_at(row, at), actor=SYSTEM, at=at)
            done += 1
        except ImpossibleStep:  # somebody was faster
            continue
    for row in found[:AT_ONCE]:
        cases.own(obligation=row.pk, actor=SYSTEM, at=at)
        done += 1
    return done


def erase_reasons(*, case_id: UUID) -> None:
    """Empties why bodies gave a case back; that they did stays."""
    GiveBack.objects.filter(obligation__case=case_id).update(text="")
