"""An example of everything that pages of certificates show, and who sees it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from dauys.ground.access.actors import SYSTEM
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.models import Volunteer
from tests import volunteers as help_
from tests.sweep.at_volunteers import AT_OFFICE


def proof_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """The citizen holds one certificate; another one belongs to somebody at the desk."""
    return {
        **dict.fromkeys(["proof", "show_proof", "proof_status"], all_of(200)),
        "office_did": all_of(404),  # the address of tests is not secure
        "own_certificates": {**all_of(302), "citizen": 200},
        "own_certificate_file": {**all_of(404), "citizen": 200},
        "revoke_certificate": all_of(405),
        **dict.fromkeys(["volunteer_certificates", "certificate_paper"], only(*AT_OFFICE)),
    }


def proof_things() -> dict[str, dict[str, Any]]:
    """Two confirmed volunteers: one at the desk, and the one whose page the citizen has open."""
    at = now() - timedelta(minutes=5)
    holder = Volunteer.objects.filter(state="active", source="group").earliest("created_at")
    people = [help_.volunteer(911, name="Куәлік Үлгі"), holder]
    made = []
    for person in people:
        help_.approved(person, 1447)
        made.append(actions.issue(key=uuid4(), volunteer=person.pk, actor=SYSTEM, at=at))
    desk, own = made
    one = {"certificate_id": desk.pk}
    return {
        "show_proof": {"code": desk.code},
        "proof_status": {"key_id": desk.key.key_id, "number": 1, "form": "json"},
        "office_did": {"office": help_.AQJAR},
        "own_certificate_file": {"certificate_id": own.pk, "form": "document"},
        "volunteer_certificates": {"volunteer_id": people[0].pk},
        "revoke_certificate": one,
        "certificate_paper": one,
    }
