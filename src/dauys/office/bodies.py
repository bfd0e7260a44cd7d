"""Reads lines of a table as bodies: what each would do, and what is wrong with it, in the reader's words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.directory.models import Organization
from dauys.directory.rules import Described, differences
from dauys.ground.packs.current import current
from dauys.ground.packs.schema import SPOKEN
from dauys.ground.tables.lines import Line, Problem, day
from dauys.office.reading import Found, Reading, path

KINDS = ("government", "ministry", "akimat", "department", "agency", "utility", "reception_centre", "volunteer_office")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*\Z")
# What stands in a column; columns in a language that the pack does not speak are left out.
_COLUMNS: Mapping[str, Any] = {
    "code": gettext_lazy("Latin letters, digits and hyphens. A slash leads from a body to the one below it."),
    "kind": gettext_lazy("One of the words listed under the table."),
    "area": gettext_lazy("Code of the place it works for."),
    "name_kk": gettext_lazy("Name in Kazakh."),
    "name_ru": gettext_lazy("Name in Russian."),
    "name_en": gettext_lazy("Name in English. May be empty."),
    "short_kk": gettext_lazy("Short name in Kazakh. May be empty."),
    "short_ru": gettext_lazy("Short name in Russian. May be empty."),
    "short_en": gettext_lazy("Short name in English. May be empty."),
    "valid_from": gettext_lazy("First day, as 2026-03-15 or 15.03.2026. May be empty."),
    "valid_until": gettext_lazy("Last day. May be empty."),
}


def columns() -> dict[str, Any]:
    """The columns, in the order of the example, each with what stands in it."""
    others = {f"{name}_{lang}" for name in ("name", "short") for lang in SPOKEN if lang not in current().languages}
    found = {name: words for name, words in _COLUMNS.items() if name not in others}
    return found | ({"name_en": gettext_lazy("Name in English.")} if "name_en" in required() else {})


def required() -> tuple[str, ...]:
    """The columns that may not be empty. English is for visitors, unless it is the pack's own language."""
    info = current().info
    names = [f"name_{lang}" for lang in info.languages if lang != "en" or lang == info.default_language]
    return ("code", "kind", "area", *names)


def read_bodies(
    lines: Sequence[Line], known: Mapping[str, Organization], places: Mapping[str, Any]
) -> Reading[Described]:
    """Every line against the bodies there are and against each other."""
    first: dict[str, int] = {}
    for line in lines:
        first.setdefault(line.cells.get("code", ""), line.number)
    problems: list[Problem] = []
    found: list[Found[Described]] = []
    for line in lines:
        wrong = [*_code_problems(line, first, known), *_cell_problems(line, places)]
        if wrong:
            problems += wrong
            continue
        body = known.get(line.cells["code"])
        wanted = _described(line.cells, body)
        area = body.area.path if body is not None and body.area is not None else ""
        found.append(Found(line.number, wanted.code, wanted, differences(wanted, body, area)))
    return Reading(tuple(found), tuple(problems))


def _code_problems(line: Line, first: Mapping[str, int], known: Mapping[str, Organization]) -> Iterator[Problem]:
    code = line.cells.get("code", "")
    if not code:
        return
    if len(code) > 80 or not _CODE.match(code):
        yield Problem(
            line.number, "code", _("Only small Latin letters, digits, hyphens and slashes, at most 80 characters.")
        )
        return
    if first[code] != line.number:
        yield Problem(line.number, "code", _("The same code stands on line %s already.") % first[code])
    above = code.rpartition("/")[0]
    if above and above not in known and above not in first:
        yield Problem(line.number, "code", _("The body above it is unknown: %s") % above)


def _cell_problems(line: Line, places: Mapping[str, Any]) -> Iterator[Problem]:
    cells = line.cells
    for name in required():
        if not cells.get(name):
            yield Problem(line.number, name, _("Nothing is written here."))
    for name in ("name", "short"):
        for language in current().languages:
            if len(cells.get(f"{name}_{language}", "")) > 200:
                yield Problem(line.number, f"{name}_{language}", _("Longer than 200 characters."))
    if cells.get("kind") and cells["kind"] not in KINDS:
        yield Problem(line.number, "kind", _("No such kind: %s") % cells["kind"][:40])
    if cells.get("area") and path(cells["area"]) not in places:
        yield Problem(line.number, "area", _("No such place: %s") % cells["area"][:80])
    days = {name: day(cells.get(name, "")) for name in ("valid_from", "valid_until")}
    for name, value in days.items():
        if cells.get(name) and value is None:
            yield Problem(line.number, name, _("No such day: %s") % cells[name][:20])
    since, until = days["valid_from"], days["valid_until"]
    if since and until and until < since:
        yield Problem(line.number, "valid_until", _("The last day is before the first."))
    if "" in cells:
        yield Problem(line.number, "", _("More cells than columns."))


def _described(cells: Mapping[str, str], body: Organization | None) -> Described:
    """A day whose column is not there stays as it is; an empty cell takes it away."""

    def end(name: str) -> date | None:
        return day(cells[name]) if name in cells else getattr(body, name, None)

    def words(name: str) -> dict[str, str]:
        return {lang: text for lang in current().languages if (text := cells.get(f"{name}_{lang}", ""))}

    return Described(
        code=cells["code"],
        kind=cells["kind"],
        area=path(cells["area"]),
        names=words("name"),
        short_names=words("short"),
        valid_from=end("valid_from"),
        valid_until=end("valid_until"),
    )


def as_row(body: Organization) -> list[str]:
    """The line that describes a body as it is."""
    days = [d.isoformat() if d else "" for d in (body.valid_from, body.valid_until)]
    place = body.area.path.rstrip("/") if body.area else ""
    spoken = [lang for lang in SPOKEN if lang in current().languages]
    names = [body.names.get(lang, "") for lang in spoken]
    return [body.code, body.kind, place, *names, *(body.short_names.get(lang, "") for lang in spoken), *days]
