"""A loaded pack: typed, frozen, and the same for everyone who asks for the same version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dauys.core.clock import Term, Terms
from dauys.core.routing import Rule
from dauys.core.terms import last_day
from dauys.core.workdays import CalendarNotCovered, WorkCalendar
from dauys.ground.packs.adapters import calendar_of, reopen_terms_of, rule_of, term_of, terms_of
from dauys.ground.packs.check_routing import with_below
from dauys.ground.packs.fields import Part, Words
from dauys.ground.packs.grounds import Ground
from dauys.ground.packs.law import Kind, LegalRule, on
from dauys.ground.packs.lint import LintRule
from dauys.ground.packs.repeats import RepeatReason
from dauys.ground.packs.retention import Retention
from dauys.ground.packs.schema import (
    Area,
    CalendarDay,
    CalendarYear,
    Labels,
    Organization,
    PackInfo,
    ReplyTemplate,
    RoutingRule,
    Topic,
)


@dataclass(frozen=True, eq=False)
class Pack:
    """The data and words of one country or city; two packs are the same pack when their `version` is."""

    directory: Path
    version: str
    info: PackInfo
    labels: Labels
    rules: Mapping[str, LegalRule]
    kinds: Mapping[str, Kind]
    calendar_years: tuple[CalendarYear, ...]
    areas: Mapping[str, Area]
    organizations: Mapping[str, Organization]
    topics: Mapping[str, Topic]
    routing: tuple[RoutingRule, ...]
    replies: tuple[ReplyTemplate, ...]
    sections: Mapping[str, tuple[Part, ...]]

    def __repr__(self) -> str:
        return f"<Pack {self.code} {self.version}>"

    @property
    def code(self) -> str:
        """The pack's short name, as in `--pack kz`."""
        return self.info.code

    @property
    def languages(self) -> tuple[str, ...]:
        """Language codes, the first one written first and shown first."""
        return self.info.languages

    def rule(self, code: str) -> LegalRule:
        """A rule by its code; KeyError when the pack has none."""
        return self.rules[code]

    def kind(self, code: str) -> Kind:
        """A kind of appeal by its code; KeyError when the pack has none."""
        return self.kinds[code]

    @property
    def first_kind(self) -> str:
        """The kind of appeal that is meant when none is named."""
        return next(iter(self.appeal_kinds))

    @property
    def appeal_kinds(self) -> Mapping[str, Kind]:
        """The kinds among which who writes an appeal chooses; a need for help is none of them."""
        return {code: kind for code, kind in self.kinds.items() if not kind.for_help}

    @property
    def need_kind(self) -> str:
        """The kind of a need for help; empty where the pack has none."""
        return next((code for code, kind in self.kinds.items() if kind.for_help), "")

    @property
    def incident_kind(self) -> str:
        """The kind of an appeal about what went wrong at a task of volunteers; empty where the pack names none."""
        return next((code for code, kind in self.kinds.items() if kind.for_incidents), "")

    def unconfirmed_rules(self, day: date | None = None) -> tuple[LegalRule, ...]:
        """Rules nobody has checked against the law yet, in file order; with a day, only those in force on it."""
        return tuple(rule for rule in self.rules.values() if not rule.confirmed and (day is None or on(rule, day)))

    def calendar(self) -> WorkCalendar:
        """The working days of the pack's years; a day outside them raises CalendarNotCovered."""
        return self._calendar

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return calendar_of(self.info, self.calendar_years)

    def terms(self, kind: str, *, collective: bool = False) -> Terms:
        """The terms of a kind of appeal, as the rules set them."""
        return terms_of(self.kinds[kind], collective=collective)

    def most_signers(self, kind: str) -> int:
        """How many people may sign one appeal of a kind together; 0: each writes alone."""
        known = self.kinds.get(kind)
        return known.collective.most if known and known.collective else 0

    def signatures(self, kind: str) -> tuple[str, ...]:
        """The roles whose signatures an answer to a kind needs; that of a supervisor for a kind no longer named."""
        known = self.kinds.get(kind)
        return known.signatures if known else ("supervisor",)

    def reopen_terms(self, kind: str) -> Terms:
        """The terms of a reopened appeal: a promise of the office, never "by law"."""
        return reopen_terms_of(self.kinds[kind])

    def complain_term(self, kind: str) -> Term:
        """How long the answer can be complained about, counted from the day the person learned of it."""
        return term_of(self.kinds[kind].complain)

    def complain_until(self, kind: str, known_on: date) -> date | None:
        """The last day to complain for who learned of it on a day; None where the calendar does not reach it yet."""
        try:
            return last_day(self.calendar(), self.complain_term(kind), known_on)
        except CalendarNotCovered:
            return None

    def hearing_notice(self, kind: str) -> Term | None:
        """How long before a hearing the person is told of it; None where the pack's law knows no hearing."""
        spec = self.kinds[kind].hearing
        return term_of(spec) if spec else None

    def settle_by(self, start: date) -> date | None:
        """The last day for naming an owner of a case that nobody owns since `start`; None when the pack names none."""
        return last_day(self.calendar(), term_of(self.info.settle), start) if self.info.settle else None

    def special_day(self, day: date) -> CalendarDay | None:
        """The entry of a holiday or an exchanged day, with its name in words; None for an ordinary day."""
        return self._special_days.get(day)

    @cached_property
    def _special_days(self) -> Mapping[date, CalendarDay]:
        return {day.date: day for year in self.calendar_years for day in year.days}

    def ways_up(self, organization: str) -> Iterator[Organization]:
        """The bodies above this one, nearest first: where a complaint about it goes."""
        code = self.organizations[organization].complaints_go_to
        while code is not None:
            yield self.organizations[code]
            code = self.organizations[code].complaints_go_to

    def area_line(self, area: str) -> tuple[Area, ...]:
        """The area and everything it lies in, from the country down."""
        steps = area.split("/")
        return tuple(self.areas["/".join(steps[:count])] for count in range(1, len(steps) + 1))

    def topic_groups(self) -> tuple[tuple[Topic, tuple[Topic, ...]], ...]:
        """Every topic of the first level with all below it, both in the order of the file."""
        return self._topic_groups

    @cached_property
    def _topic_groups(self) -> tuple[tuple[Topic, tuple[Topic, ...]], ...]:
        every = tuple(self.topics.values())
        return tuple(
            (top, tuple(t for t in every if t is not top and t.code in self.topics_below(top.code)))
            for top in every
            if top.parent is None
        )

    def topics_below(self, *codes: str) -> frozenset[str]:
        """The given topics and all topics below them."""
        return with_below(self.topics.values(), codes)

    def routing_rules(self) -> tuple[Rule, ...]:
        """The rules of routing for `core.routing.choose`; the sentence of a reason is `routing_reason(rule.reason)`."""
        return self._routing_rules

    @cached_property
    def _routing_rules(self) -> tuple[Rule, ...]:
        return tuple(rule_of(rule, self.topics_below) for rule in self.routing)

    def routing_reason(self, code: str) -> Words:
        """Why a routing rule chose its body, in words for the clerk."""
        return next(rule.reason for rule in self.routing if rule.code == code)

    def reply_for(self, topic: str | None) -> ReplyTemplate:
        """The template of the topic, of the nearest topic above it, or the general one."""
        by_topic = {reply.topic: reply for reply in self.replies}
        while topic is not None and topic not in by_topic:
            topic = self.topics[topic].parent
        return by_topic[topic]

    def with_articles(self, text: str, language: str) -> str:
        """A reply's text with every `{article:CODE}` replaced by the article's words."""

        def words(hole: re.Match[str]) -> str:
            article = self.rules[hole[1]].article
            return article.get(language) if article else hole[0]

        return re.sub(r"\{article:([^{}]*)\}", words, text)

    def topic_words(self) -> Mapping[str, tuple[str, ...]]:
        """Stems of every topic, all languages together, for matching after folding."""
        return self._topic_words

    @cached_property
    def _topic_words(self) -> Mapping[str, tuple[str, ...]]:
        return MappingProxyType({code: topic.words.all() for code, topic in self.topics.items()})

    def urgent_words(self) -> tuple[str, ...]:
        """Stems that mean danger to life, all languages together."""
        return self.info.urgent_words.all()

    def crime_words(self) -> tuple[str, ...]:
        """Stems that may tell of a crime, all languages together; none when the pack names none."""
        return self.info.crime_words.all() if self.info.crime_words else ()

    @cached_property
    def grounds(self) -> Mapping[str, Ground]:
        """On which grounds an appeal is left without consideration, by code; none when the pack names none."""
        return {ground.code: ground for ground in self.section("grounds.yaml")}

    @cached_property
    def repeats(self) -> Mapping[str, RepeatReason]:
        """For which reasons an appeal counts as a repeated one, by code; none when the pack names none."""
        return {reason.code: reason for reason in self.section("repeats.yaml")}

    @cached_property
    def lint(self) -> Mapping[str, LintRule]:
        """What answers are looked through for, by code; nothing when the pack lacks `lint.yaml`."""
        return {rule.code: rule for rule in self.section("lint.yaml")}

    def retention(self, kind: str, ended: str, outcome: str) -> Retention | None:
        """How long an appeal of this kind that ended and was answered so is kept; None for good."""
        return next((term for term in self.section("retention.yaml") if term.holds_for(kind, ended, outcome)), None)

    def section(self, file: str) -> tuple[Any, ...]:
        """What an upper room's own file of the pack holds, empty when the pack lacks the file."""
        return self.sections.get(file, ())
