"""The volunteer offices: bodies of their kind in the directory, from the national one down; which one a place has."""

from dauys.directory.cache import organizations, place_of
from dauys.directory.models import Organization

KIND = "volunteer_office"


def offices() -> list[Organization]:
    """Every volunteer office, those above first. No statement once the directory is in the process."""
    return sorted((body for body in organizations().values() if body.kind == KIND), key=lambda body: body.path)


def office_paths() -> list[str]:
    return [body.path for body in offices()]


def office_of(area_path: str) -> Organization | None:
    """The office nearest above a place; None where no office works for it."""
    found = [(place_of(body), body) for body in offices()]
    over = [(place, body) for place, body in found if place and area_path.startswith(place)]
    return max(over, key=lambda pair: len(pair[0]))[1] if over else None
