"""Hands a pack's data to the pure functions of core: the calendar and the terms of the clock, the rules of routing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from dauys.core.clock import Term, Terms
from dauys.core.routing import Rule
from dauys.core.workdays import WorkCalendar
from dauys.ground.packs.law import Kind, TermSpec
from dauys.ground.packs.schema import WEEKDAYS, CalendarYear, PackInfo, RoutingRule


def calendar_of(info: PackInfo, years: Iterable[CalendarYear]) -> WorkCalendar:
    """The calendar of all years of the pack; it refuses any day outside them."""
    listed = tuple(years)
    days = [day for year in listed for day in year.days]
    return WorkCalendar(
        timezone=info.timezone,
        weekend=frozenset(WEEKDAYS.index(day) for day in info.weekend),
        days_off={day.date: day.code for day in days if day.kind == "off"},
        working={day.date: day.code for day in days if day.kind == "working"},
        opens=info.working_hours.opens,
        closes=info.working_hours.closes,
        first=date(listed[0].year, 1, 1),
        last=date(listed[-1].year, 12, 31),
    )


def term_of(spec: TermSpec) -> Term:
    """One term as the clock counts it."""
    return Term(spec.amount, spec.unit, spec.count_from, spec.rule, spec.roll)


def terms_of(kind: Kind, *, collective: bool = False) -> Terms:
    """The terms of a kind set by its rules."""
    own = kind.collective.consider if collective and kind.collective else None
    extend = Term(kind.extend.amount, kind.extend.unit, rule=kind.extend.rule)
    return Terms(
        consider=term_of(own or kind.consider),
        forward=term_of(kind.forward),
        extend=extend,
        extend_base=kind.extend.base,
        notify_extension=term_of(kind.notify_extension),
    )


def reopen_terms_of(kind: Kind) -> Terms:
    """The terms after a reopening: the office's own promise to answer again, not forwarded and not extended."""
    return Terms(consider=term_of(kind.reopen))


def rule_of(rule: RoutingRule, topics_below: Callable[..., frozenset[str]]) -> Rule:
    """A routing rule as core applies it, each topic joined by the topics below it; `reason` is the rule's code."""
    return Rule(
        code=rule.code,
        to=rule.to,
        reason=rule.code,
        when_topics=topics_below(*rule.when.topics),
        when_area=rule.when.area,
        when_kinds=frozenset(rule.when.kinds),
        when_channels=frozenset(rule.when.channels),
        when_applicants=frozenset(rule.when.applicants),
        when_crime=rule.when.crime,
        words=rule.when.words,
    )
