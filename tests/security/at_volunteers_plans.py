"""The forms of plans of volunteers: who may send them, what they change, and what they send when all is right."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import volunteers as help_
from tests.security.visitors import Town

_COORDINATORS, _TOLD = ("officer", "supervisor", "head"), "journal_entry"
# Who may, what it changes, and who may too but has nothing to do there.
VOLUNTEERS_PLANS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "volunteer_plans": (
        _COORDINATORS,
        ("volunteers_run", "volunteers_offer", "volunteers_gap", "volunteers_idle", _TOLD),
        (),
    ),
    "settle_volunteer": (_COORDINATORS, ("volunteers_pin", _TOLD), ()),
    "import_volunteers": (("supervisor", "head"), ("volunteers_import",), ()),
    "do_volunteer_import": (
        ("supervisor",),
        ("volunteers_import", "volunteers_volunteer", "volunteers_place", _TOLD),
        (),
    ),
}


def at_volunteers_plans(here: Town) -> dict[str, dict[str, Any]]:
    """What these forms send when everything is right."""
    person = here.world.kwargs["volunteer_plan_person"]["volunteer_id"]
    return {
        "volunteer_plans": {"key": str(uuid4()), "office": help_.AQJAR, "acceptance": "0.8"},
        "settle_volunteer": {"volunteer": str(person)},
        "import_volunteers": {
            "office": help_.AQJAR,
            "table": SimpleUploadedFile("a.csv", "name,born_on\nАсан Үлгі,2006-01-01\n".encode()),
        },
    }
