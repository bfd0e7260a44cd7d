"""The volunteers of the desk as a list: what it is narrowed by, and its pages by a mark."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from dauys.cases.of_contact import contact_of
from dauys.ground.access.actors import Actor
from dauys.volunteers.marks import mark, place_of
from dauys.volunteers.models import Volunteer
from dauys.volunteers.queries import volunteers_for
from dauys.volunteers.rules import VETTING

PAGE = 50
LISTED = ("active", "paused", "unconfirmed")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed by; empty for no matter. `office` is its code, `group` an id, `contact` (channel,
    address)."""

    state: str = ""
    skill: str = ""
    vetting: str = ""
    office: str = ""
    group: UUID | None = None
    contact: tuple[str, str] = ("", "")

    @property
    def meant(self) -> Q:
        wanted = Q(state=self.state) if self.state in LISTED else Q(state__in=LISTED)
        if self.skill:
            wanted &= Q(skills__skill=self.skill)
        if self.vetting in VETTING:
            wanted &= Q(vetting=self.vetting)
        if self.office:
            wanted &= Q(office__code=self.office)
        if self.group:
            wanted &= Q(group=self.group)
        if self.contact[0]:
            wanted &= contact_of(*self.contact).meant
        return wanted


def listed(actor: Actor, by: Narrowed, after: str = "") -> tuple[list[Volunteer], str]:
    """The next volunteers in the actor's reach, newest first, and the mark of the page behind them; a mark that is
    none begins from the top. One statement."""
    rows: QuerySet[Volunteer] = volunteers_for(actor).filter(by.meant)
    if place := place_of(after):
        at, key = place
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=key))
    found = list(rows.order_by("-created_at", "-pk")[: PAGE + 1])
    return found[:PAGE], mark(found[PAGE - 1].created_at, found[PAGE - 1].pk) if len(found) > PAGE else ""
