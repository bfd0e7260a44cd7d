"""Reads lines of a table as people who want to help, or says by line and column what is wrong with one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from dauys.core.folding import fold
from dauys.core.phone_numbers import BadPhone, normalize_phone
from dauys.directory.cache import place_names
from dauys.ground.packs.current import current
from dauys.ground.tables.lines import DAY_FORMS, day
from dauys.volunteers.people import NewPlace, NewVolunteer
from dauys.volunteers.points import point_of
from dauys.volunteers.rules import ALL_WEEK, DAYS, PARTS, WEEK, age_on, bits_of

YOUNGEST, OLDEST = 5, 100
_LONGEST = 160
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,60}\.[^@\s,;<>\".]{2,20}")
_MARKS = re.compile(r"[,;|/]+")
_WEEKDAYS, _WEEKEND = DAYS[:5], DAYS[5:]
# Words for when somebody is free, beside single parts of the week such as `sat-am`.
FREE: Mapping[str, int] = {
    **dict.fromkeys(map(fold, ("any", "любое", "всегда", "кез келген", "әрқашан", "бос")), ALL_WEEK),
    **dict.fromkeys(
        map(fold, ("weekdays", "будни", "по будням", "жұмыс күндері")),
        bits_of(f"{d}-{part}" for d in _WEEKDAYS for part in PARTS),
    ),
    **dict.fromkeys(
        map(fold, ("weekend", "выходные", "по выходным", "демалыс", "демалыс күндері")),
        bits_of(f"{d}-{part}" for d in _WEEKEND for part in PARTS),
    ),
    **dict.fromkeys(map(fold, ("mornings", "утро", "утром", "таңертең")), bits_of(f"{d}-am" for d in DAYS)),
    **dict.fromkeys(map(fold, ("afternoons", "день", "днем", "түстен кейін")), bits_of(f"{d}-pm" for d in DAYS)),
    **dict.fromkeys(map(fold, ("evenings", "вечер", "вечером", "кешке")), bits_of(f"{d}-ev" for d in DAYS)),
    **{fold(part): bits_of([part]) for part in WEEK},
}
LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(map(fold, ("kk", "қазақша", "қазақ", "казахский", "kazakh", "каз")), "kk"),
    **dict.fromkeys(map(fold, ("ru", "орысша", "орыс", "русский", "russian", "рус")), "ru"),
    **dict.fromkeys(map(fold, ("en", "ағылшынша", "ағылшын", "английский", "english")), "en"),
}
_Word = Callable[[], str]
# What is wrong with a cell; `%s` is what stands in it.
FAULT_WORDS: Mapping[str, _Word] = {
    "empty": lambda: _("Nothing is written here."),
    "long": lambda: _("Longer than 160 characters."),
    "short": lambda: _("Write the full name"),
    "day": lambda: _("No such day: %s"),
    "future": lambda: _("This day of birth lies in the future or is a mistake: %s"),
    "old": lambda: _("Nobody is so old. Check the day of birth: %s"),
    "phone": lambda: _("This is no phone that can be called: %s"),
    "email": lambda: _("This is no e-mail: %s"),
    "place": lambda: _("No such place: %s"),
    "places": lambda: _("Several places are called so, write the code: %s"),
    "point": lambda: _("Nobody knows where this place lies on the map: %s"),
    "number": lambda: _("Write a whole number within the limits, not: %s"),
    "language": lambda: _("No such language: %s"),
    "skill": lambda: _("No such skill: %s"),
    "free": lambda: _("This is no time of the week: %s"),
    "again": lambda: _("The same person stands on line %s already."),
    "cells": lambda: _("This line has more cells than there are headings: %s"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, as a code of FAULT_WORDS and what stands there."""

    line: int
    column: str
    code: str
    cell: str = ""

    @property
    def words(self) -> str:
        said = FAULT_WORDS[self.code]()
        return said % self.cell if "%s" in said else said


@dataclass(frozen=True, slots=True)
class Home:
    """Where people of a table are when it says nothing: the place of the office, and the day of the import."""

    area_path: str
    today: date


class Reader:
    """Reads the lines of one table, remembering what names it met; the same person twice is a fault of the second."""

    def __init__(self, home: Home) -> None:
        pack = current()
        self.home, self._country = home, pack.info.country
        self._languages = pack.languages
        self._skills = {
            fold(name): skill.code
            for skill in pack.section("skills.yaml")
            for name in (skill.code, *skill.name.as_dict().values())
        }
        self._first: dict[tuple[str, date, str], int] = {}
        self.place = lru_cache(maxsize=4096)(self._place)

    def read(self, line: int, cells: Mapping[str, str]) -> NewVolunteer | list[Fault]:
        """The person of a line, or everything that is wrong with it."""
        faults: list[Fault] = []

        def wrong(column: str, code: str, cell: str = "") -> None:
            faults.append(Fault(line, column, code, cell[:60]))

        name = " ".join(cells.get("name", "").split())
        if len(name) < 2 or len(name) > _LONGEST:
            wrong("name", "empty" if not name else "short" if len(name) < 2 else "long")
        born = self._born(cells.get("born_on", ""), wrong)
        phone = self._phone(cells.get("phone", ""), wrong)
        email = cells.get("email", "").strip().lower()
        if email and not _MAIL.fullmatch(email):
            wrong("email", "email", email)
        place, radius = self._home(cells, wrong)
        language = self._language("language", cells.get("language", ""), wrong) or self._languages[0]
        spoken = [
            code for text in _parts(cells.get("languages", "")) if (code := self._language("languages", text, wrong))
        ]
        skills = self._held(cells.get("skills", ""), wrong)
        free = self._free(cells.get("free", ""), wrong)
        load = _number(cells.get("max_load", ""), 1, 10, 1)
        if load is None:
            wrong("max_load", "number", cells["max_load"])
        if extra := cells.get(""):
            wrong("", "cells", extra)
        if born and name:
            key = (fold(name), born, phone or email)
            if (first := self._first.setdefault(key, line)) != line:
                wrong("name", "again", str(first))
        if faults or born is None or place is None or load is None:
            return faults
        return NewVolunteer(
            name=name, born_on=born, places=[NewPlace(place[0], place[1], place[2], radius)], language=language,
            phone=phone, email=email, languages=spoken or [language], skills=dict.fromkeys(skills, ""), free=free,
            max_load=load,
        )  # fmt: skip

    def _born(self, text: str, wrong: Any) -> date | None:
        if not text:
            wrong("born_on", "empty")
            return None
        found = day(text.replace("T", " ").split(" ")[0], (*DAY_FORMS, "%d/%m/%Y"))
        if found is None:
            wrong("born_on", "day", text)
            return None
        age = age_on(found, self.home.today)
        if age < YOUNGEST or age > OLDEST:
            wrong("born_on", "future" if age < YOUNGEST else "old", text)
        return found

    def _phone(self, text: str, wrong: Any) -> str:
        if not text:
            return ""
        try:
            return normalize_phone(text, self._country)
        except BadPhone:
            wrong("phone", "phone", text)
            return ""

    def _home(self, cells: Mapping[str, str], wrong: Any) -> tuple[tuple[str, float, float] | None, int]:
        asked = cells.get("place", "")
        code, place = self.place(asked)
        if code:
            wrong("place", code, asked)
        radius = _number(cells.get("radius_km", ""), 1, 1000, 15)
        if radius is None:
            wrong("radius_km", "number", cells["radius_km"])
        return place, radius or 15

    def _place(self, asked: str) -> tuple[str, tuple[str, float, float] | None]:
        """What is wrong with the name of a place, and its path and point."""
        found = place_names().meant(asked) if asked else [self.home.area_path]
        if len(found) > 1:  # of places of one name that of the office's own territory is meant
            found = [path for path in found if path.startswith(self.home.area_path)] or found
        if len(found) != 1 or not found[0]:
            return ("places" if len(found) > 1 else "place"), None
        point = point_of(found[0])
        return ("", (found[0], *point)) if point else ("point", None)

    def _language(self, column: str, text: str, wrong: Any) -> str:
        if not text:
            return ""
        code = LANGUAGES.get(fold(text), "")
        if not code or (column == "language" and code not in self._languages):
            wrong(column, "language", text)
            return ""
        return code

    def _held(self, text: str, wrong: Any) -> list[str]:
        found = []
        for name in _parts(text):
            if code := self._skills.get(fold(name)):
                found.append(code)
            else:
                wrong("skills", "skill", name)
        return found

    def _free(self, text: str, wrong: Any) -> int:
        bits = 0
        for name in _parts(text):
            if not (found := FREE.get(fold(name), 0)):
                wrong("free", "free", name)
            bits |= found
        return bits or ALL_WEEK


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in _MARKS.split(text) if part.strip())


def _number(text: str, least: int, most: int, empty: int) -> int | None:
    if not text:
        return empty
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 and least <= int(text) <= most else None


def split(
    reader: Reader, lines: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[tuple[int, NewVolunteer]], list[Fault]]:
    """The people of some lines, and what is wrong with the others."""
    people, faults = [], []
    for number, cells in lines:
        found = reader.read(number, cells)
        if isinstance(found, NewVolunteer):
            people.append((number, found))
        else:
            faults += found
    return people, faults
