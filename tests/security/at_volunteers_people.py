"""The forms of volunteers and of their office: who may send them, which tables they change, what they send when
everything is right."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from dauys.ground.moment import now
from tests import factories as make
from tests import volunteers as help_
from tests.security.lines import Line
from tests.sweep.at_volunteers import AT_OFFICE

_COUNT, _TOLD, _LEADERS = "throttle_count", "journal_entry", ("supervisor", "head")
_PERSON = {"volunteers_volunteer", "volunteers_place", "volunteers_held"}
_CODE = {_COUNT, "accounts_onetimecode", "messages_message", _TOLD}
_OWN = {"to": "/kk/help/me/", "else_to": "/kk/help/me/"}
# The citizen is a volunteer, the author has not given the code yet.
VOLUNTEERS: dict[str, Line] = {
    **dict.fromkeys(("join_volunteers", "join_group"), Line(to="/kk/help/join/code/", changes={_COUNT, *_PERSON})),
    "confirm_join": Line(("author",), to="/kk/help/join/code/", changes=_CODE, else_to="/kk/help/me/"),
    "change_own_volunteer": Line(("citizen", "writer"), changes={_COUNT, _TOLD, *_PERSON}, **_OWN),
    "own_volunteer_step": Line(("citizen", "writer"), changes={_COUNT, _TOLD, "volunteers_volunteer"}, **_OWN),
    "open_consent": Line(changes=_CODE),
    "telegram_told": Line(status=403),
    "volunteers": Line(AT_OFFICE, 200),
    "register_volunteer": Line(AT_OFFICE, changes={_TOLD, "messages_message", *_PERSON}),
    "change_volunteer": Line(AT_OFFICE, changes={_TOLD, *_PERSON}),
    "volunteer_step": Line(_LEADERS, changes={_TOLD, "volunteers_volunteer"}),
    "volunteer_groups": Line(AT_OFFICE, changes={_TOLD, "volunteers_group"}),
    "volunteer_group_step": Line(AT_OFFICE, changes={_TOLD, "volunteers_group"}),
}


def at_people() -> dict[str, dict[str, Any]]:
    """What the forms send when everything is right."""
    helps = {"area": make.AQJAR, "radius": "15", "languages": ["kk"], "skills": ["cooking"], "free": ["sat-am"],
             "max_load": "2"}  # fmt: skip
    person = {**helps, "key": str(uuid4()), "name": "Айша Үлгі", "born_on": "1996-05-01"}
    young = {"born_on": f"{now().year - 13}-01-01", "language": "kk"}
    return {
        **{name: {**person, "contact": "+77001112255"} for name in ("join_volunteers", "join_group")},
        "change_own_volunteer": helps,
        "own_volunteer_step": {"until": (localdate(now()) + timedelta(days=7)).isoformat()},
        "open_consent": {"act": "code"},
        "telegram_told": {},
        "volunteers": {"contact": "+77001000011"},
        "register_volunteer": {**person, "key": str(uuid4()), "language": "kk", "phone": "+77001112266"},
        "change_volunteer": {**person, **young},
        "volunteer_step": {"vetting": "checked"},
        "volunteer_groups": {
            "key": str(uuid4()), "office": help_.AQJAR, "kind": "class", "name": "8 «А»", "most": "30",
        },
    }  # fmt: skip
