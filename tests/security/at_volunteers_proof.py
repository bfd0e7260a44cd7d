"""The forms of certificates: who may send them, what they change, and what they send when everything is right."""

from typing import Any
from uuid import uuid4

from tests.security.lines import Line

_LEADERS, _TOLD = ("supervisor", "head"), "journal_entry"
PROOF: dict[str, Line] = {
    "show_proof": Line(status=200, changes={"throttle_count"}),
    "volunteer_certificates": Line(_LEADERS, changes={"volunteers_certificate", _TOLD}),
    "revoke_certificate": Line(_LEADERS, changes={"volunteers_certificate", _TOLD}),
}


def at_proof() -> dict[str, dict[str, Any]]:
    return {
        "show_proof": {"contact": "+77001000911"},
        "volunteer_certificates": {"key": str(uuid4())},
        "revoke_certificate": {"reason": "hours"},
    }
