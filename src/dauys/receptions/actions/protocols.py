"""The protocol of a visit: written by an assistant, signed by the head; then its decision is the case's answer, or its
instructions are obligations of the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dauys.answers import actions as answers
from dauys.cases import actions as cases
from dauys.cases.actions import Portion
from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES, ImpossibleStep
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.receptions.actions.booking import locked
from dauys.receptions.facts import note
from dauys.receptions.letters import tell, tell_controller
from dauys.receptions.models import Instruction, Protocol, Visit
from dauys.receptions.queries import controlled_before, controllers_of
from dauys.receptions.rules import ANSWERED, PASSED_ON, ImpossibleVisit, next_state
from dauys.receptions.signing import digest_of


class NotWritten(Exception):
    """The protocol was written anew after this page was opened."""


class NothingToSign(Exception):
    """The protocol lacks what its outcome needs: `missing` is the field."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


class NotController(Exception):
    """Who was named to control an instruction does not control receptions at the host's body."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a body is told to do, until when, and which user sees that it is done; without a day what it decides by
    itself is passed on to it."""

    executor: Organization
    text: str
    due_on: date | None = None
    controller: UUID | None = None


def write(
    *,
    visit: UUID,
    outcome: str,
    summary: str,
    decided: str,
    norm: str = "",
    orders: Sequence[Order] = (),
    revision: int,
    actor: Actor,
    at: datetime,
) -> Protocol:
    """Writes the protocol of a visit that began, or writes it anew until it is signed. `revision` is the one the page
    was opened with, 0 for none, else NotWritten. After the signature the next one is a new version: a correction.

    Raises ImpossibleVisit, NothingToSign for what its outcome needs and lacks, and NotController for who controls no
    receptions at the host's body.
    """
    _check(outcome, norm, orders)
    with acting(actor):
        row = locked(visit)
        require(actor, "receptions.write", row)
        if row.state not in ("serving", "done"):
            raise ImpossibleVisit(row.state, "write")
        newest = row.protocols.select_for_update().order_by("-version").first()
        signed = newest is not None and newest.signed_at is not None
        if (newest.revision if newest else 0) != revision:
            raise NotWritten
        _require_controllers(row, (order.controller for order in orders))
        if newest is None or signed:
            newest = Protocol(id=new_id(at), visit=row, version=newest.version + 1 if newest else 1, revision=revision)
        newest.outcome, newest.summary, newest.decided, newest.norm = outcome, summary, decided, norm
        newest.revision += 1
        newest.written_by_id, newest.written_at = actor.user_id, at
        newest.save()
        newest.instructions.all().delete()
        Instruction.objects.bulk_create(
            Instruction(
                id=new_id(at), protocol=newest, position=n, executor=o.executor, text=o.text, due_on=o.due_on,
                controller_id=o.controller,
            )
            for n, o in enumerate(orders, 1)
        )  # fmt: skip
        note("receptions.write", row, actor, at, protocol=newest.pk, revision=newest.revision)
        return newest


def _require_controllers(visit: Visit, users: Iterable[UUID | None]) -> None:
    named = {user for user in users if user}
    if named and not named <= {user for user, _name in controllers_of(visit.host)}:
        raise NotController


def _check(outcome: str, norm: str, orders: Sequence[Order]) -> None:
    if outcome == "refused" and not norm.strip():
        raise NothingToSign("norm")
    if (outcome in PASSED_ON) != bool(orders):
        raise NothingToSign("orders")
    if outcome == "instruction" and not all(order.due_on for order in orders):
        raise NothingToSign("due_on")


def sign(*, protocol: UUID, revision: int, actor: Actor, at: datetime) -> Protocol:
    """The head signs what another wrote, and nobody changes it any more; `revision` is the one they read.

    What was decided on the spot is the answer of the case; instructions are passed on as its obligations, each with a
    clock of its own. A corrected version only takes the place of the words and of who controls: what the first one
    began goes on. Raises NotWritten, NotController, ImpossibleVisit, and ImpossibleStep where the case went on without
    the reception.
    """
    with acting(actor):
        visit = locked(Protocol.objects.values_list("visit", flat=True).get(pk=protocol))
        made = Protocol.objects.select_for_update().get(pk=protocol)
        made.visit = visit
        require(actor, "receptions.read", visit)
        require(actor, "receptions.sign", made)
        if made.signed_at is not None:
            raise ImpossibleVisit("signed", "sign")
        if made.revision != revision:
            raise NotWritten
        orders = list(made.instructions.select_related("executor", "controller").order_by("position"))
        _require_controllers(visit, (order.controller_id for order in orders))
        before = controlled_before(made)
        if made.version == 1:
            _carry_out(visit, made, orders, actor, at)
            visit.state, visit.ended_at = next_state(visit.state, "finish"), at
            visit.save(update_fields=["state", "ended_at"])
        made.signed_by_id, made.signed_at, made.digest = actor.user_id, at, digest_of(made, orders)
        made.save(update_fields=["signed_by", "signed_at", "digest"])
        for order in orders:
            known = before.get((order.position, order.executor_id), order.controller_id)
            if made.version == 1 or known != order.controller_id:
                tell_controller(order, at)
        note(
            "receptions.sign", visit, actor, at, protocol=made.pk, version=made.version, outcome=made.outcome,
            instructions=len(orders),
        )  # fmt: skip
        tell(visit, "signed", at, once=f"signed:{made.version}")
        return made


def hand(*, visit: Visit, protocol: Protocol, actor: Actor, at: datetime) -> None:
    """The signed protocol is given on paper to who was received: the journal knows by whom."""
    with acting(actor):
        require(actor, "receptions.hand", visit)
        if protocol.visit_id != visit.pk or protocol.signed_at is None:
            raise ImpossibleVisit(visit.state, "hand")
        note("receptions.hand", visit, actor, at, protocol=protocol.pk, version=protocol.version)


def _carry_out(visit: Visit, made: Protocol, orders: Sequence[Instruction], actor: Actor, at: datetime) -> None:
    row = open_demand(visit=visit)
    if row is None:
        raise ImpossibleStep("answered", made.outcome)
    if made.outcome in ANSWERED:
        answers.answer_on_the_spot(
            obligation=row.pk, outcome=made.outcome, asked=visit.text, found=made.summary, decided=made.decided,
            norm=made.norm, writer=made.written_by_id, actor=actor, at=at,
        )  # fmt: skip
    elif orders:
        portions = [Portion(order.executor, order.text) for order in orders]
        legs = cases.forward(
            obligation=row.pk, portions=portions, stays=False, key=made.pk, late=False, again=False, actor=actor, at=at
        )
        for order, leg in zip(orders, legs, strict=True):
            order.obligation = leg
            order.save(update_fields=["obligation"])


def open_demand(*, visit: Visit) -> Obligation | None:
    """The demand of the case that lies with the host's body, the oldest first."""
    rows = Obligation.objects.filter(case=visit.case_id, owner=visit.host.organization_id, state__in=OPEN_STATES)
    return rows.order_by("leg").first()
