"""Shows sealed contacts, finds a known person, renews a lost code: each is journalled with what it was for."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dauys.cases.models import Case, Party
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import whole_house
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import lookup_keys

SEEN = ("document",)
COPY_SEEN = ("document", "code")
COPY_FORMS = ("json", "pdf")
PURPOSES = ("call_back", "clarify", "send_answer", "check_person")


def show_contact(*, case_id: UUID, purpose: str, actor: Actor, at: datetime) -> list[Party]:
    """The parties of a case with their contacts open; `purpose` is one of PURPOSES."""
    if purpose not in PURPOSES:
        raise ValueError("unknown purpose")
    with acting(actor):
        parties = list(Party.objects.filter(case_id=case_id).order_by("role"))
        for party in parties:
            record(
                "cases.show_contact",
                actor=actor,
                at=at,
                case_id=case_id,
                payload={"party": party.pk, "purpose": purpose},
            )
    return parties


def renew_code(*, case_id: UUID, generation: int, seen: str, actor: Actor, at: datetime) -> bool:
    """Ends the tracking code of `generation` and begins a new one; False if another one had ended it before.

    `seen` says by what the person was known: a document.
    """
    if seen not in SEEN:
        raise ValueError("unknown way to know a person")
    with acting(actor):
        fresh = Case.objects.filter(pk=case_id, code_generation=generation).update(code_generation=generation + 1)
        if fresh:
            payload = {"seen": seen, "generation": generation + 1}
            record("cases.renew_code", actor=actor, at=at, case_id=case_id, payload=payload)
    return bool(fresh)


def hand_copy(*, case_ids: Iterable[UUID], form: str, seen: str, actor: Actor, at: datetime) -> None:
    """Notes with each case that a copy of all it holds was given out; `seen` says by what the person was known."""
    if form not in COPY_FORMS or seen not in COPY_SEEN:
        raise ValueError("unknown form, or unknown way to know a person")
    with acting(actor):
        for case_id in case_ids:
            record("cases.hand_copy", actor=actor, at=at, case_id=case_id, payload={"form": form, "seen": seen})


def find_person(*, phone: str = "", national_id: str = "", actor: Actor, at: datetime) -> Party | None:
    """The newest party with exactly this phone (E.164) or national id, or None."""
    keys = Q()
    if phone:
        keys |= Q(phone_key__in=lookup_keys(phone, what="phone"))
    if national_id:
        keys |= Q(national_id_key__in=lookup_keys(national_id, what="national_id"))
    if not keys:
        return None
    with acting(actor):
        with whole_house():  # whoever's case it is; the look is journalled
            party = Party.objects.filter(keys).order_by("-created_at").first()
        by = "both" if phone and national_id else "phone" if phone else "national_id"
        case_id, found = (party.case_id, party.pk) if party else (None, None)
        record("cases.find_person", actor=actor, at=at, case_id=case_id, payload={"by": by, "party": found})
    return party
