"""The writes to hearings: invite the person, call it off, write the protocol, sign it."""

from datetime import date, datetime, time
from uuid import UUID

from dauys.answers.models import Hearing
from dauys.answers.rules import earliest_hearing
from dauys.cases.actions.handle import locked
from dauys.cases.facts import note
from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES, ImpossibleStep
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local


class TooSoon(Exception):
    """The pack wants the person to be told earlier; `earliest` is the first day possible."""

    def __init__(self, earliest: date) -> None:
        super().__init__(f"not before {earliest}")
        self.earliest = earliest


class NotWritten(Exception):
    """There is no protocol to sign, or it was changed after the chair read it."""


def invite(*, obligation: UUID, starts_at: datetime, place: str, about: str, actor: Actor, at: datetime) -> Hearing:
    """Invites the person; raises TooSoon, and ImpossibleStep when the case is over or a hearing is open already."""
    with acting(actor):
        row = locked(obligation)
        require(actor, "answers.hear", row)
        notice = current().hearing_notice(row.kind)
        if notice is None or row.state not in OPEN_STATES:
            raise ImpossibleStep(row.state, "invite")
        if Hearing.objects.filter(obligation=row, state__in=["invited", "written"]).exists():
            raise ImpossibleStep("invited", "invite")
        earliest = earliest_hearing(current().calendar(), notice, local(at).date())
        if local(starts_at).date() < earliest:
            raise TooSoon(earliest)
        made = Hearing.objects.create(
            id=new_id(at), obligation=row, starts_at=starts_at, place=place, about=about,
            invited_at=at, invited_by_id=actor.user_id,
        )  # fmt: skip
        note("answers.invite", row, actor, at, hearing=made.pk, starts_at=starts_at.isoformat())
        return made


def _get(hearing: UUID, actor: Actor, permission: str) -> tuple[Hearing, Obligation]:
    found = Hearing.objects.filter(pk=hearing).values_list("obligation", flat=True).first()
    if found is None:
        raise Denied(permission)
    row = locked(found)
    require(actor, permission, row)
    return Hearing.objects.select_for_update(of=("self",)).get(pk=hearing), row


def call_off(*, hearing: UUID, actor: Actor, at: datetime) -> Hearing:
    """The hearing will not take place; the person is told."""
    with acting(actor):
        made, row = _get(hearing, actor, "answers.hear")
        if made.state != "invited":
            raise ImpossibleStep(made.state, "call_off")
        made.state = "off"
        made.save(update_fields=["state"])
        note("answers.call_off", row, actor, at, hearing=made.pk)
        return made


def call_off_ended(*, hearing: UUID, at: datetime) -> None:
    """Calls a hearing off whose obligation ended meanwhile; nothing if either is otherwise."""
    with acting(SYSTEM):
        row = locked(Hearing.objects.values_list("obligation", flat=True).get(pk=hearing))
        made = Hearing.objects.select_for_update(of=("self",)).get(pk=hearing)
        if made.state == "invited" and row.state not in OPEN_STATES:
            made.state = "off"
            made.save(update_fields=["state"])
            note("answers.call_off", row, SYSTEM, at, hearing=made.pk)


def hear(
    *,
    hearing: UUID,
    came: bool,
    began_at: time | None,
    ended_at: time | None,
    participants: str,
    said: str,
    remarks: str,
    revision: int,
    actor: Actor,
    at: datetime,
) -> Hearing:
    """Writes the protocol, as its secretary; until it is signed it can be written anew. `revision` is the one the page
    was opened with, else NotWritten. Raises ImpossibleStep before the hearing and after the signature."""
    with acting(actor):
        made, row = _get(hearing, actor, "answers.hear")
        if made.state not in ("invited", "written") or at < made.starts_at:
            raise ImpossibleStep(made.state, "hear")
        if made.revision != revision:
            raise NotWritten
        made.state, made.came, made.secretary_id, made.written_at = "written", came, actor.user_id, at
        made.began_at, made.ended_at = (began_at, ended_at) if came else (None, None)
        made.participants, made.said, made.remarks = participants, said, remarks
        made.revision += 1
        made.save()
        note("answers.hear", row, actor, at, hearing=made.pk, came=came, revision=made.revision)
        return made


def sign(*, hearing: UUID, revision: int, actor: Actor, at: datetime) -> Hearing:
    """The chair signs what the secretary wrote, and nobody changes it any more. `revision` is the one they read, else
    NotWritten; the secretary cannot be the chair (Denied)."""
    with acting(actor):
        made, row = _get(hearing, actor, "answers.chair")
        if made.state != "written":
            raise ImpossibleStep(made.state, "sign")
        if made.revision != revision:
            raise NotWritten
        if made.secretary_id == actor.id:
            raise Denied("answers.chair")
        made.state, made.chair_id, made.signed_at = "signed", actor.user_id, at
        made.save(update_fields=["state", "chair", "signed_at"])
        note("answers.sign_protocol", row, actor, at, hearing=made.pk)
        return made
