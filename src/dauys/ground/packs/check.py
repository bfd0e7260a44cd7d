"""Checks that hold between the files of a pack: codes that exist, trees without loops, rules that can apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dauys.ground.packs.check_replies import check_replies
from dauys.ground.packs.check_routing import check_routing, check_topics
from dauys.ground.packs.check_words import check_words
from dauys.ground.packs.law import Kind
from dauys.ground.packs.parse import Parts
from dauys.ground.packs.reader import Problem
from dauys.ground.packs.schema import WEEKDAYS


def cross_checks(parts: Parts) -> list[Problem]:
    """Every problem between the files; call it only when each file alone is sound."""
    checks: tuple[Callable[[Parts], Iterator[Problem]], ...] = (
        _unique,
        _sources,
        _kinds,
        _calendar,
        _areas,
        _organizations,
        check_topics,
        check_routing,
        check_replies,
        _retention,
        _volunteering,
        _points,
    )
    return [problem for check in checks for problem in check(parts)]


def _retention(parts: Parts) -> Iterator[Problem]:
    for at, term in enumerate(parts.parts.get("retention.yaml", ())):
        for number, kind in enumerate(term.kinds):
            yield from parts.known("retention.yaml", (at, "kinds", number), kind, "kinds.yaml")


def _volunteering(parts: Parts) -> Iterator[Problem]:
    for at, work in enumerate(parts.parts.get("volunteering.yaml", ())):
        for number, band in enumerate(work.ages):
            yield from parts.known("volunteering.yaml", (at, "ages", number, "rule"), band.rule, "rules.yaml")


def _points(parts: Parts) -> Iterator[Problem]:
    for at, rule in enumerate(parts.parts.get("points.yaml", ())):
        for number, work in enumerate(rule.works):
            yield from parts.known("points.yaml", (at, "works", number), work, "volunteering.yaml")


def warnings(parts: Parts, names: Iterable[str]) -> list[Problem]:
    """What is allowed but probably not meant: files nobody reads, sources nobody cites, words that are missing."""
    found = [
        Problem(name, 0, "", "is not a file of a pack and was not read")
        for name in sorted(names)
        if name.endswith((".yaml", ".yml")) and name not in parts.sources
    ]
    if "pack.yaml" in parts.parts:
        cited = {source for file, _, source in _cited(parts)}
        for source in parts.parts["pack.yaml"].sources:
            if source not in cited:
                found.append(parts.problem("pack.yaml", ("sources", source), "is cited nowhere in this pack"))
        found += check_words(parts)
    return found


def _unique(parts: Parts) -> Iterator[Problem]:
    for file, items in parts.parts.items():
        if not isinstance(items, tuple):
            continue
        key = "year" if file == "calendar.yaml" else "code"
        seen: dict[Any, int] = {}
        for at, item in enumerate(items):
            value = getattr(item, key, None)
            if value is not None and value in seen:
                first = parts.sources[file].line((seen[value], key))
                yield parts.problem(file, (at, key), f"{value} is already used on line {first}")
            seen.setdefault(value, at)


def _cited(parts: Parts) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    for at, rule in enumerate(parts.parts["rules.yaml"]):
        yield "rules.yaml", (at, "source"), rule.source
    for at, body in enumerate(parts.parts["organizations.yaml"]):
        yield "organizations.yaml", (at, "source"), body.source
    for at, year in enumerate(parts.parts["calendar.yaml"]):
        for number, day in enumerate(year.days):
            yield "calendar.yaml", (at, "days", number, "source"), day.source
    for at, given in enumerate(parts.parts.get("points.yaml", ())):
        if given.source is not None:
            yield "points.yaml", (at, "source"), given.source


def _sources(parts: Parts) -> Iterator[Problem]:
    known = parts.parts["pack.yaml"].sources
    for file, path, source in _cited(parts):
        if source not in known:
            yield parts.problem(file, path, f"{source} is not listed under sources in pack.yaml")
    for at, rule in enumerate(parts.parts["rules.yaml"]):
        if rule.confirmed and rule.source == "GK":
            yield parts.problem("rules.yaml", (at, "confirmed"), "a rule known only generally (GK) is not confirmed")
    yield from parts.known("pack.yaml", ("count_rule",), parts.parts["pack.yaml"].count_rule, "rules.yaml")
    if settle := parts.parts["pack.yaml"].settle:
        yield from parts.known("pack.yaml", ("settle", "rule"), settle.rule, "rules.yaml")


def _kinds(parts: Parts) -> Iterator[Problem]:
    for at, kind in enumerate(parts.parts["kinds.yaml"]):
        for name in Kind.model_fields:
            rule = getattr(getattr(kind, name), "rule", None)
            if rule is not None:
                yield from parts.known("kinds.yaml", (at, name, "rule"), rule, "rules.yaml")
        if kind.collective and (own := kind.collective.consider):
            yield from parts.known("kinds.yaml", (at, "collective", "consider", "rule"), own.rule, "rules.yaml")


def _calendar(parts: Parts) -> Iterator[Problem]:
    weekend = set(parts.parts["pack.yaml"].weekend)
    years = [year.year for year in parts.parts["calendar.yaml"]]
    for at, year in enumerate(parts.parts["calendar.yaml"]):
        if at and year.year != years[at - 1] + 1 and year.year not in years[:at]:
            yield parts.problem("calendar.yaml", (at, "year"), f"must follow {years[at - 1]} without a gap")
        seen: dict[Any, int] = {}
        for number, day in enumerate(year.days):
            here = (at, "days", number)
            if day.date.year != year.year:
                yield parts.problem("calendar.yaml", (*here, "date"), f"{day.date} is not a day of {year.year}")
            if day.date in seen:
                first = parts.sources["calendar.yaml"].line((at, "days", seen[day.date], "date"))
                yield parts.problem("calendar.yaml", (*here, "date"), f"{day.date} is already listed on line {first}")
            seen.setdefault(day.date, number)
            if day.kind == "working" and WEEKDAYS[day.date.weekday()] not in weekend:
                said = "is a weekday and already worked; only a weekend day can be marked working"
                yield parts.problem("calendar.yaml", (*here, "kind"), said)


def _areas(parts: Parts) -> Iterator[Problem]:
    areas = parts.codes("areas.yaml")
    root = parts.parts["pack.yaml"].code
    if root not in areas:
        yield parts.problem("areas.yaml", (), f"the place that holds all others must have the code of the pack, {root}")
    tiles: dict[tuple[int, int], str] = {}
    for at, area in enumerate(parts.parts["areas.yaml"]):
        if not area.parent and area.code != root:
            yield parts.problem("areas.yaml", (at, "code"), f"must lie in {root}, the place that holds all others")
        if area.parent and area.parent not in areas:
            yield parts.problem("areas.yaml", (at, "code"), f"its parent {area.parent} is not in areas.yaml")
        if area.tile:
            place = (area.tile.col, area.tile.row)
            if place in tiles:
                yield parts.problem("areas.yaml", (at, "tile"), f"{tiles[place]} already stands on this square")
            tiles.setdefault(place, area.code)


def _organizations(parts: Parts) -> Iterator[Problem]:
    file = "organizations.yaml"
    for at, body in enumerate(parts.parts[file]):
        for key in ("parent", "higher"):
            code = getattr(body, key)
            if code is not None:
                yield from parts.known(file, (at, key), code, file)
        yield from parts.known(file, (at, "area"), body.area, "areas.yaml")
        posts = [post.code for post in body.posts]
        for number, code in enumerate(posts):
            if code in posts[:number]:
                yield parts.problem(file, (at, "posts", number, "code"), f"{code} is used twice")
    up = {code: body.complaints_go_to for code, body in parts.codes(file).items()}
    yield from parts.loops(file, up, "the way up from here comes back to itself")
