"""The numbers of receptions as everybody may read them: one whole month at a time, and small numbers hidden.

Months never overlap, so none is the difference of two others. A region is the sum of its bodies and a body that of its
heads, so each family of groups is protected under the one above it, and below what is hidden everything is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from dauys.core.dates import month_of
from dauys.core.small_numbers import LIMIT, hidden_rows
from dauys.ground.packs.current import current
from dauys.receptions.models import Host
from dauys.receptions.numbers import BEFORE, Period, Sums, counted

OPEN_PARTS = ("month", "region", "body", "head", "subject")
MONTHS = 12
LEAST_FOR_HALF, LEAST_FOR_MOST = 2 * LIMIT, 10 * LIMIT  # so that at least LIMIT waited longer


def _in_month(before: int, sums: Sums) -> tuple[int, ...]:
    return (sums.by_month[before],)


# What is hidden together: counts apart from each other. Each may lean on one named before it.
_SPLITS: dict[str, Callable[[Sums], tuple[int, ...]]] = {
    "received": lambda s: (s.received,),
    "schedule": lambda s: (s.unscheduled, s.scheduled),
    "on_the_spot": lambda s: (s.on_the_spot, s.received - s.on_the_spot),
    "repeats": lambda s: (s.repeats, s.received - s.repeats),
    "no_shows": lambda s: (s.no_shows, s.scheduled),
    "instructions": lambda s: (s.overdue, s.instructions - s.overdue),
    "rating": lambda s: (s.rated,),
    **{f"month_{n}": partial(_in_month, n) for n in range(1 + BEFORE)},
}
_LEANS = {
    **dict.fromkeys(("schedule", "on_the_spot", "repeats", "instructions", "rating", "half", "most"), "received"),
    "no_shows": "schedule",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One group with its numbers, and the names of the measures that may not be said of it."""

    code: str
    sums: Sums
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OpenNumbers:
    """What is published of one month: everything together, and the lines of each of OPEN_PARTS."""

    month: date
    whole: Line
    parts: Mapping[str, list[Line]]


def open_months(today: date) -> list[date]:
    """The months that are published, the newest first: whole ones only."""
    return [month_of(today, -n) for n in range(1, 1 + MONTHS)]


def published(month: date, hosts: Iterable[Host], today: date) -> OpenNumbers:
    """The numbers of a month over these hosts, which are all there are, and the twelve months to it. Two statements."""
    hosts = list(hosts)
    ids, since = [host.pk for host in hosts], month_of(month, 1 - MONTHS)
    found = counted(["region", "body", "head", "subject"], ids, Period.of(month, month, today), today)
    run = counted(["month"], ids, Period.of(since, month, today), today)["month"]
    whole = _alone("", found["all"][""])
    regions = _lines(found["region"], whole.hidden)
    bodies = _below(regions, found["body"], {host.organization.code: _region(host) for host in hosts})
    heads = _below(bodies, found["head"], {str(host.pk): host.organization.code for host in hosts})
    parts = {"region": regions, "body": bodies, "head": heads, "subject": _lines(found["subject"], whole.hidden)}
    shown = {part: [line for line in lines if line.sums.received] for part, lines in parts.items()}
    return OpenNumbers(month, whole, {"month": [_alone(code, sums) for code, sums in run.items()], **shown})


def _region(host: Host) -> str:
    """The region of the body, as `numbers` groups it; empty for a body of the whole country."""
    steps = host.area_path.split("/")
    return f"{steps[0]}/{steps[1]}/" if len(steps) > 2 else ""


def _alone(code: str, sums: Sums) -> Line:
    """Numbers that have no neighbour, as those of everybody in a month."""
    (line,) = _lines({code: sums}, frozenset())
    return line


def _below(above: Iterable[Line], groups: Mapping[str, Sums], parents: Mapping[str, str]) -> list[Line]:
    """The lines of groups, each family under the line it adds up to."""
    lines: list[Line] = []
    for parent in above:
        lines += _lines({c: s for c, s in groups.items() if parents[c] == parent.code}, parent.hidden)
    return lines


def _lines(groups: Mapping[str, Sums], above: frozenset[str]) -> list[Line]:
    """Groups that add up to one, of which the measures of `above` are hidden."""
    hidden: dict[str, set[str]] = {code: set() for code in groups}
    for name, split in _SPLITS.items():
        rows = {code: split(sums) for code, sums in groups.items()}
        if name == "received" or name.startswith("month_"):
            rows = {code: row for code, row in rows.items() if row != (0,)}  # nobody is named by a zero
        also = {code for code in rows if name in above or _LEANS.get(name) in hidden[code]}
        least = max(LIMIT, current().info.ratings_from) if name == "rating" else LIMIT
        for code in hidden_rows(rows, also, least=least):
            hidden[code].add(name)
    return [Line(code, sums, _with_waits(sums, hidden[code])) for code, sums in groups.items()]


def _with_waits(sums: Sums, hidden: set[str]) -> frozenset[str]:
    """Waits are said of enough people; growth where each of its months is said."""
    few = {name for name, least in (("half", LEAST_FOR_HALF), ("most", LEAST_FOR_MOST)) if sums.waits < least}
    leaning = {name for name in ("half", "most") if _LEANS[name] in hidden}
    grown = {"growth"} if any(name.startswith("month_") for name in hidden) else set()
    return frozenset(hidden | few | leaning | grown)
