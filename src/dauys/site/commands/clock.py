"""Reckons a term with the reason of every date: `dauys clock`."""

import argparse
import json
from datetime import date, datetime
from typing import Any

from dauys.core.clock import Extended, Paused, Resumed, reckon
from dauys.core.terms import ClockError
from dauys.core.workdays import CalendarNotCovered
from dauys.site.commands.pack import load_pack_named
from dauys.site.commands.parts import Commands, command
from dauys.site.runtime import CannotStart


def add(commands: Commands) -> None:
    parser = command(commands, "clock", run, "Reckon a term: every date with its reason and article, as JSON.")
    parser.add_argument("--pack", default="kz", help="name of a pack that comes with Dauys, or a folder")
    parser.add_argument("--kind", default=None, help="a kind of the pack; its first one if left out")
    parser.add_argument("--received", required=True, metavar="2026-03-04T10:00+05:00")
    parser.add_argument("--extended", nargs=2, action="append", default=[], metavar=("ON", "UNTIL"))
    parser.add_argument("--paused", action="append", default=[], metavar="ON")
    parser.add_argument("--resumed", action="append", default=[], metavar="ON")
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
        days = [Extended(_day(a), _day(b)) for a, b in options.extended]
        events: list[Any] = [
            *days,
            *(Paused(_day(d)) for d in options.paused),
            *(Resumed(_day(d)) for d in options.resumed),
        ]
        events.sort(key=lambda e: e.on)
        terms = pack.reopen_terms(options.kind) if options.reopened else pack.terms(options.kind)
        result = reckon(pack.calendar(), terms, received, events)
    except (ClockError, CalendarNotCovered) as error:
        raise CannotStart(str(error)) from error

    def iso(value: Any) -> str | None:
        return value.isoformat() if value else None

    steps = []
    for step in result.steps:
        rule = pack.rules.get(step.rule)
        steps.append(
            {
                "code": step.code,
                "on": iso(step.on),
                "rule": step.rule or None,
                "article": rule.article.as_dict() if rule and rule.article else None,
                "confirmed": rule.confirmed if rule else None,
                "days": step.days,
                "note": step.note or None,
            }
        )
    answer = {
        "pack": pack.code,
        "pack_version": pack.version,
        "kind": options.kind,
        "received_at": iso(result.received_at),
        "registered_on": iso(result.registered_on),
        "forward_by": iso(result.forward_by),
        "due_on": iso(result.due_on),
        "due_at": iso(result.due_at),
        "extend_limit": iso(result.extend_limit),
        "paused": result.paused,
        "steps": steps,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotStart(f"{text} is no day like 2026-03-15.") from None
