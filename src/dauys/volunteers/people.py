"""A volunteer as they gave themselves, and what one person is known by, however often they sign up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dauys.core.folding import fold


@dataclass(frozen=True, slots=True)
class NewPlace:
    """From where somebody helps: a territory, a point in degrees, and how many kilometres they go."""

    area_path: str
    lat: float
    lon: float
    radius_km: int = 15


@dataclass(frozen=True, slots=True)
class NewVolunteer:
    """Phone in E.164; texts stripped. `skills` are codes of the pack with the paper that shows each, or nothing;
    `free` the parts of a week as bits (`rules.bits_of`)."""

    name: str
    born_on: date
    places: Sequence[NewPlace]
    language: str
    phone: str = ""
    email: str = ""
    languages: Sequence[str] = ()
    skills: Mapping[str, str] = field(default_factory=dict)
    free: int = 0
    max_load: int = 1
    emergency_name: str = ""
    emergency_phone: str = ""
    quiet_since: int | None = None
    quiet_until: int | None = None


@dataclass(frozen=True, slots=True)
class Guardian:
    """A parent or guardian: who they are to the young volunteer stands in `relation`; phone in E.164, or none."""

    name: str
    phone: str = ""
    relation: str = ""


def known_by(name: str, phone: str, email: str, born_on: date | None) -> str:
    """What one person is known by: their contact with name and day of birth, so that a family may share a phone;
    empty for who gave no contact."""
    contact = phone or email.lower()
    return "|".join((contact, fold(name), born_on.isoformat() if born_on else "")) if contact else ""
