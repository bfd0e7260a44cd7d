"""The forms of receptions: who may send them, which tables they change, and what they send when everything is right."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from dauys.directory.models import Post
from dauys.ground.moment import now
from dauys.receptions.models import Schedule
from tests import factories as make
from tests.receptions import DECIDED, FOUND
from tests.security.visitors import Town

_LEADERS, _ADMIN, _TOLD = ("supervisor", "head"), ("administrator",), "journal_entry"
_CASE = ("cases_case", "cases_voice", "cases_party", "cases_obligation", _TOLD)
# Who may, what it changes, and who may too but has nothing to do there.
RECEPTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "register_visit": ((*_LEADERS, "clerk"), (*_CASE, "receptions_visit", "receptions_visitor"), ("clerk",)),
    "visit_step": (_LEADERS, ("receptions_visit", _TOLD), ()),
    "visit_protocol": (_LEADERS, ("receptions_protocol", _TOLD), ()),
    "sign_visit_protocol": (("head",), ("cases_obligation", "receptions_protocol", "receptions_visit",
                                        "answers_answer", "answers_delivery", _TOLD), ()),
    "reception_schedule": (_LEADERS, ("receptions_schedule", "receptions_window", _TOLD), ()),
    "approve_schedule": (("head",), ("receptions_schedule", _TOLD), ()),
    "publish_schedule": (_LEADERS, ("receptions_schedule", _TOLD), ()),
    "new_centre": (_ADMIN, ("receptions_office", _TOLD), ()),
    "centre": (_ADMIN, ("receptions_office", _TOLD), ()),
    "reception_hosts": (_ADMIN, ("receptions_host", _TOLD), ()),
}  # fmt: skip


def at_receptions(here: Town) -> dict[str, dict[str, Any]]:
    """What the forms of receptions send when everything is right."""
    world = here.world
    draft = Schedule.objects.get(pk=world.kwargs["approve_schedule"]["schedule_id"])
    host = world.kwargs["reception_schedule"]["host_id"]
    head = Post.objects.filter(organization__code=make.SOCIAL, role="head").values_list("pk", flat=True)[0]
    words = {f"{name}_{code}": "Орталық" for name in ("name", "address") for code in ("kk", "ru", "en")}
    centre = {"organization": make.HOUSING, "is_open": "on", **words}
    day = localdate(now())
    told = {"outcome": "explained", "summary": FOUND, "decided": DECIDED, "revision": 0}
    return {
        "register_visit": {
            "key": str(uuid4()), "host": str(host), "when": "", "reason": "other", "name": "Асан Үлгі",
            "phone": "+77001112233", "text": make.TEXT, "area": make.AQJAR, "language": "kk",
        },
        "visit_protocol": told,
        "sign_visit_protocol": {"revision": 1},
        "reception_schedule": {
            "since": day.isoformat(), "until": (day + timedelta(days=30)).isoformat(), "l0-first": day.isoformat(),
            "l0-opens": "10:00", "l0-closes": "12:00", "l0-repeat": "week", "l0-mode": "in_person",
        },
        "approve_schedule": {"read": draft.drafted_at.isoformat()},
        "new_centre": centre,
        "centre": centre,
        "reception_hosts": {"post": str(head), "room": "7"},
    }  # fmt: skip
