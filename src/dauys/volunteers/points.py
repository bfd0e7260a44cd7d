"""Where a place lies, by the pack: its own point, or that of what it lies in; and how far two points are apart."""

from math import asin, cos, radians, sin, sqrt

from dauys.ground.packs.current import current

EARTH_KM = 6371.0088


def point_of(area_path: str) -> tuple[float, float] | None:
    """Degrees of latitude and longitude; None where the pack has no point for the place nor for anything above it."""
    known, code = current().areas, area_path.strip("/")
    while code:
        area = known.get(code)
        if area and area.lat is not None and area.lon is not None:
            return area.lat, area.lon
        code = code.rpartition("/")[0]
    return None


def typed_point(text: str) -> tuple[float, float] | None:
    """A point as maps write it, latitude and longitude with a comma between; None for anything else."""
    parts = [part.strip() for part in text.split(",")]
    try:
        lat, lon = map(float, parts)
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Along the ground on a sphere."""
    one, two = radians(lat), radians(other_lat)
    half = (radians(other_lon) - radians(lon)) / 2
    inner = sin((two - one) / 2) ** 2 + cos(one) * cos(two) * sin(half) ** 2
    return 2 * EARTH_KM * asin(min(sqrt(inner), 1.0))
