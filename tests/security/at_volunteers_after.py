"""The forms of what comes after a task: who may send them, which tables they change, and what they send."""

from typing import Any
from uuid import uuid4

_TOLD = "journal_entry"
_CASE = ("cases_case", "cases_voice", "cases_party", "cases_obligation", "volunteers_incident", _TOLD)
AFTER: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "line_incident": (("clerk", "officer", "supervisor", "head"), _CASE, ()),
    "hide_thanks": (("officer", "supervisor", "head"), ("volunteers_thanks", _TOLD), ()),
}
# By a link.
AFTER_BY_LINK: dict[str, dict[str, Any]] = {
    "report_incident": {"changes": ("throttle_count", *_CASE)},
    "rate_task": {"changes": ("volunteers_impression", _TOLD)},
    "thank_volunteers": {"changes": ("volunteers_thanks", _TOLD)},
}


def at_volunteers_after() -> dict[str, dict[str, Any]]:
    """What these forms send when everything is right."""
    told = {"key": str(uuid4()), "what": "damage", "text": "Күрек сынып қалды, ешкім зардап шеккен жоқ."}
    return {
        "line_incident": told,
        "hide_thanks": {},
        "report_incident": told,
        "rate_task": {"score": "5", "words": ""},
        "thank_volunteers": {"words": "Көп рақмет!"},
    }
