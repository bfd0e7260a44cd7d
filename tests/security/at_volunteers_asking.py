"""The forms of asking for help and of the phone desk: who may send them, what they change, and what they send."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.security.lines import Line
from tests.sweep.at_volunteers import AT_OFFICE
from tests.sweep.at_volunteers_asking import typed_need

_CALL = {"volunteers_call", "journal_entry"}
_CODE = {"throttle_count", "accounts_onetimecode", "messages_message", "journal_entry"}
# The citizen wrote a need and has not confirmed it; the head, who leads a volunteer office too, has a call.
ASKING: dict[str, Line] = {
    "ask_help": Line(to="/kk/help/ask/code/", changes={"throttle_count", "volunteers_asking"}),
    "confirm_help": Line(("citizen",), to="/kk/help/ask/code/", changes=_CODE, else_to="/kk/help/ask/"),
    "asked_help": Line(("citizen",), to="/kk/help/ask/code/", else_to="/kk/help/ask/"),
    "call_me_back": Line(to="/kk/help/call-me/?waits", changes={"throttle_count", *_CALL}),
    "next_call": Line(AT_OFFICE),
    "new_call": Line(AT_OFFICE, changes=_CALL),
    "import_needs": Line(("supervisor", "head"), changes={"volunteers_needtable"}),
    "import_needs_look": Line(
        ("head",),
        changes={
            "cases_case",
            "cases_voice",
            "cases_party",
            "cases_obligation",
            "cases_demand",
            "volunteers_line",
            "volunteers_needtable",
            "journal_entry",
        },
    ),
    "volunteer_call": Line(("head",), to="/kk/desk/volunteers/calls/", changes=_CALL, stale=True),
}


def _table() -> str:
    row = {**typed_need(), "number": "П-9"}
    return "\n".join(";".join(cells) for cells in (row, row.values()))


def at_asking() -> dict[str, dict[str, Any]]:
    """What the forms send when everything is right."""
    person = {"key": str(uuid4()), "name": "Асан Үлгі", "phone": "+77001112233", "language": "kk"}
    return {
        "ask_help": typed_need(),
        "call_me_back": person,
        "new_call": person,
        "import_needs": {"table": SimpleUploadedFile("t.csv", _table().encode())},
        "volunteer_call": {"outcome": "done", "about": "Сөйлестік"},
    }
