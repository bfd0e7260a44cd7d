"""What the signature of a protocol binds: outcome, words, norm and instructions of one version."""

import hashlib
import json
from collections.abc import Sequence

from dauys.receptions.models import Instruction, Protocol


def digest_of(made: Protocol, orders: Sequence[Instruction]) -> bytes:
    """SHA-256 of the protocol as it stands; `orders` are its instructions by position, with their executors. Who
    controls one stands in it where somebody is named, so that what was signed before keeps its digest."""
    told = [made.outcome, made.summary, made.decided, made.norm]
    listed = [
        [o.executor.code, o.text, o.due_on.isoformat() if o.due_on else None]
        + ([str(o.controller_id)] if o.controller_id else [])
        for o in orders
    ]
    return hashlib.sha256(json.dumps([str(made.pk), made.version, told, listed], ensure_ascii=False).encode()).digest()
