"""The forms of oversight: who may send them, which tables they change, and what they send when everything is right."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from dauys.ground.moment import now
from dauys.ground.packs.current import current
from tests.security.visitors import STAFF

_WRITERS = ("controller", "administrator")
# Who may, what it changes, and who may too but has nothing to do there.
OVERSIGHT: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "new_sheet": (_WRITERS, ("oversight_sheet", "oversight_version"), ()),
    "write_sheet": (_WRITERS, ("oversight_version",), ()),
    "issue_sheet": (_WRITERS, ("oversight_version", "journal_entry"), ()),
    "samples": (("controller",), ("oversight_sample", "oversight_sampled", "journal_entry"), ()),
    "mark_answer": (("controller",), ("oversight_sampled", "journal_entry"), ()),
    "acknowledge_sheet": (STAFF, ("oversight_acknowledgement", "journal_entry"), ()),
}


def at_oversight() -> dict[str, dict[str, Any]]:
    """What the forms of oversight send when everything is right."""
    said = {"title": "Үлгі парақ", "text": "Ойдан шығарылған парақ.", "points": "Бірінші\nЕкінші"}
    words = {f"{name}_{code}": text for code in current().languages for name, text in said.items()}
    return {
        "new_sheet": {**words, "topic": "", "kind": "message", "revision": 0},
        "write_sheet": {**words, "revision": 1},
        "issue_sheet": {"revision": 1},
        "samples": {"month": f"{localdate(now() - timedelta(days=37)):%Y-%m}", "size": 3, "seed": "other"},
        "mark_answer": {f"point_{n}": "yes" for n in (1, 2, 3)},
    }
