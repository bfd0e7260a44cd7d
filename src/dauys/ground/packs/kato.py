"""Reads the sheet of KATO, the state's classifier of territories, as places of a pack; keeps the codes a pack has.

Columns as the bureau of statistics names them: `te` is nine digits, `ab` (region), `cd` (district), `ef` (rural
district) and `hij` (settlement) its parts, `name_kaz` and `name_rus` the names; `k` and `nn` are not used. The sheet
itself was not at hand: abbreviations in names (г., с., а., қ.) are general knowledge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dauys.core.folding import fold
from dauys.ground.packs.reader import Problem
from dauys.ground.packs.schema import Area
from dauys.ground.tables import Line

PARTS = {"ab": 2, "cd": 2, "ef": 2, "hij": 3}
COLUMNS = ("te", *PARTS, "name_kaz", "name_rus")
_KAZAKH = {"қ.": "қаласы", "а.": "ауылы", "к.": "кенті", "кент.": "кенті", "ст.": "станциясы", "қ.ә.": "қаласы"}
_KAZAKH |= {word: word for word in ("қаласы", "ауылы", "кенті", "станциясы", "ауданы")}
_RUSSIAN = {"г.": "город", "с.": "село", "а.": "аул", "п.": "посёлок", "ст.": "станция"}
_ADMINISTRATION = re.compile(r"\s+г\.\s*а\.$", re.IGNORECASE)
_KINDS = {"город": "town", "посёлок": "settlement", "село": "village", "аул": "village", "станция": "village"}
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One territory of the sheet; names have the word for their kind written out, `bare` is the Kazakh one without."""

    line: int
    code: str
    kk: str
    ru: str
    bare: str
    kind: str

    @property
    def region(self) -> str:
        return self.code[:2]

    @property
    def level(self) -> int:
        """1 region, 2 district, 3 rural district, 4 settlement."""
        return 1 if self.code[2:] == "0" * 7 else 2 if self.code[4:] == "0" * 5 else 3 if self.code[6:] == "000" else 4

    @property
    def above(self) -> tuple[str, ...]:
        """Codes of what it lies in, the nearest first."""
        ways = (f"{self.code[:4]}00000", f"{self.code[:2]}0000000")
        return tuple(code for code in ways if code != self.code)


@dataclass(frozen=True, slots=True)
class Place:
    """A new entry of `areas.yaml`."""

    code: str
    row: Row


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet does to a pack: official codes for entries that have none, new entries, and who stays without."""

    codes: Mapping[str, str]
    places: tuple[Place, ...]
    unmatched: tuple[str, ...]


def read_rows(file: str, headings: Sequence[str], lines: Iterable[Line]) -> tuple[list[Row], list[Problem]]:
    """Every row, or what is wrong with the sheet, line by line."""
    missing = [Problem(file, 1, name, "this column is missing") for name in COLUMNS if name not in headings]
    if missing:
        return [], missing
    rows: list[Row] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for line in lines:
        found = list(_problems(file, line, first))
        problems += found
        if not found:
            rows.append(_row(line))
    return rows, problems


def _problems(file: str, line: Line, first: dict[str, int]) -> Iterator[Problem]:
    cells = line.cells
    for name, digits in {"te": 9, **PARTS}.items():
        if not re.fullmatch(rf"[0-9]{{1,{digits}}}", cells.get(name, "")):
            yield Problem(file, line.number, name, f"must be up to {digits} digits, not {cells.get(name, '')!r}")
            return
    code = _code(cells)
    if cells["te"].zfill(9) != code:
        yield Problem(file, line.number, "te", f"is not ab, cd, ef and hij together, which is {code}")
    if first.setdefault(code, line.number) != line.number:
        yield Problem(file, line.number, "te", f"{code} stands on line {first[code]} already")
    for name in ("name_kaz", "name_rus"):
        if not cells.get(name):
            yield Problem(file, line.number, name, "is empty")


def _code(cells: Mapping[str, str]) -> str:
    return "".join(cells[name].zfill(digits) for name, digits in PARTS.items())


def _row(line: Line) -> Row:
    code, (bare, kk), (kind, ru) = _code(line.cells), _kazakh(line.cells["name_kaz"]), _russian(line.cells["name_rus"])
    return Row(line.number, code, kk, ru, bare, kind or ("district" if code.endswith("000") else "village"))


def _kazakh(name: str) -> tuple[str, str]:
    """The name without its kind, and with the kind written out: «Зеренді а.» is Зеренді and Зеренді ауылы."""
    words = name.split()
    kind = _KAZAKH.get(words[-1].lower()) if len(words) > 1 else None
    bare = " ".join(words[:-1]) if kind else " ".join(words)
    return bare, f"{bare} {kind}" if kind else bare


def _russian(name: str) -> tuple[str, str]:
    """The pack's kind, empty if the name tells none, and the name with it written out: «с.Зеренда» is село Зеренда."""
    city, administrations = _ADMINISTRATION.subn("", name.strip())
    if administrations:
        return "town", f"город {city}"
    for short, word in _RUSSIAN.items():
        if name.lower().startswith(short):
            return _KINDS[word], f"{word} {name[len(short) :].strip()}"
    return "", " ".join(name.split())


def in_latin(name: str) -> str:
    """A Kazakh name in Latin letters, for readers of English."""
    return "".join(
        _LATIN.get(letter.lower(), letter).capitalize() if letter.isupper() else _LATIN.get(letter, letter)
        for letter in name
    )


def plan(file: str, rows: Sequence[Row], areas: Mapping[str, Area]) -> tuple[Plan, list[Problem]]:
    """What the rows do to a pack's places. Entries keep their codes: one without an official code gets that of the
    only row of its region and rank that is called as it is; all other rows become entries named by their nine digits.

    A rural district is left out, for its settlements lie in the district; one with nothing below it is kept.
    A region the pack does not have is a problem, told once.
    """
    regions = {area.official_code: code for code, area in areas.items() if area.kind in ("region", "city")}
    strange = {row.region: row.line for row in reversed(rows) if row.region not in regions}
    problems = [
        Problem(file, line, "ab", f"the pack has no region with the official code {region}")
        for region, line in sorted(strange.items(), key=lambda item: item[1])
    ]
    if problems:
        return Plan({}, (), ()), problems
    wanted = _wanted(rows)
    here = {area.official_code: code for code, area in areas.items() if area.official_code}
    given, unmatched = _given(wanted, areas, regions, set(here))
    here |= {official: code for code, official in given.items()}
    places: list[Place] = []
    for row in sorted(wanted, key=lambda row: (row.level, row.code)):
        if row.code not in here:
            below = next((here[code] for code in row.above if code in here), regions[row.region])
            here[row.code] = f"{below}/{row.code}"
            places.append(Place(here[row.code], row))
    places.sort(key=lambda place: place.row.code)
    return Plan(given, tuple(places), tuple(unmatched)), []


def _wanted(rows: Sequence[Row]) -> list[Row]:
    """Districts, settlements, and rural districts with nothing below; a town inside its own administration is it."""
    parents = {row.code[:6] for row in rows if row.level == 4}
    names = {row.code: row.ru for row in rows}
    return [
        row
        for row in rows
        if (row.level in (2, 4) or (row.level == 3 and row.code[:6] not in parents))
        and all(names.get(above) != row.ru for above in row.above)
    ]


def _given(
    rows: Sequence[Row], areas: Mapping[str, Area], regions: Mapping[str | None, str], taken: set[str]
) -> tuple[dict[str, str], list[str]]:
    """The official codes of entries that have none, and the entries of which several rows are called so."""
    called: dict[tuple[str, bool, str], list[str]] = {}
    for row in rows:
        if row.code not in taken:
            for name in {fold(row.kk), fold(row.ru)}:
                called.setdefault((regions[row.region], row.kind == "district", name), []).append(row.code)
    given: dict[str, str] = {}
    unmatched: list[str] = []
    for code, area in areas.items():
        if area.official_code or area.parent is None or area.note:
            continue
        region = "/".join(code.split("/")[:2])
        keys = [(region, area.kind == "district", fold(area.name.get(language))) for language in ("kk", "ru")]
        found = {official for key in keys for official in called.get(key, ())}
        if len(found) == 1 and not found & set(given.values()):
            given[code] = found.pop()
        elif found:
            unmatched.append(code)
    return given, unmatched


MARK = "# Below: written by `dauys pack places` from a sheet of KATO; what is changed here is lost with the next sheet."


def is_written(area: Area) -> bool:
    """Whether an entry came from a sheet: it is named by its nine digits."""
    return (
        bool(area.official_code) and len(area.official_code or "") == 9 and area.code.endswith(f"/{area.official_code}")
    )


def hand_written(text: str) -> str:
    """`areas.yaml` without what an earlier sheet added."""
    return text.split(MARK)[0].rstrip() + "\n"


def with_plan(text: str, made: Plan) -> str:
    """`areas.yaml` as the plan wants it: codes filled in where they stood empty, and the new entries below the mark."""
    lines: list[str] = []
    code = ""
    for line in hand_written(text).splitlines():
        code = line.removeprefix("- code: ").strip() if line.startswith("- code: ") else code
        if code in made.codes and line.strip() == "official_code: null":
            lines += [f'  official_code: "{made.codes[code]}"', "  code_confirmed: yes"]
        else:
            lines.append(line)
    return "\n".join([*lines, "", MARK, "", *(_entry(place) for place in made.places)])


def _entry(place: Place) -> str:
    row = place.row
    names = {"kk": row.kk, "ru": row.ru, "en": in_latin(row.bare) + " district" * (row.kind == "district")}
    said = ", ".join(f"{language}: {json.dumps(name, ensure_ascii=False)}" for language, name in names.items())
    return (
        f"- code: {place.code}\n  kind: {row.kind}\n  name: {{{said}}}\n  name_confirmed: yes\n"
        f'  official_code: "{row.code}"\n  code_confirmed: yes\n'
    )
