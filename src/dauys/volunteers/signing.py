"""What a parent or guardian signs: the words of a consent as one digest, and what it opens."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from dauys.ground.packs.current import current
from dauys.volunteers.consent import opened, works_of
from dauys.volunteers.models import Consent
from dauys.volunteers.rules import age_on


def works_opened(row: Consent, day: date) -> list[str]:
    """The kinds of work that a consent opens on a day, by the age its volunteer has then."""
    born_on = row.volunteer.born_on
    found = opened(works_of(current()), age_on(born_on, day), row.kind) if born_on else []
    return [code for code in found if row.work in ("", code)]


def digest_of(row: Consent, works: Sequence[str]) -> bytes:
    """SHA-256 of what is signed: who agrees, for whom born when, to which kinds of work, and until which day."""
    volunteer = row.volunteer
    said = {
        "consent": str(row.pk),
        "volunteer": str(volunteer.pk),
        "name": volunteer.name,
        "born_on": volunteer.born_on.isoformat() if volunteer.born_on else "",
        "guardian": row.guardian,
        "phone": row.guardian_phone,
        "relation": row.relation,
        "kind": row.kind,
        "works": sorted(works),
        "until": row.until.isoformat(),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).digest()


def is_open(row: Consent, day: date) -> bool:
    """Whether it waits for a signature."""
    return row.signed_at is None and row.revoked_at is None and row.until >= day
