"""The forms of needs and offers: who may send them, which tables they change, and what they send when all is right."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from dauys.ground.moment import now
from tests import factories as make
from tests.security.lines import Line
from tests.security.visitors import Town

_TOLD = "journal_entry"
_OFFICE = ("clerk", "officer", "supervisor", "head")
_OFFER = ("volunteers_offer", "volunteers_line", _TOLD)
# Who may, what it changes, and who may too but has nothing to do there.
NEEDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "new_need": (_OFFICE, ("cases_case", "cases_voice", "cases_party", "cases_obligation", "cases_demand",
                           "volunteers_line", _TOLD), ()),
    "volunteer_line_step": (_OFFICE[1:], ("volunteers_line", _TOLD), ()),
    "close_line": (("supervisor", "head"), ("cases_obligation", "answers_answer", "answers_delivery",
                                            "answers_signature", *_OFFER), ()),
}  # fmt: skip
PAPERS = {"line_call_list": Line(_OFFICE[1:], 200, changes={_TOLD})}
# The same for who comes by a link, or whom the browser knows as a volunteer: the writer leads a group.
OFFERS: dict[str, dict[str, Any]] = {
    "take_shift": {"may": ("writer",), "stale": True, "changes": ("throttle_count", "messages_message", *_OFFER),
                   "else_to": "/kk/help/me/"},
    "claim_shift": {"may": ("writer",), "status": 200, "changes": ("volunteers_claim", "volunteers_line", _TOLD),
                    "else_to": "/kk/help/me/"},
    "open_offer": {"changes": _OFFER},
}  # fmt: skip


def at_volunteers(_here: Town) -> dict[str, dict[str, Any]]:
    """What the forms of needs and offers send when everything is right."""
    day = localdate(now()) + timedelta(days=1)
    return {
        "new_need": {
            "key": str(uuid4()), "text": make.TEXT, "people": "2", "work": "general", "area": make.AQJAR,
            "day": day.isoformat(), "since": "10:00", "until": "12:00", "priority": "2", "language": "kk",
        },
        "volunteer_line_step": {"notice": "Отын жару"},
        "close_line": {"outcome": "solved", "found": "Үш ерікті келіп, көмектесті.", "decided": "Көмек көрсетілді."},
        "claim_shift": {"people": "2"},
        "open_offer": {"answer": "yes"},
    }  # fmt: skip
