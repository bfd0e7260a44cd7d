"""The living page: every part of which our pages are made, drawn by the same templates with invented values."""

import re
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from dauys.ground.access.gate import public
from dauys.ground.files.scanning import marked
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words
from dauys.ground.ui.qr import qr

_DAY, _MOMENT, _ID = date(2026, 3, 19), datetime(2026, 3, 4, 5, 0, tzinfo=UTC), UUID(int=1)
_NUMBER, _LEAF = "0000-0000123-4", "0123456789abcdef" * 4
_GROUPS = " ".join(_LEAF[at : at + 4] for at in range(0, 64, 4))


class Along(forms.Form):
    """Who comes along to a reception."""

    representative = forms.CharField(label=later("Representative, full name"))
    authority = forms.CharField(label=later("Power of attorney: number and day"))
    companions = forms.CharField(label=later("Who comes along"), widget=forms.Textarea(attrs={"rows": 2}))


_HELPS = (
    "area", "radius", "languages", "skills", "free", "max_load", "emergency_name", "emergency_phone", "quiet_since",
    "quiet_until", "area_2", "radius_2", "area_3", "radius_3",
)  # fmt: skip


class Helper(forms.Form):
    """Where and when a volunteer helps."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        for name in _HELPS:
            self.fields[name] = forms.CharField(label=_("Place"))

    def parts(self) -> list[str]:
        return [_("Morning"), _("Afternoon"), _("Evening")]

    def week(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        return [(_("Monday"), [(str(n), _("Monday"), n == 1) for n in range(3)])]


class Fields(forms.Form):
    """One field of every sort."""

    name = forms.CharField(label=later("Full name"))
    text = forms.CharField(
        label=later("What the person said"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    kind = forms.ChoiceField(label=later("Kind"), required=False)
    way = forms.ChoiceField(
        label=later("Choose how to tell you"), help_text=later("Choose one"), widget=forms.RadioSelect, required=False
    )
    agreed = forms.BooleanField(label=later("Yes, end this account"))

    def __init__(self, *arguments: Any, **about: Any) -> None:
        super().__init__(*arguments, **about)
        pack, language = current(), get_language() or ""
        kinds = [(code, kind.name.get(language)) for code, kind in pack.kinds.items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["way"].choices = [(code, words) for code, words in kinds]  # type: ignore[attr-defined]


@cache
def icons() -> list[str]:
    """The names of all icons of the sprite."""
    with open(str(finders.find("dauys/icons.svg")), encoding="utf-8") as file:
        return re.findall(r'<symbol id="([\w-]+)"', file.read())


def _chips() -> list[dict[str, str]]:
    """The clock's five states, each with a word, a shape and a colour."""
    return [
        {"css": "", "icon": "ok", "words": _("In time")},
        {"css": "soon", "icon": "soon", "words": _("Within 3 days")},
        {"css": "late", "icon": "late", "words": _("Overdue")},
        {"css": "pause", "icon": "pause", "words": _("Paused")},
        {"css": "done", "icon": "done", "words": _("Answered")},
    ]


def _figures() -> dict[str, Any]:
    office = current().info.name.get(get_language() or "")
    row = {"name": office, "anchor": "x", "due": "120", "in_time": "87 %", "late": "16"}
    tiles = [
        {"step": n, "col": n + 1, "row": 1, "anchor": "x", "said": office, "name": str(n), "short": str(n), "value": n}
        for n in range(6)
    ]
    return {
        "in_time": "87 %",
        "in_time_law": "88 %",
        "in_time_voluntary": "80 %",
        "late": "16",
        "median": "4",
        "not_solved": "9 %",
        "rated": "41",
        "reopened": "3",
        "open_now": "57",
        "overdue_now": "2",
        "as_of": _MOMENT,
        "window": day_words(_DAY, get_language() or ""),
        "place": _("Place"),
        "in_time_by_place": _("In time"),
        "all_places": _("All places"),
        "map_explains": office,
        "tiles": tiles,
        "hardest": [row],
        "table": [row],
        "legend": [(n, f"{n * 20} %") for n in range(1, 6)],
    }


def _row(**about: Any) -> dict[str, Any]:
    """A row of a list at the desk."""
    pack, language = current(), get_language() or ""
    kind = pack.kinds[pack.first_kind].name.get(language)
    words = {"subject": _("What the person said"), "kind": kind, "place": _("Place"), "state": _("Answered")}
    people = {"body": pack.info.name.get(language), "who": _("Officer"), "number": _NUMBER, "language": language}
    return {"id": _ID, "obligation": _ID, "chip": _chips()[2], **words, **people, "score": 1, "returns": 2, **about}


def _panels() -> list[dict[str, Any]]:
    """The cards that upper rooms put on the pages of lower ones; each template calls its values p or v."""
    body, language = current().info.name.get(get_language() or ""), get_language()
    answer = {"state": "sent", "language": language, "author": {"name": _("Officer")}, "sent_at": _MOMENT}
    card = {
        "answer": {**answer, "approver": {"name": _("Officer")}},
        "blocks": [_("Draft of the answer")],
        "deliveries": [{"way": "sms", "at": _MOMENT}],
        "rating": {"solved": "solved", "score": 5, "comment": _("In time")},
        "solved": _("Answered"),
    }
    like = [{"id": _ID, **_row(), "received": _DAY, "how": _("Place")}]
    voice = {"where": body, "address": "#public", "title": _("What the person wrote"), "language": language}
    named = {"article": "", "confirmed": False, "id": _ID, "number": _NUMBER}
    unknown = {"ground": _("Topic"), "article": "", "confirmed": False, "propose": "#desk"}
    return [
        {"template": "routing/crime.html", "values": {"here": True, "words": [_("What the person said")]}},
        {"template": "routing/unknown_author.html", "values": unknown},
        {
            "template": "cases/repeat_panel.html",
            "values": {"marked": {**named, "name": _("Topic")}, "sees": True, "later": [named], "case_id": _ID},
        },
        {"template": "routing/suggestion.html", "values": {"body": body, "why": _("Topic")}},
        {"template": "cases/clock_panel.html", "values": _moves()},
        {
            "template": "routing/unowned.html",
            "values": {"why": _("Topic"), "body": body, "decides": body, "until": _MOMENT},
        },
        {"template": "learning/suggestion.html", "values": {"lines": [{"name": body, "percent": 87}], "words": [body]}},
        {"template": "answers/panel.html", "values": {"cards": [card], "hearings": [_hearing(body)]}},
        {"template": "search/similar.html", "values": {"members": 2, "like": like, "case_id": _ID}},
        {"template": "cases/hold_panel.html", "values": _hold()},
        {"template": "receptions/panel.html", "values": {"host": _("Officer"), "due_on": _DAY, "late": True}},
        {"template": "oversight/sheet_beside.html", "values": _sheet()},
        {"template": "oversight/sheet_link.html", "values": _sheet()},
        {"template": "publication/author.html", "values": {"state": "waiting"}},
        {"template": "publication/preview.html", "values": {"text": _("What the person said"), "language": language}},
        {"template": "publication/home.html", "values": {"rows": [voice]}},
        {"template": "figures/home.html", "values": _figures()},
        {"template": "volunteers/thanks_panel.html", "values": {"people": 3, "address": "#public", "said": None}},
        {"template": "receptions/companion_panel.html", "values": {"bodies": 3, "name": _("Officer"), "body": body}},
    ]


def _came() -> dict[str, Any]:
    """Who was there, the account of one of them, and the leader's code."""
    crew = [{"name": _("Officer"), "offer": {"is_leader": True}, "presence": None}]
    label = {"value": True, "label": _("A parent or guardian comes along")}
    return {
        "crew": crew, "long": "2:30", "points": [(_("Topic"), 20)], "code": "K7MP4X", "team": {"signed": 25},
        "form": {"with_parent": label},
    }  # fmt: skip


def _sheet() -> dict[str, Any]:
    """A method sheet that the reader has read."""
    return {"id": _ID, "title": _("Topic"), "points": [_("What was decided")], "number": 2, "read": True}


def _centre() -> dict[str, Any]:
    """The queue of a centre: who is called where, free times, what somebody came for."""
    language, said = get_language() or "", _("Counter")
    call = {"number": "А-009", "where": [(language, said)], "calls": 1}
    return {
        "newest": call,
        "rest": [call],
        "days": [(_("Topic"), [(_MOMENT.isoformat(), "10:00", "")])],
        "services": [(1, "topic", _("Topic"))],
        "results": [(1, "served", _("Served"))],
        "measures": [{"name": said, "says": _("Topic")}],
        "counted": [{"name": said, "cells": [(_("Served"), "120", ""), (_("In time"), "87 %", "104", "86.7")]}],
        "before": 2,
        "low": 5,
        "high": 12,
    }


def _hold() -> dict[str, Any]:
    """A case kept beyond its term."""
    return {"held": {"reason": _("What the person said"), "since_at": _MOMENT}, "case_id": _ID, "may": True}


def _hearing(place: str) -> dict[str, Any]:
    """A hearing with its signed protocol."""
    said, who = _("What the person said"), _("Officer")
    held = {"came": True, "began_at": time(10), "ended_at": time(10, 40), "participants": who, "said": said}
    names = {"secretary_name": who, "chair_name": who, "signed_at": _MOMENT}
    return {"id": _ID, "state": "signed", "starts_at": _MOMENT, "place": place, "about": said, **held, **names}


def _leg() -> dict[str, Any]:
    """One body's time with a case that was passed on."""
    body, state = current().info.name.get(get_language() or ""), _("Answered")
    return {"leg": 2, "body": body, "chip": _chips()[0], "since": _DAY, "due_on": _DAY, "state": state}


def _moves() -> dict[str, Any]:
    """A question, a longer term, a silence and a complaint, as the case page shows them."""
    said, who = _("What the person said"), _("Officer")
    question = {"id": _ID, "text": said, "asked_by": who, "asked_at": _MOMENT, "ended_at": _MOMENT, "reply": said}
    term = {"because": said, "until": _DAY, "asked_by": who, "asked_at": _MOMENT, "decided_by": who}
    return {
        "questions": [{**question, "end": ""}, {**question, "end": "answered"}],
        "extensions": [{**term, "state": "agreed", "decided_at": _MOMENT, "notify_by": _DAY}],
        "silence": {"says": said, "article": "", "confirmed": False, "complain_until": _DAY},
        "links": [{"words": _("Complaint about the appeal"), "id": _ID, "number": _NUMBER}],
    }


def _receipt() -> dict[str, Any]:
    pack, language = current(), get_language() or ""
    return {
        "number": _NUMBER,
        "code": "ABCDE-12345",
        "row": {"pk": _ID, "by_law": False, "due_on": _DAY, "received_at": _MOMENT, "registered_on": _MOMENT.date()},
        "note": pack.info.voluntary_term_note,
        "kind": pack.kinds[pack.first_kind].name.get(language),
        "body": pack.info.name.get(language),
        "qr": qr("https://example.org/", _("QR code with the address of the tracking page")),
        "stub": {"line": 1234, "groups": _GROUPS, "leaf": _LEAF},
    }


@require_safe
@public
def living(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database."""
    office = current().info.name.get(get_language() or "")
    context = {
        **_receipt(),
        "along": Along(auto_id="along_%s"),
        "a_line": _ID,
        "helper": Helper(auto_id="helper_%s"),
        "helps": [
            {"names": [_("Place")], "allowed": n == 0, "may_be_asked": n == 1, "why": {"says": office} if n else None}
            for n in range(3)
        ],
        "centre": {"point": "51.16052, 71.47036"},
        "form": Fields({"name": "", "way": current().first_kind}),
        "icons": icons(),
        "segments": [
            {"text": "+7 700 000 00 00", "kind": _("phone"), "why": _("looks like one"), "tick": "", "on": True}
        ],
        "findings": [
            {"block": "decided", "name": _("3. What was decided"), "says": _("Overdue"), "quote": "…", "stops": stops}
            for stops in (True, False)
        ],
        "chips": _chips(),
        "standings": [
            {"answered": answered, "late": late, "state": _("Answered"), "body": office, "days": 4}
            for answered, late in ((True, False), (False, True), (False, False))
        ],
        "rows": [_row(chip=chip, urgent=chip["css"] == "late", chain=[office, office]) for chip in _chips()],
        "parts": ["overdue", "returned", "low", "chains"],
        "room_states": [{"state": state} for state in ("on", "off", "away")],
        "states": ["works", "invited", "ended", "old"],
        "problems": [{"line": 3, "column": "code", "words": _("This field is required.")}],
        "columns": [("code", _("Code"))],
        "terms": [{"unit": unit, "amount": 15} for unit in ("working_day", "month", "day")],
        "panels": _panels(),
        "came": _came(),
        "legs": [_leg()],
        **_centre(),
        "earlier": [{**_row(), "received": _DAY, "how": _("Topic")}],
        "signature": {"by": _("Officer"), "role": _("Officer"), "instead_of": _("Officer"), "at": _MOMENT},
        "attached": marked({"verdict": "infected"}),
        "quality": {"lines": [{"name": office, "n": 120, "right": 80, "three": 95, "claimed": 82}], "few": [office]},
        "questions": _moves()["questions"],
        "voice": {"language": get_language()},
        "reply": Fields(prefix="reply"),
        "moment": _MOMENT,
        "day": _DAY,
    }
    return render(request, "site/living.html", context)
