"""The forms of hours: who may send them, which tables they change, and what they send when all is right."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from dauys.ground.moment import now
from tests.security.visitors import Town
from tests.sweep.at_hours import waiting_presence

_COORDINATORS, _TOLD = ("officer", "supervisor", "head"), "journal_entry"
_LEDGERS = ("volunteers_hourentry", "volunteers_pointentry")
# Who may, what it changes, and who may too but has nothing to do there.
HOURS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "line_hours": (_COORDINATORS, ("volunteers_presence", _TOLD), ()),
    "person_hours": (_COORDINATORS, ("volunteers_presence", _TOLD), ()),
    "volunteer_hours_step": (_COORDINATORS, ("volunteers_presence", "volunteers_offer", *_LEDGERS, _TOLD), ()),
    "correct_hours": (("supervisor", "head"), ("volunteers_presence", *_LEDGERS, _TOLD), ()),
}
# By the link of who leads on the spot.
BY_LEADER: dict[str, dict[str, Any]] = {"shift_hours": {"changes": ("volunteers_presence", _TOLD)}}


def at_hours(_here: Town) -> dict[str, dict[str, Any]]:
    """What these forms send when everything is right."""
    yesterday = (localdate(now()) - timedelta(days=1)).isoformat()
    return {
        "line_hours": {"everybody": "yes"},
        "shift_hours": {"everybody": "yes"},
        "person_hours": {
            "key": str(uuid4()), "work": "mentoring", "day": yesterday, "since": "10:00", "until": "10:30",
        },
        "volunteer_hours_step": {"presence": str(waiting_presence().pk)},
        "correct_hours": {"outcome": "absent"},
    }  # fmt: skip
