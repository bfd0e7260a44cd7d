"""Who of the staff looked at a person's data: when, in which role, of which body and what for; never by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dauys.cases.display import body_name
from dauys.cases.forms import PURPOSE_WORDS
from dauys.ground.accounts.models import RoleGrant
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local

# What each means for the person; for contacts the purpose that was given stands in its place.
_WORDS: dict[str, Any] = {
    "cases.show_contact": _("Contacts shown"),
    "cases.find_person": _("You were looked for by phone or number"),
    "cases.show_code": _("Slip printed"),
    "cases.renew_code": _("New slip given"),
    "cases.hand_copy": _("A copy of your data was printed"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `body` and `role` are empty when the person held no role at that moment."""

    case_id: UUID | None
    at: datetime
    role: str
    body: str
    purpose: str


def looks_of(entries: Iterable[Entry], language: str) -> list[Look]:
    """The looks among entries of the journal, newest first. One statement, none without a look."""
    seen = [e for e in entries if e.verb in _WORDS and e.actor_kind == "staff" and e.actor_id]
    if not seen:
        return []
    grants = list(RoleGrant.objects.filter(user__in={e.actor_id for e in seen}).order_by("pk"))
    return [_look(entry, grants, language) for entry in sorted(seen, key=lambda e: (e.at, e.pk), reverse=True)]


def _look(entry: Entry, grants: list[RoleGrant], language: str) -> Look:
    grant = _grant(entry, grants, local(entry.at).date())
    roles = current().labels.roles
    role = roles[grant.role].get(language) if grant and grant.role in roles else ""
    body = body_name(grant.org_path, language) if grant and grant.org_path else ""
    purpose = PURPOSE_WORDS.get(str(entry.payload.get("purpose")), _WORDS[entry.verb])
    return Look(entry.case_id, entry.at, role, body, str(purpose))


def _grant(entry: Entry, grants: list[RoleGrant], on: date) -> RoleGrant | None:
    """The role somebody acted in: their first one in force on that day, an administrator's last."""
    own = [g for g in grants if g.user_id == entry.actor_id]
    held = [g for g in own if g.valid_from <= on and (g.valid_until is None or on <= g.valid_until)]
    return min(held, key=lambda g: g.role == "administrator", default=None)
