"""Checks of topics and routing: no loops, every rule can apply, and the last one takes what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import product
from operator import and_

from dauys.ground.packs.parse import Parts
from dauys.ground.packs.reader import Problem
from dauys.ground.packs.schema import APPLICANTS, CHANNELS, RoutingRule, Topic, When


def check_topics(parts: Parts) -> Iterator[Problem]:
    """Parents exist and do not run in a circle."""
    file = "topics.yaml"
    for at, topic in enumerate(parts.parts[file]):
        if topic.parent:
            yield from parts.known(file, (at, "parent"), topic.parent, file)
    up = {code: topic.parent for code, topic in parts.codes(file).items()}
    yield from parts.loops(file, up, "the parents of this topic come back to itself")


def check_routing(parts: Parts) -> Iterator[Problem]:
    """Every code a rule names exists, no rule is dead, the catch-all stands last."""
    file = "routing.yaml"
    rules: tuple[RoutingRule, ...] = parts.parts[file]
    live = reached(parts)
    yield from _crime(parts, rules)
    for at, rule in enumerate(rules):
        when = (at, "when")
        for number, code in enumerate(rule.when.topics):
            yield from parts.known(file, (*when, "topics", number), code, "topics.yaml")
        for number, code in enumerate(rule.when.kinds):
            yield from parts.known(file, (*when, "kinds", number), code, "kinds.yaml")
        if rule.when.area:
            yield from parts.known(file, (*when, "area"), rule.when.area, "areas.yaml")
        yield from parts.known(file, (at, "to"), rule.to, "organizations.yaml")
        dead_by = next((e for e in rules[:at] if covers(e.when, rule.when, parts.parts["topics.yaml"])), None)
        if dead_by:
            said = f"can never apply: {dead_by.code} above already takes everything it would take"
            yield parts.problem(file, (at, "code"), said)
        elif at not in live and not _unknown(rule.when, parts):
            said = "can never apply: the rules above together already take everything it would take"
            yield parts.problem(file, (at, "code"), said)
    if not rules or rules[-1].when != When():
        said = "the last rule must take everything: when: {}"
        yield parts.problem(file, (len(rules) - 1, "when") if rules else (), said)


def _crime(parts: Parts, rules: tuple[RoutingRule, ...]) -> Iterator[Problem]:
    """A rule of crime can apply, and nothing comes before it: what it takes is passed on at once."""
    file = "routing.yaml"
    for at, rule in enumerate(rules):
        if rule.when.crime and parts.parts["pack.yaml"].crime_words is None:
            yield parts.problem(file, (at, "when", "crime"), "can never apply: pack.yaml has no crime_words")
        elif rule.when.crime and not all(earlier.when.crime for earlier in rules[:at]):
            yield parts.problem(file, (at, "when", "crime"), "rules of crime must stand before all others")


def with_below(topics: Iterable[Topic], codes: Iterable[str]) -> frozenset[str]:
    """The given topics and every topic below them."""
    found, listed = set(codes), tuple(topics)
    grew = True
    while grew:
        more = {topic.code for topic in listed if topic.parent in found} - found
        found |= more
        grew = bool(more)
    return frozenset(found)


def _unknown(when: When, parts: Parts) -> bool:
    """Whether a condition names what the pack lacks, which is a problem of its own."""
    return bool(
        (when.area and when.area not in parts.codes("areas.yaml"))
        or set(when.topics) - parts.codes("topics.yaml").keys()
        or set(when.kinds) - parts.codes("kinds.yaml").keys()
    )


def reached(parts: Parts) -> frozenset[int]:
    """Which rules some case comes to: every kind with every topic or none, in every place or none, through every door,
    from everybody, whatever its words.

    A rule stands for one bit of a number, so that a place, a topic, a kind and so on together are one `and`.
    """
    rules: tuple[RoutingRule, ...] = parts.parts["routing.yaml"]
    topics: tuple[Topic, ...] = parts.parts["topics.yaml"]
    kinds = [kind for kind in parts.parts["kinds.yaml"] if not kind.for_help]  # a need goes to the office of its place

    def bits(holds: Iterable[bool]) -> int:
        return sum(1 << at for at, true in enumerate(holds) if true)

    whole = [with_below(topics, rule.when.topics) for rule in rules]
    by_topic = {bits(not asked or code in asked for asked in whole) for code in (None, *(t.code for t in topics))}
    by_kind = {bits(not r.when.kinds or kind.code in r.when.kinds for r in rules) for kind in kinds}
    by_door = {bits(not r.when.channels or door in r.when.channels for r in rules) for door in CHANNELS}
    by_sender = {bits(not r.when.applicants or who in r.when.applicants for r in rules) for who in APPLICANTS}
    places = ("", *(area.code for area in parts.parts["areas.yaml"]))
    by_place = {bits(not r.when.area or f"{place}/".startswith(f"{r.when.area}/") for r in rules) for place in places}
    by_crime = {bits(crime or not rule.when.crime for rule in rules) for crime in (False, True)}
    always = bits(not rule.when.words for rule in rules)
    found = 0
    for parts_of in product(by_topic, by_kind, by_place, by_door, by_sender, by_crime):
        holding = reduce(and_, parts_of)
        sure = holding & always
        first = sure & -sure  # the first rule that needs no word ends the search
        found |= holding & (first | (first - 1)) if first else holding
    return frozenset(at for at in range(len(rules)) if found >> at & 1)


def covers(earlier: When, later: When, topics: tuple[Topic, ...]) -> bool:
    """Whether everything the later condition lets through was already let through by the earlier one."""
    if earlier.crime and not later.crime:
        return False
    if earlier.area and not (later.area and f"{later.area}/".startswith(f"{earlier.area}/")):
        return False
    for name, all_there_are in (("kinds", ()), ("channels", CHANNELS), ("applicants", APPLICANTS)):
        asked, given = set(getattr(earlier, name)), set(getattr(later, name) or all_there_are)
        if asked and not (given and given <= asked):
            return False
    if earlier.words and not (later.words and set(later.words) <= set(earlier.words)):
        return False
    if not earlier.topics:
        return True
    return bool(later.topics) and with_below(topics, later.topics) <= with_below(topics, earlier.topics)  # the dear one
