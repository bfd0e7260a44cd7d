"""The numbers of receptions as people and programs read them: columns, names of groups, and how each is counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases.desk import lang
from dauys.cases.display import area_line, body_name, topic_name
from dauys.core.dates import grouped, percent
from dauys.receptions.counter_lines import services
from dauys.receptions.counter_numbers import Served
from dauys.receptions.models import Host
from dauys.receptions.numbers import NO_SUBJECT
from dauys.receptions.numbers_open import Line
from dauys.receptions.rules import TICKET_RESULTS
from dauys.receptions.words import RESULT_WORDS

PART_WORDS = {
    "head": gettext_lazy("Who receives"),
    "body": gettext_lazy("Body that receives"),
    "centre": gettext_lazy("Centre"),
    "region": gettext_lazy("Region"),
    "month": gettext_lazy("Month"),
    "subject": gettext_lazy("Topic"),
    "service": gettext_lazy("Service at a counter"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: its name, and in a sentence what is counted; `columns` are those of the tables for programs."""

    name: Any
    says: Any
    columns: tuple[str, ...]


MEASURES: Mapping[str, Measure] = {
    "received": Measure(
        gettext_lazy("People received"),
        gettext_lazy("Visits whose reception began, in the month in which the person came."),
        ("received",),
    ),
    "schedule": Measure(
        gettext_lazy("Out of schedule"),
        gettext_lazy("Of those received, who came without a booked time."),
        ("unscheduled", "unscheduled_percent"),
    ),
    "on_the_spot": Measure(
        gettext_lazy("On the spot"),
        gettext_lazy(
            "Of those received, whose matter the signed protocol ended at once: solved, explained, refused or advice "
            "given."
        ),
        ("on_the_spot", "on_the_spot_percent"),
    ),
    "repeats": Measure(
        gettext_lazy("Came again"),
        gettext_lazy(
            "Of those received, who had been received before about the same appeal, or about the same topic with the "
            "same phone number."
        ),
        ("repeats", "repeats_percent"),
    ),
    "no_shows": Measure(
        gettext_lazy("Stayed away"),
        gettext_lazy(
            "Of those who had booked and were received or did not come. Who left before the reception is in no number."
        ),
        ("no_shows", "no_shows_percent"),
    ),
    "instructions": Measure(
        gettext_lazy("Instructions overdue"),
        gettext_lazy("Instructions of these receptions that are open today, after the day they were given for."),
        ("instructions", "instructions_overdue"),
    ),
    "half": Measure(
        gettext_lazy("Wait of half"),
        gettext_lazy("Half of those received waited at most so many minutes, from coming to the beginning."),
        ("wait_half_minutes",),
    ),
    "most": Measure(
        gettext_lazy("Wait of nine in ten"),
        gettext_lazy("Nine in ten of those received waited at most so many minutes."),
        ("wait_nine_in_ten_minutes",),
    ),
    "rating": Measure(
        gettext_lazy("Rating"),
        gettext_lazy("The mean of what people gave to the answers after a reception, from 1 to 5, rounded down."),
        ("ratings", "rating"),
    ),
    "growth": Measure(
        gettext_lazy("Growth"),
        gettext_lazy("Received in the month, against the mean of the three months before."),
        ("growth_percent",),
    ),
}
COLUMNS = ("part", "code", "name", *(name for measure in MEASURES.values() for name in measure.columns), "hidden")


def _part(of: int, whole: int, *, up: bool) -> float | None:
    """Per cent with one digit, rounded to the side that flatters nobody."""
    if not whole:
        return None
    return (ceil if up else floor)(1000 * of / whole) / 10


def cells(line: Line) -> dict[str, Any]:
    """Every column of a line: None for what is hidden, and for what there is nothing to say of."""
    s = line.sums
    rating = None if s.rating is None else floor(s.rating * 10) / 10
    values: dict[str, tuple[Any, ...]] = {
        "received": (s.received,),
        "schedule": (s.unscheduled, _part(s.unscheduled, s.received, up=True)),
        "on_the_spot": (s.on_the_spot, _part(s.on_the_spot, s.received, up=False)),
        "repeats": (s.repeats, _part(s.repeats, s.received, up=True)),
        "no_shows": (s.no_shows, _part(s.no_shows, s.no_shows + s.scheduled, up=True)),
        "instructions": (s.instructions, s.overdue),
        "half": (s.half,),
        "most": (s.most,),
        "rating": (s.rated, rating),
        "growth": (s.growth,),
    }
    found: dict[str, Any] = {}
    for code, measure in MEASURES.items():
        hidden = code in line.hidden
        found |= {name: None if hidden else v for name, v in zip(measure.columns, values[code], strict=True)}
    return found


def as_data(lines: Iterable[Line], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Lines for programs: code, name, columns, and which measures are hidden."""
    return [
        {
            "code": "" if line.code == NO_SUBJECT else line.code.strip("/"),
            "name": names.get(line.code, line.code),
            **cells(line),
            "hidden": [code for code in MEASURES if code in line.hidden],
        }
        for line in lines
    ]


def as_rows(parts: Mapping[str, list[dict[str, Any]]]) -> Iterable[list[Any]]:
    """The same as lines of COLUMNS."""
    for part, lines in parts.items():
        for line in lines:
            yield [part, *(line[name] for name in COLUMNS[1:-1]), " ".join(line["hidden"])]


def names_of(part: str, lines: Iterable[Line], hosts: Iterable[Host]) -> dict[str, str]:
    """What the groups of a part are called, by their codes."""
    if part == "head":
        return {str(h.pk): f"{h.name(lang())} · {h.organization.short_name(lang())}" for h in hosts}
    if part == "centre":
        return {str(h.office_id): h.office.name(lang()) for h in hosts}
    return {line.code: _name(part, line.code) for line in lines}


def _name(part: str, code: str) -> str:
    if part == "body":
        return body_name(f"{code}/", lang())
    if part == "region":
        return area_line(code, lang(), 1) or _("The whole country")
    if part == "subject":
        return (topic_name(code, lang()) if code != NO_SUBJECT else "") or _("Topic not known")
    return code


def ordered(part: str, lines: Iterable[Line]) -> list[Line]:
    """Months one after another; other groups by what is shown of them, the busiest first."""
    if part == "month":
        return sorted(lines, key=lambda line: line.code, reverse=True)
    return sorted(lines, key=lambda line: (-(cells(line)["received"] or 0), line.code))


COUNTER_COLUMNS = (
    "centre", "centre_name", "service", "service_name", "body", "served", "wait_half_minutes",
    "wait_nine_in_ten_minutes", "at_counter_half_minutes", *(f"result_{code}" for code in TICKET_RESULTS),
)  # fmt: skip


def counter_data(found: Mapping[tuple[str, ...], Served], centres: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was counted by centre and service, for programs: lines of COUNTER_COLUMNS."""
    return [
        {
            "centre": centre,
            "centre_name": centres.get(centre, ""),
            "service": service,
            "service_name": _service(service),
            "body": _giver(service),
            "served": s.served,
            "wait_half_minutes": s.half,
            "wait_nine_in_ten_minutes": s.most,
            "at_counter_half_minutes": s.at_counter,
            **{f"result_{code}": count for code, count in s.results.items()},
        }
        for (centre, service), s in found.items()
    ]


def counter_rows(
    found: Mapping[tuple[str, ...], Served], names: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The same as the page shows it: by centre where their names are given, or else by service with who gives it."""
    return [
        {
            "code": code,
            "name": _service(code) if names is None else names.get(code, ""),
            "body": _giver(code) if names is None else "",
            "served": _count(s.served),
            "wait": _wait(s.half, s.most),
            "at_counter": _count(s.at_counter),
            "results": [(RESULT_WORDS[result](), _count(count)) for result, count in s.results.items()],
        }
        for (code,), s in found.items()
    ]


def _service(code: str) -> str:
    """A service that the pack does not know any more keeps its code."""
    return services()[code].name.get(lang()) if code in services() else code


def _giver(code: str) -> str:
    body = services()[code].body if code in services() else None
    return body.get(lang()) if body else ""


def said(line: Line, name: str) -> dict[str, Any]:
    """A line as the page shows it: of each cell its heading, what it says, what stands below in small, and the bar of
    who came out of schedule. A dash for what is not said."""
    found, heads = cells(line), {code: measure.name for code, measure in MEASURES.items()}

    def of_received(code: str, column: str) -> tuple[Any, ...]:
        count, share = found[column], found[f"{column}_percent"]
        return heads[code], _share(share), "" if share is None else _count(count)

    share = found["unscheduled_percent"]
    shown = [
        (heads["received"], _count(found["received"]), ""),
        (*of_received("schedule", "unscheduled"), "" if share is None else f"{share:.1f}"),
        of_received("on_the_spot", "on_the_spot"),
        (heads["instructions"], _count(found["instructions_overdue"]), ""),
        of_received("repeats", "repeats"),
        of_received("no_shows", "no_shows"),
        (_("Wait, minutes"), _wait(found["wait_half_minutes"], found["wait_nine_in_ten_minutes"]), ""),
        (heads["rating"], "–" if found["rating"] is None else _decimal(found["rating"]), ""),
        (heads["growth"], _growth(found["growth_percent"]), ""),
    ]
    return {"name": name, "cells": shown}


def headline(line: Line) -> str:
    """«Out of schedule: 730 of 811 (90.1 %)»; empty where one of them is not said."""
    found = cells(line)
    if not found["received"] or found["unscheduled"] is None:
        return ""
    return _("Received out of schedule: %(part)s of %(whole)s (%(share)s)") % {
        "part": grouped(found["unscheduled"]),
        "whole": grouped(found["received"]),
        "share": percent(found["unscheduled_percent"] / 100, lang()),
    }


def tiles(line: Line) -> list[tuple[Any, str]]:
    """What stands large above the table: received, on the spot, overdue, and the wait."""
    shown = said(line, "")["cells"]
    return [shown[n][:2] for n in (0, 2, 3, 6)]


def _count(number: int | None) -> str:
    return "–" if number is None else grouped(number)


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share / 100, lang())


def _growth(per_cent: int | None) -> str:
    return "–" if per_cent is None else f"{per_cent:+d}\u00a0%".replace("-", "\u2212")


def _wait(half: int | None, most: int | None) -> str:
    return "–" if half is None else f"{half} / {'–' if most is None else most}"


def _decimal(value: float) -> str:
    return f"{value:.1f}" if lang() == "en" else f"{value:.1f}".replace(".", ",")
