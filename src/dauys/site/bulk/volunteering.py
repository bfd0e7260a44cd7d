"""Invented volunteers and needs for trials of matching; the same seed invents the same tables.

Twenty places are the regional centres and the largest cities of Kazakhstan, by their people; one need in ten is a
disaster near Arys, where few live.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

SEED = 7
# Latitude, longitude, thousand people.
PLACES = (
    (43.24, 76.89, 2200), (51.13, 71.43, 1400), (42.34, 69.59, 1200), (50.28, 57.17, 560), (49.80, 73.10, 500),
    (42.90, 71.37, 430), (52.29, 76.95, 360), (49.95, 82.61, 350), (44.85, 65.51, 340), (50.41, 80.23, 320),
    (51.23, 51.37, 310), (47.12, 51.88, 300), (53.21, 63.62, 270), (43.65, 51.16, 270), (54.87, 69.15, 220),
    (43.30, 68.25, 220), (53.28, 69.39, 150), (45.02, 78.37, 150), (47.80, 67.71, 90), (43.87, 77.06, 60),
)  # fmt: skip
ARYS = (42.43, 68.80)
NEAR_KM, FAR_KM, DISASTER_KM = 8, 60, 5
SKILLS = (
    "talk", "carry", "cook", "drive", "teach", "computer", "repair", "care", "firstaid", "build", "medic", "search",
)  # fmt: skip
HELD_BY = numpy.geomspace(0.45, 0.03, len(SKILLS))
LANGUAGES = ("kk", "ru", "en")
SPOKEN_BY = (0.7, 0.85, 0.2)
SLOTS = tuple(f"{day}-{half}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for half in ("am", "pm"))
VOLUNTEER_COLUMNS = (
    "id", "lat", "lon", "radius_km", "skills", "languages", "slots", "max_load", "age", "idle_months", "consents",
)  # fmt: skip
NEED_COLUMNS = (
    "id", "lat", "lon", "slot", "skills", "language", "capacity", "min_crew", "priority", "kind",
)  # fmt: skip
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Written:
    volunteers: Path
    needs: Path
    places: int


def write(volunteers: int, needs: int, folder: Path, seed: int = SEED) -> Written:
    """Writes FOLDER/volunteers.csv and FOLDER/needs.csv."""
    rng = numpy.random.default_rng(seed)
    towns = numpy.array(PLACES[: 2 if volunteers < 20_000 else 10 if volunteers < 200_000 else 20])
    folder.mkdir(parents=True, exist_ok=True)
    people = list(people_rows(rng, volunteers, towns))
    wanted = list(need_rows(rng, needs, towns, 1.12 * volunteers))
    _write(folder / "volunteers.csv", VOLUNTEER_COLUMNS, people)
    _write(folder / "needs.csv", NEED_COLUMNS, wanted)
    return Written(folder / "volunteers.csv", folder / "needs.csv", sum(row[6] for row in wanted))


def _write(path: Path, columns: Row, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _points(rng: Any, count: int, towns: Any, in_disaster: Any) -> Any:
    """Latitude and longitude: around a town, most of them close; in the disaster around Arys."""
    town = towns[rng.choice(len(towns), count, p=towns[:, 2] / towns[:, 2].sum())]
    sigma = numpy.where(rng.random(count) < 0.8, NEAR_KM, FAR_KM)
    lat, lon = numpy.where(in_disaster, ARYS[0], town[:, 0]), numpy.where(in_disaster, ARYS[1], town[:, 1])
    sigma = numpy.where(in_disaster, DISASTER_KM, sigma)
    north, east = rng.normal(size=(2, count)) * sigma / 111.2
    return numpy.round(lat + north, 5), numpy.round(lon + east / numpy.cos(numpy.radians(lat)), 5)


def people_rows(rng: Any, count: int, towns: Any) -> Iterator[Row]:
    lat, lon = _points(rng, count, towns, rng.random(count) < 0.03)
    radius = rng.choice([5, 15, 40, 100], count, p=[0.25, 0.4, 0.25, 0.1])
    skills = rng.random((count, len(SKILLS))) < HELD_BY
    spoken = rng.random((count, len(LANGUAGES))) < SPOKEN_BY
    free = rng.random((count, len(SLOTS))) < 0.4
    load = rng.choice([1, 2, 3], count, p=[0.7, 0.2, 0.1])
    minor = rng.random(count) < 0.15
    age = numpy.where(minor, rng.integers(12, 18, count), rng.integers(18, 71, count))
    idle = rng.integers(0, 12, count)
    agreed = rng.random((count, 2)) < (0.6, 0.2)
    for i in range(count):
        yield (
            f"v{i + 1}", lat[i], lon[i], radius[i], _names(SKILLS, skills[i]), _names(LANGUAGES, spoken[i]),
            _names(SLOTS, free[i]), load[i], age[i], idle[i],
            _names(("guardian", "accompanied"), agreed[i]) if minor[i] else "",
        )  # fmt: skip


def _names(names: Sequence[str], has: Any) -> str:
    return "|".join(name for name, one in zip(names, has, strict=True) if one)


def need_rows(rng: Any, count: int, towns: Any, places: float) -> Iterator[Row]:
    disaster = rng.random(count) < 0.1
    lat, lon = _points(rng, count, towns, disaster)
    slot = rng.integers(0, len(SLOTS), count)
    skills = rng.choice([0, 1, 2], count, p=[0.6, 0.33, 0.07])
    language = rng.choice(["", "kk", "ru", "en"], count, p=[0.6, 0.25, 0.12, 0.03])
    capacity = rng.geometric(min(count / places, 1.0), count)
    priority = numpy.where(disaster, 8, rng.choice([1, 2, 4, 8], count, p=[0.5, 0.3, 0.15, 0.05]))
    adults = rng.choice(["offenders", "heavy", "hazardous"], count)
    kind = numpy.where(disaster, "disaster", numpy.where(rng.random(count) < 0.08, adults, "general"))
    for i in range(count):
        wanted = rng.choice(SKILLS, skills[i], replace=False, p=HELD_BY / HELD_BY.sum()) if skills[i] else ()
        yield (
            f"n{i + 1}", lat[i], lon[i], SLOTS[slot[i]], "|".join(wanted), language[i], int(capacity[i]),
            max(1, round(0.3 * int(capacity[i]))), priority[i], kind[i],
        )  # fmt: skip
