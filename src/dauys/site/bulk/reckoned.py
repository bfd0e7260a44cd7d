"""Clocks, routes and closing words that many cases share, reckoned once a process by the rooms' own functions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from dauys.answers.starting import filled
from dauys.cases.clocks import journal_payload, start_clock
from dauys.core.log_entries import payload_text
from dauys.core.routing import choose, may_hold
from dauys.core.terms import last_day
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words
from dauys.site.bulk.lines import NULL, escaped, moment, truth


@dataclass(frozen=True, eq=False, slots=True)
class SharedClock:
    """A clock as the columns of an obligation, the due moment in seconds, and the journal's part of it."""

    columns: str  # registered_on forward_by due_on due_at by_law paused ledger pack_version
    due_at: int
    due_on: str
    payload: Mapping[str, Any]


@lru_cache(maxsize=16_384)
def _clock(kind: str, local: date, after_hours: bool, identity: str, reopening: bool, second: int) -> SharedClock:
    """`second` stands for all moments of that day; it is rounded by the caller, so that one entry serves them all."""
    clock = start_clock(kind=kind, received_at=moment(second), identity=identity, reopening=reopening)
    ledger = escaped(json.dumps(clock.ledger, ensure_ascii=False))
    if clock.due_on is None:
        raise ValueError("a clock without a history always ends")
    columns = (
        clock.registered_on.isoformat(),
        clock.forward_by.isoformat() if clock.forward_by else NULL,
        clock.due_on.isoformat(),
        clock.due_at.isoformat(),
        truth(clock.by_law),
        "f",
        ledger,
        clock.pack_version,
    )
    payload = dict(journal_payload(clock))
    return SharedClock("\t".join(columns), int(clock.due_at.timestamp()), clock.due_on.isoformat(), payload)


def clock_of(kind: str, second: int, identity: str, *, reopening: bool = False) -> SharedClock:
    """The clock of this kind from this moment; moments of one day before or after closing have the same one."""
    calendar = current().calendar()
    local = moment(second).astimezone(calendar.zone)
    after = local.time() > calendar.closes
    shared = local.replace(hour=23, minute=0, second=0) if after else local.replace(hour=9, minute=0, second=0)
    sure = "code" if identity in ("code", "in_person", "signed") else "none"
    return _clock(kind, local.date(), after, sure, reopening, int(shared.timestamp()))


@lru_cache(maxsize=65_536)
def opening_payload(clock: SharedClock, kind: str, owner: str, rule: str, leg: int) -> str:
    """The payload of `cases.open_obligation`."""
    return payload_text({"kind": kind, "owner": owner, "rule": rule, "leg": leg, **clock.payload})


@cache
def _calm_route(topic: str, kind: str, area: str, channel: str) -> tuple[str, str] | None:
    """The body and the rule when no rule before it asks for words of the text."""
    for rule in current().routing_rules():
        if not may_hold(rule, topic=topic, area_path=area, kind=kind, channel=channel):
            continue
        return None if rule.words else (rule.to, rule.code)
    raise LookupError("The pack has no routing rule that always fits.")


def route(topic: str, kind: str, area_path: str, channel: str, text: str) -> tuple[str, str]:
    """The body's code and the rule's, as routing suggests them."""
    area = area_path.rstrip("/")
    known = _calm_route(topic, kind, area, channel)
    if known is not None:
        return known
    choice = choose(current().routing_rules(), topic=topic, area_path=area, kind=kind, channel=channel, text=text)
    if choice is None:
        raise LookupError("The pack has no routing rule that always fits.")
    return choice.rule.to, choice.rule.code


@cache
def words_of_day(day: date, language: str) -> str:
    return day_words(day, language)


@cache
def _complaint(topic: str, owner_path: str, language: str) -> str:
    """The closing block of an answer with everything filled in but the last day to complain."""
    pack = current()
    above = next(pack.ways_up(owner_path.rstrip("/")), None)
    text = pack.with_articles(pack.reply_for(topic or None).appeal.get(language), language)
    body = pack.organizations[owner_path.rstrip("/")].name.get(language)
    return filled(text, {"organization": body, "higher_body": above.name.get(language) if above else "–"})


@lru_cache(maxsize=16_384)
def _complain_until(kind: str, day: date, language: str) -> str:
    pack = current()
    return words_of_day(last_day(pack.calendar(), pack.complain_term(kind), day), language)


def complaint(topic: str, owner_path: str, kind: str, day: date, language: str) -> str:
    """How to complain about an answer sent on `day`, as the pack's templates word it."""
    return filled(_complaint(topic, owner_path, language), {"complain_until": _complain_until(kind, day, language)})
