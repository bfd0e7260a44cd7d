"""Reckons a term with the reason of every date: `dauys clock`."""

import argparse
import json
from datetime import date, datetime
from typing import Any

from dauys.core.clock import Extended, Paused, Reckoning, Resumed
from dauys.core.legs import Leg, extended_until, reckon_legs
from dauys.core.terms import ClockError, Event, Terms
from dauys.core.workdays import CalendarNotCovered, WorkCalendar
from dauys.ground.packs.pack import Pack
from dauys.site.commands.pack import load_pack_named
from dauys.site.commands.parts import Commands, command
from dauys.site.runtime import CannotStart


def add(commands: Commands) -> None:
    parser = command(commands, "clock", run, "Reckon a term: every date with its reason and article, as JSON.")
    parser.add_argument("--pack", default="kz", help="name of a pack that comes with Dauys, or a folder")
    parser.add_argument("--kind", default=None, help="a kind of the pack; its first one if left out")
    parser.add_argument("--received", required=True, metavar="2026-03-04T10:00+05:00")
    each = "; may be given several times"
    parser.add_argument("--forward", action="append", default=[], metavar="DATE", help=f"to another body{each}")
    parser.add_argument(
        "--extend", nargs=2, action="append", default=[], metavar=("DATE", "MONTHS"), help=f"decided on DATE{each}"
    )
    parser.add_argument(
        "--pause", nargs=2, action="append", default=[], metavar=("FROM", "TO"),
        help=f"days do not count from FROM until the day before TO; TO may be `-` while it lasts{each}",
    )  # fmt: skip
    parser.add_argument("--reopened", action="store_true", help="the office's own term after a reopening")


def run(options: argparse.Namespace) -> int:
    pack = load_pack_named(options.pack)
    options.kind = options.kind or pack.first_kind
    if options.kind not in pack.kinds:
        raise CannotStart(f"The pack has no kind {options.kind}. It has: {', '.join(pack.kinds)}.")
    try:
        received = datetime.fromisoformat(options.received)
        if received.tzinfo is None:
            raise ValueError
    except ValueError:
        raise CannotStart("Write the moment with its offset, like 2026-03-04T10:00+05:00.") from None
    try:
        terms = pack.reopen_terms(options.kind) if options.reopened else pack.terms(options.kind)
        legs = _legs(options, pack.calendar(), terms, received)
    except (ClockError, CalendarNotCovered) as error:
        raise CannotStart(str(error)) from error
    answer: dict[str, Any] = {
        "pack": pack.code,
        "pack_version": pack.version,
        "kind": options.kind,
        **_clock(pack, legs[-1].clock),
    }
    if options.forward:
        answer["redirections"] = len(legs) - 1
        answer["first_received_at"] = _iso(legs[0].clock.received_at)
        answer["legs"] = [
            {"forwarded_on": _iso(leg.forwarded_on), "forwarded_in_time": leg.in_time, **_clock(pack, leg.clock)}
            for leg in legs
        ]
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _legs(options: argparse.Namespace, calendar: WorkCalendar, terms: Terms, received: datetime) -> list[Leg]:
    """Runs the history that was given; an extension in months is reckoned within the leg it falls into."""
    forwards = sorted(_day(day) for day in options.forward)
    events: list[Event] = []
    for since, until in options.pause:
        events.append(Paused(_day(since)))
        if until != "-":
            events.append(Resumed(_day(until)))
    events.sort(key=lambda e: e.on)
    for on, months in sorted(options.extend):
        day = _day(on)
        if not months.isdecimal() or not 1 <= int(months) <= 120:
            raise CannotStart(f"{months} is no number of months.")
        earlier = [e for e in events if e.on < day]
        leg = reckon_legs(calendar, terms, received, earlier, [f for f in forwards if f < day])[-1]
        until = extended_until(calendar, terms, leg.clock.received_at, leg.events, int(months))
        events = sorted([*events, Extended(day, until)], key=lambda e: e.on)
    return reckon_legs(calendar, terms, received, events, forwards)


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def _clock(pack: Pack, result: Reckoning) -> dict[str, Any]:
    steps = []
    for step in result.steps:
        rule = pack.rules.get(step.rule)
        steps.append(
            {
                "code": step.code,
                "on": _iso(step.on),
                "rule": step.rule or None,
                "article": rule.article.as_dict() if rule and rule.article else None,
                "confirmed": rule.confirmed if rule else None,
                "days": step.days,
                "note": step.note or None,
            }
        )
    return {
        "received_at": _iso(result.received_at),
        "registered_on": _iso(result.registered_on),
        "forward_by": _iso(result.forward_by),
        "due_on": _iso(result.due_on),
        "due_at": _iso(result.due_at),
        "extend_limit": _iso(result.extend_limit),
        "paused": result.paused,
        "steps": steps,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotStart(f"{text} is no day like 2026-03-15.") from None
