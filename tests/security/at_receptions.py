"""The forms of receptions: who may send them, which tables they change, and what they send when everything is right."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from dauys.directory.models import Post
from dauys.ground.moment import now
from dauys.ground.ui.moments import zone
from dauys.receptions.models import Schedule, Visit
from tests import factories as make
from tests.receptions import DECIDED, FOUND
from tests.security.visitors import Town

_LEADERS, _ADMIN, _TOLD = ("supervisor", "head"), ("administrator",), "journal_entry"
_CASE = ("cases_case", "cases_voice", "cases_party", "cases_obligation", _TOLD)
# Who may, what it changes, and who may too but has nothing to do there.
RECEPTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "register_visit": ((*_LEADERS, "clerk"), (*_CASE, "receptions_visit", "receptions_visitor"), ("clerk",)),
    "visit_step": (_LEADERS, ("receptions_visit", _TOLD), ()),
    "move_visit": (("head",), ("receptions_visit", "receptions_visitor", "messages_message", _TOLD), ()),
    "visit_protocol": (_LEADERS, ("receptions_protocol", _TOLD), ()),
    "sign_visit_protocol": (("head",), ("cases_obligation", "messages_message", "receptions_protocol",
                                        "receptions_visit", "answers_answer", "answers_delivery", "answers_signature",
                                        _TOLD), ()),
    "reception_place": (_LEADERS, ("receptions_visit", "receptions_visitor", "messages_message", _TOLD), ()),
    "reception_attendance": (_LEADERS, ("receptions_visit", _TOLD), ()),
    "give_place": (_LEADERS, ("receptions_visit", "receptions_visitor", "messages_message", _TOLD), ()),
    "visit_refer": (_LEADERS, ("cases_obligation", "cases_demand", "receptions_referral", "receptions_errand",
                               "messages_message", _TOLD), ()),
    "change_companion": (_LEADERS, ("receptions_referral", "messages_message", _TOLD), ()),
    "reception_schedule": (_LEADERS, ("receptions_schedule", "receptions_window", _TOLD), ()),
    "close_reception_day": (_LEADERS, ("receptions_closedday", _TOLD), ()),
    "approve_schedule": (("head",), ("receptions_schedule", _TOLD), ()),
    "publish_schedule": (_LEADERS, ("receptions_schedule", _TOLD), ()),
    "new_centre": (_ADMIN, ("receptions_office", _TOLD), ()),
    "centre": (_ADMIN, ("receptions_office", _TOLD), ()),
    "counter_step": (("officer", *_LEADERS), ("receptions_ticket", _TOLD), ()),
    "centre_counters": (_ADMIN, ("receptions_host", _TOLD), ()),
    "end_screen": (_ADMIN, ("receptions_device", _TOLD), ()),
    "reception_hosts": (_ADMIN, ("receptions_host", _TOLD), ()),
}  # fmt: skip

_VISIT = "receptions_visit"
_CODE = ("throttle_count", "accounts_onetimecode", "messages_message", _TOLD)
# The same for who books by themselves: the citizen has a time kept, the author has booked one.
BOOKING: dict[str, dict[str, Any]] = {
    "visit_paper": {"may": _LEADERS, "status": 200, "changes": {_TOLD}},
    "keep_slot": {"to": "/kk/meet/coming/", "changes": ("throttle_count", _VISIT, _TOLD),
                  "also": {"citizen": {"receptions_visitor"}}},
    "coming": {"may": ("citizen",), "changes": (_VISIT, "receptions_visitor"), "to": "/kk/meet/first/",
               "else_to": "/kk/meet/visit/"},
    "meet_first": {"may": ("citizen",), "changes": (), "to": "/kk/meet/code/", "else_to": "/kk/meet/visit/"},
    "confirm_visit": {"may": ("citizen",), "changes": _CODE, "to": "/kk/meet/code/", "else_to": "/kk/meet/visit/"},
    "kiosk": {"may": ("citizen",), "changes": ("receptions_ticket", _TOLD), "else_to": "/kk/queue/"},
    "given_ticket": {"may": ("citizen",), "changes": ("throttle_count", "receptions_ticket", "messages_message"),
                     "to": "/kk/queue/", "else_to": "/kk/queue/"},
    "own_visit_step": {"may": ("author",), "changes": (_VISIT, _TOLD), "to": "/kk/meet/visit/",
                       "else_to": "/kk/meet/visit/"},
}  # fmt: skip


def at_receptions(here: Town) -> dict[str, dict[str, Any]]:
    """What the forms of receptions send when everything is right."""
    world = here.world
    draft = Schedule.objects.get(pk=world.kwargs["approve_schedule"]["schedule_id"])
    host = world.kwargs["reception_schedule"]["host_id"]
    head = Post.objects.filter(organization__code=make.SOCIAL, role="head").values_list("pk", flat=True)[0]
    words = {f"{name}_{code}": "Орталық" for name in ("name", "address") for code in ("kk", "ru", "en")}
    centre = {"organization": make.HOUSING, "is_open": "on", "languages": "kk", **words}
    day = localdate(now())
    told = {"outcome": "explained", "summary": FOUND, "decided": DECIDED, "revision": 0}
    today = Visit.objects.values_list("pk", flat=True).get(state="booked", host__kind="room", first_day=None)
    starts = datetime.combine(day + timedelta(days=2), time(11), tzinfo=zone())
    return {
        "kiosk": {"key": str(uuid4()), "service": "advice"},
        "given_ticket": {"phone": "+77001112233"},
        "counter_step": {"key": str(uuid4()), "service": "advice"},
        "centre_counters": {"number": "7"},
        "keep_slot": {"starts": starts.isoformat()},
        "coming": {"text": make.TEXT, "area": make.AQJAR, "name": "Асан Үлгі", "contact": "+77001112233"},
        "register_visit": {
            "key": str(uuid4()), "host": str(host), "when": "", "reason": "other", "name": "Асан Үлгі",
            "phone": "+77001112233", "text": make.TEXT, "area": make.AQJAR, "language": "kk",
        },
        "move_visit": {"starts": starts.isoformat()},
        "visit_paper": {},
        "visit_protocol": told,
        "reception_place": {
            "key": str(uuid4()), "since": (day + timedelta(days=3)).isoformat(), "days": "2", "name": "Асан Үлгі",
            "phone": "+77001112244", "text": make.TEXT, "area": make.AQJAR, "language": "kk",
        },
        "reception_attendance": {f"v-{today}": "came"},
        "give_place": {"since": (day + timedelta(days=3)).isoformat(), "days": "2"},
        "visit_refer": {
            "key": str(uuid4()), "companion": str(world.users["officer"].pk), "a0-body": make.SOCIAL,
            "a0-text": "Отбасыға көмек тағайындау.",
        },
        "change_companion": {"companion": str(world.users["officer"].pk)},
        "sign_visit_protocol": {"revision": 1},
        "reception_schedule": {
            "since": day.isoformat(), "until": (day + timedelta(days=30)).isoformat(), "l0-first": day.isoformat(),
            "l0-opens": "10:00", "l0-closes": "12:00", "l0-repeat": "week", "l0-mode": "in_person",
        },
        "close_reception_day": {"day": (day + timedelta(days=1)).isoformat()},
        "approve_schedule": {"read": draft.drafted_at.isoformat()},
        "new_centre": centre,
        "centre": centre,
        "reception_hosts": {"post": str(head), "room": "7"},
    }  # fmt: skip
