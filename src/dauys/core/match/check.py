"""Checks a plan against its tables by code of its own, which knows nothing of candidates and flows.

Plain Python over the cells as they are written; weights and rules of consent are all it shares with the engine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, ceil, cos, radians, sin, sqrt

from dauys.core.consent import UnknownWork, Work, decide
from dauys.core.match import weights

Cells = Mapping[str, str]
EARTH_KM = 6371.0088
A_METRE = 0.001
_ROUNDED = 0.05 + A_METRE


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: a code, and the line of the plan; None for the plan as a whole."""

    code: str
    line: int | None
    says: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Every fault, the objective as it was reckoned again, and how much of what is asked for the plan fills."""

    faults: Sequence[Fault]
    objective: int
    pairs: int
    people: int
    crews: int


def check(
    volunteers: Mapping[str, Cells],
    needs: Mapping[str, Cells],
    plan: Iterable[tuple[int, Cells]],
    works: Mapping[str, Work],
    *,
    acceptance: float = 1.0,
    pinned: Iterable[tuple[str, str]] = (),
    forbidden: Iterable[tuple[str, str]] = (),
) -> Checked:
    """`volunteers` and `needs` by id, `plan` with the line of each row; cells as the files hold them.

    A fault's code is one of unknown, cells, slot, reach, law, skills, language, distance, again, twice, load, full,
    forbidden, pin.
    """
    faults: list[Fault] = []
    never = set(forbidden)
    pairs: set[tuple[str, str]] = set()
    turns: set[tuple[str, str]] = set()
    tasks: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    objective = 0
    for line, row in plan:
        pair = (row["volunteer_id"], row["need_id"])
        person, need = volunteers.get(pair[0]), needs.get(pair[1])
        if person is None or need is None:
            faults.append(Fault("unknown", line, f"{pair[0] if person is None else pair[1]} is in no table"))
            continue
        try:
            found, worth = _pair(person, need, row, works)
        except (ValueError, UnknownWork) as error:
            faults.append(Fault("cells", line, f"cannot be read: {error}"))
            continue
        objective += worth
        if pair in pairs:
            found.append(("again", "this pair stands in the plan already"))
        elif (pair[0], need["slot"]) in turns:
            found.append(("twice", f"{pair[0]} is somewhere else in {need['slot']}"))
        if pair in never:
            found.append(("forbidden", "this pair is forbidden"))
        pairs.add(pair)
        turns.add((pair[0], need["slot"]))
        tasks[pair[0]] += 1
        filled[pair[1]] += 1
        if tasks[pair[0]] > int(person["max_load"]):
            found.append(("load", f"{pair[0]} has more than {person['max_load']} tasks"))
        if filled[pair[1]] > offered(need["capacity"], acceptance):
            found.append(("full", f"{pair[1]} has more people than places"))
        faults += [Fault(code, line, says) for code, says in found]
    faults += [
        Fault("pin", None, f"{v} was settled for {n} and is not there") for v, n in pinned if (v, n) not in pairs
    ]
    crews = 0
    for name, count in filled.items():
        crew = offered(needs[name]["min_crew"], acceptance)
        objective += weights.CREW * int(needs[name]["priority"]) * min(count, crew)
    for need_id, need in needs.items():
        crews += filled[need_id] >= offered(need["min_crew"], acceptance)
    objective -= sum(weights.load_cost(k) for count in tasks.values() for k in range(1, count + 1))
    return Checked(faults, objective, sum(filled.values()), len(tasks), crews)


def offered(count: str, acceptance: float) -> int:
    """So many are asked that `count` come, when only a share of those asked comes."""
    return ceil(round(int(count) / acceptance, 9))


def _pair(person: Cells, need: Cells, row: Cells, works: Mapping[str, Work]) -> tuple[list[tuple[str, str]], int]:
    """What is wrong with one pair by itself, and what it is worth with the distance as printed."""
    found = []
    if row["slot"] != need["slot"] or need["slot"] not in _set(person["slots"]):
        found.append(("slot", f"{row['slot']} is not a slot of both"))
    starts, printed = _starts(person, need), float(row["distance_km"])
    reaching = [(km, radius) for km, radius in starts if km <= radius + A_METRE]
    nearest, radius = min(reaching or starts)
    if not reaching:
        found.append(("reach", f"it is {nearest:.1f} km, and the radius is {radius:g}"))
    # Within a metre of the edge of a radius it is left open whether the place reaches.
    surely = [km for km, radius in reaching if km <= radius - A_METRE]
    if not any(abs(km - printed) <= _ROUNDED for km, _r in reaching or starts) or (
        surely and printed > min(surely) + _ROUNDED
    ):
        found.append(("distance", f"it is {nearest:.1f} km, not {row['distance_km']}"))
    verdict = decide(works, need["kind"], int(person["age"]), _set(person["consents"]))
    if not verdict.allowed and verdict.band:
        found.append(("law", f"{need['kind']} at {person['age']}: {verdict.band.asks} by {verdict.band.rule}"))
    if missing := _set(need["skills"]) - _set(person["skills"]):
        found.append(("skills", f"lacks {', '.join(sorted(missing))}"))
    if need["language"] and need["language"] not in _set(person["languages"]):
        found.append(("language", f"does not speak {need['language']}"))
    worth = weights.pair_worth(
        int(need["priority"]),
        int(works[need["kind"]].first),
        min(round(printed * 10), weights.TRAVEL_MOST),
        min(int(person["idle_months"]), weights.IDLE_MOST),
    )
    return found, int(worth)


@lru_cache(maxsize=1 << 16)
def _set(text: str) -> frozenset[str]:
    return frozenset(text.split("|")) if text else frozenset()


def _starts(person: Cells, need: Cells) -> list[tuple[float, float]]:
    """How far the need is from each place of a person, and how far they go from there."""
    places = zip(*(person[name].split("|") for name in ("lat", "lon", "radius_km")), strict=True)
    point = (float(need["lat"]), float(need["lon"]))
    return [(_km((float(lat), float(lon)), point), float(radius)) for lat, lon, radius in places]


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """By the haversine formula."""
    lat1, lat2 = radians(one[0]), radians(other[0])
    half = (radians(other[1]) - radians(one[1])) / 2
    inner = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(half) ** 2
    return 2 * EARTH_KM * asin(min(sqrt(inner), 1.0))
