"""Bodies and territories kept in the process: they change seldom, and every intake needs them."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from dauys.directory.models import Organization
from dauys.directory.names import PlaceNames
from dauys.ground.places.models import Area

_seen: dict[str, int] = {}


def _mark() -> Path:
    """A file that is touched when the directory changes: every process of the installation sees it without asking
    the database."""
    return Path(settings.DATA_DIR) / "directory.changed"


def changed_at() -> int:
    """When the directory changed last, as far as the mark tells; 0 if it never did."""
    try:
        return _mark().stat().st_mtime_ns
    except OSError:
        return 0


def _fresh() -> None:
    touched = changed_at()
    if _seen.get("at", touched) != touched:
        _clear()
    _seen["at"] = touched


def _clear() -> None:
    _organizations.cache_clear()
    _areas.cache_clear()
    _place_names.cache_clear()


@cache
def _organizations() -> dict[str, Organization]:
    return {o.code: o for o in Organization.objects.select_related("parent").order_by("position")}


@cache
def _areas() -> dict[str, Area]:
    return {a.path: a for a in Area.objects.order_by("position")}


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


def place_of(body: Organization) -> str:
    """The path of the territory a body works for; empty if it has none."""
    return next((area.path for area in areas().values() if area.pk == body.area_id), "")


def place_names() -> PlaceNames:
    """Every territory by what people call it."""
    _fresh()
    return _place_names()


def forget() -> None:
    """Reads both anew the next time, here and in every other process; called when the directory has changed."""
    _clear()
    with suppress(OSError):  # on a full disk the others learn it when they start again
        _mark().touch()
