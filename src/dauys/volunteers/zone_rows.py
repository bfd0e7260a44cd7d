"""Reads lines of a table as zones of a campaign: where people meet, when, and how many; and what is wrong with one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases.fields import PlaceField
from dauys.ground.tables.lines import Line, Problem, columns_called, day
from dauys.ground.ui.moments import zone as time_zone
from dauys.volunteers.actions import NewZone
from dauys.volunteers.points import point_of, typed_point

MOST = 5_000
MOST_PLACES = 100_000  # of one zone
_LONGEST = 200
COLUMNS: Mapping[str, Any] = {
    "area": gettext_lazy("Name of the place, or its code."),
    "point": gettext_lazy("Latitude and longitude, as 51.16, 71.47. Empty means the middle of the place."),
    "meeting": gettext_lazy("Where people meet and what they bring, in words for everybody."),
    "day": gettext_lazy("Day, as 2026-03-15 or 15.03.2026."),
    "since": gettext_lazy("From what time, as 10:00."),
    "until": gettext_lazy("Until what time, as 12:00."),
    "capacity": gettext_lazy("How many people may come."),
}
HEADINGS: Mapping[str, Sequence[str]] = {
    "area": ("место", "орны", "населенный пункт", "елді мекен", "place"),
    "point": ("точка", "нүкте", "координаты", "координаталар"),
    "meeting": ("сбор", "место сбора", "жиналатын жер", "жиналу орны"),
    "day": ("день", "дата", "күні", "date"),
    "since": ("с", "начало", "басталуы", "from"),
    "until": ("до", "конец", "аяқталуы", "to"),
    "capacity": ("людей", "мест", "сколько человек", "адам саны", "орын саны", "people"),
}


def known_columns(headings: Sequence[str]) -> dict[str, str]:
    """Our column for each heading that is one of ours; the first of two that mean the same."""
    return columns_called(headings, HEADINGS)


def missing_columns(known: Mapping[str, str]) -> list[str]:
    return [name for name in COLUMNS if name != "point" and name not in known.values()]


def read_zones(
    lines: Sequence[Line], known: Mapping[str, str], *, first_on: date, last_on: date
) -> tuple[list[NewZone], list[Problem]]:
    """Every line as a zone, or what is wrong with it; `known` is our column for each heading."""
    zones: list[NewZone] = []
    problems: list[Problem] = []
    for line in lines:
        cells = {name: line.cells.get(heading, "") for heading, name in known.items()}
        zone, wrong = _read(cells, first_on, last_on)
        problems += [Problem(line.number, column, words) for column, words in wrong.items()]
        if zone:
            zones.append(zone)
    return zones, problems


def _read(cells: Mapping[str, str], first_on: date, last_on: date) -> tuple[NewZone | None, dict[str, str]]:
    wrong: dict[str, str] = {}
    area = ""
    try:
        area = PlaceField().clean(cells.get("area", ""))
    except ValidationError as error:
        wrong["area"] = error.messages[0]
    typed = cells.get("point", "").strip()
    point = typed_point(typed) if typed else point_of(area) if area else None
    if typed and point is None:
        wrong["point"] = _("Write latitude and longitude, as 51.16, 71.47")
    elif area and point is None:
        wrong["area"] = _("The map has no point for this place yet. Write the point.")
    meeting = " ".join(cells.get("meeting", "").split())
    if not meeting:
        wrong["meeting"] = _("Write where people meet")
    elif len(meeting) > _LONGEST:
        wrong["meeting"] = _("At most %d characters") % _LONGEST
    on = day(cells.get("day", "").strip())
    if on is None:
        wrong["day"] = _("Write the day as 2026-03-15")
    elif not first_on <= on <= last_on:
        wrong["day"] = _("This day is not one of the campaign")
    since, until = (_time(cells.get(name, "")) for name in ("since", "until"))
    wrong |= {name: _("Write the time as 10:00") for name, at in (("since", since), ("until", until)) if at is None}
    if since and until and until <= since:
        wrong["until"] = _("The end has to be after the beginning")
    many = cells.get("capacity", "").strip()
    if not (many.isascii() and many.isdigit() and 1 <= int(many[:7]) <= MOST_PLACES):
        wrong["capacity"] = _("Write a number from 1 to %d") % MOST_PLACES
    if wrong or point is None or on is None or since is None or until is None:
        return None, wrong
    starts, ends = (datetime.combine(on, at, tzinfo=time_zone()) for at in (since, until))
    return NewZone(area, *point, meeting, starts, ends, int(many[:7])), {}


def _time(typed: str) -> time | None:
    try:
        return datetime.strptime(typed.strip()[:5], "%H:%M").time()  # noqa: DTZ007  a time of day has no zone
    except ValueError:
        return None
