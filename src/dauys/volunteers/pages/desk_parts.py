"""What the desk's pages of volunteers share: who asks, their offices, and which parts stand in the line above."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from dauys.cases.desk import desk_frame, lang
from dauys.directory.cache import place_of
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.volunteers.offices import offices


@dataclass(frozen=True, slots=True)
class _At:
    """An office as permissions see what belongs to it."""

    owner_path: str
    area_path: str


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def offices_of(actor: Actor, permission: str) -> list[Organization]:
    """The offices at which the actor may do something. No statement."""
    return [office for office in offices() if allows(actor, permission, _At(office.path, place_of(office)))]


def office_choices(found: list[Organization]) -> list[tuple[str, str]]:
    return [(office.code, office.name(lang())) for office in found]


def frame(request: HttpRequest, **about: Any) -> dict[str, Any]:
    """What a page of the desk needs, and which parts of volunteering stand in the line above it."""
    actor = actor_of(request)
    may = {
        f"may_{name}": allows(actor, f"volunteers.{name}") for name in ("view", "plan", "call", "import", "see_numbers")
    }
    return {**desk_frame(request), **may, **about}
