"""Bodies and territories kept in the process: they change seldom, and every intake needs them."""

from functools import cache
from typing import Any

from dauys.directory.models import Organization
from dauys.directory.names import PlaceNames
from dauys.ground.change_marks import ChangeMark
from dauys.ground.packs.current import current
from dauys.ground.places.models import Area

_seen: dict[str, int] = {}
MARK = ChangeMark("directory.changed")


def _fresh() -> None:
    touched = MARK.at()
    if _seen.get("at", touched) != touched:
        _clear()
    _seen["at"] = touched


def _clear() -> None:
    _organizations.cache_clear()
    _areas.cache_clear()
    _paths.cache_clear()
    _place_names.cache_clear()


@cache
def _organizations() -> dict[str, Organization]:
    return {o.code: o for o in Organization.objects.select_related("parent").order_by("position")}


@cache
def _areas() -> dict[str, Area]:
    return {a.path: a for a in Area.objects.order_by("position")}


@cache
def _paths() -> dict[Any, str]:
    return {area.pk: path for path, area in _areas().items()}


@cache
def _place_names() -> PlaceNames:
    return PlaceNames(_areas())


def organizations() -> dict[str, Organization]:
    """Every body by code. Two statements a process, none after, until the directory changes."""
    _fresh()
    return _organizations()


def areas() -> dict[str, Area]:
    """Every territory by path, parents before children."""
    _fresh()
    return _areas()


def above(code: str) -> list[str]:
    """The codes of the bodies above one, nearest first: where a complaint about it goes, else its parent."""
    found: list[str] = []
    while code:
        body = current().organizations.get(code)  # a body made in the office is in no pack
        code = (body.complaints_go_to or "") if body else code.rpartition("/")[0]
        if code in found:
            break
        found += [code] if code in organizations() else []
    return found


def place_of(body: Organization) -> str:
    """The path of the territory a body works for; empty if it has none."""
    _fresh()
    return _paths().get(body.area_id, "")


def place_names() -> PlaceNames:
    """Every territory by what people call it."""
    _fresh()
    return _place_names()


def forget() -> None:
    """Reads both anew the next time, here and in every other process; called when the directory has changed."""
    _clear()
    MARK.touch()
