"""Bodies and territories of the pack kept in the process: they change with a pack, and every intake needs them."""

from functools import cache

from dauys.directory.models import Organization
from dauys.ground.places.models import Area


@cache
def organizations() -> dict[str, Organization]:
    """Every body by code. Two statements a process, none after."""
    return {o.code: o for o in Organization.objects.select_related("parent").order_by("position")}


@cache
def areas() -> dict[str, Area]:
    """Every territory by path, parents before children."""
    return {a.path: a for a in Area.objects.order_by("position")}


def forget() -> None:
    """Reads both anew the next time; called when a pack is loaded."""
    organizations.cache_clear()
    areas.cache_clear()
