"""Reads of volunteering that several pages share: what lies in an actor's reach, one row through the gate."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, JSONField, Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from dauys.ground.access.actors import Actor, Grant
from dauys.ground.access.fence import whole_house
from dauys.ground.access.permissions import Denied, require
from dauys.ground.packs.current import current
from dauys.volunteers.access import CALLING, COORDINATING
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Certificate, Claim, Gap, Group, Line, Offer, Presence, Run, Volunteer
from dauys.volunteers.people import known_by
from dauys.volunteers.rules import OFFER_STATES, TAKES_PLACE

MOST_CREW = 1000  # on one list for who leads on the spot


def within(actor: Actor, roles: Iterable[str], path: str, area: str) -> Q:
    """The rows whose office and place, found by the columns `path` and `area`, the actor's grants of these roles
    cover."""
    grants: tuple[Grant, ...] = actor.grants_of(roles) if actor.kind == "staff" else ()
    scope = Q(pk__in=[])
    for grant in grants:
        own = Q(**{f"{path}__startswith": grant.org_path})
        if grant.area_path:
            own &= Q(**{f"{area}__startswith": grant.area_path})
        scope |= own
    return scope


def volunteers_for(actor: Actor, roles: Iterable[str] = CALLING) -> QuerySet[Volunteer]:
    """The volunteers of the offices in an actor's reach, without those who left."""
    rows = Volunteer.objects.exclude(state="left").select_related("office__area", "group")
    return rows.filter(within(actor, roles, "office__path", "office__area__path"))


def askable(actor: Actor, work: str) -> QuerySet[Volunteer]:
    """Whom an actor may ask for a kind of work: the volunteers in their reach; for work that goes first, everybody."""
    if works_of(current())[work].first:
        return Volunteer.objects.exclude(state="left").select_related("office__area", "group")
    return volunteers_for(actor)


def groups_for(actor: Actor, roles: Iterable[str] = CALLING) -> QuerySet[Group]:
    return Group.objects.select_related("office__area", "leader").filter(
        within(actor, roles, "office__path", "office__area__path")
    )


def lines_for(actor: Actor, roles: Iterable[str] = CALLING) -> QuerySet[Line]:
    """The lines of needs that lie with the offices in an actor's reach."""
    rows = Line.objects.select_related(*_WITH_LINE)
    return rows.filter(within(actor, roles, "obligation__owner_path", "obligation__area_path"))


def get_volunteer(actor: Actor, volunteer: UUID, permission: str) -> Volunteer:
    """One volunteer through the gate; raises Denied, also where there is none."""
    return _get(
        Volunteer.objects.exclude(state="left").select_related("office__area", "group"), actor, volunteer, permission
    )


def get_group(actor: Actor, group: UUID, permission: str) -> Group:
    return _get(Group.objects.select_related("office__area", "leader"), actor, group, permission)


def get_certificate(actor: Actor, certificate: UUID, permission: str) -> Certificate:
    """One certificate through the gate, with its volunteer; raises Denied, also where there is none."""
    return _get(
        Certificate.objects.select_related("office__area", "key", "volunteer__office__area"),
        actor,
        certificate,
        permission,
    )


def get_line(actor: Actor, line: UUID, permission: str) -> Line:
    """One line of a need with its demand and case through the gate; raises Denied, also where there is none. One
    statement."""
    return _get(Line.objects.select_related(*_WITH_LINE), actor, line, permission)


def line_to_show(actor: Actor, line: UUID, permission: str) -> Line:
    """As `get_line`, for the page of a line: with how many offers it has `by_state`, and of its demand and case nothing
    but what that page says. One statement."""
    counts = RawSQL(_BY_STATE, (), output_field=JSONField())  # noqa: S611  # nosec B611  our own words
    own = [field.name for field in Line._meta.concrete_fields]
    rows = Line.objects.select_related(*_WITH_LINE).only(*own, *_SHOWN).annotate(by_state=counts)
    return _get(rows, actor, line, permission)


_WITH_LINE = ("obligation__owner", "obligation__case__voice", "obligation__demand")
_SHOWN = (
    "obligation__owner_path", "obligation__area_path", "obligation__answered_at", "obligation__owner__names",
    "obligation__case__year", "obligation__case__serial", "obligation__case__language",
    "obligation__case__voice__subject", "obligation__demand__text",
)  # fmt: skip
_BY_STATE = """(SELECT jsonb_object_agg(s.state, s.n) FROM (SELECT o.state, count(*) AS n FROM volunteers_offer o
WHERE o.line_id = volunteers_line.obligation_id GROUP BY o.state) s)"""


def is_filed(key: UUID) -> bool:
    """Whether a form with this key led to a need already: the second of two clicks is no duplicate."""
    return Line.objects.filter(obligation__case__idempotency_key=key).exists()


def open_lines(actor: Actor, at: datetime, *, after: tuple[datetime, UUID] | None, most: int) -> list[Line]:
    """The open lines in an actor's reach whose time is not over, soonest first. One statement."""
    rows = lines_for(actor).filter(state="open", during__endswith__gt=at)
    if after:
        rows = rows.filter(
            Q(during__startswith__gt=after[0]) | Q(during__startswith=after[0], obligation_id__gt=after[1])
        )
    return list(rows.order_by("during__startswith", "obligation_id")[:most])


@dataclass(frozen=True, slots=True)
class Asked:
    """One offer of a line, and who got it: what lists of a line show."""

    id: UUID
    state: str
    is_leader: bool
    distance_km: float | None
    declined: str
    came_at: datetime | None
    until: datetime | None
    name: str
    phone: str


_ASKED = (
    "pk", "state", "is_leader", "distance_km", "declined", "came_at", "until", "volunteer__name", "volunteer__phone",
)  # fmt: skip


def offers_of(line: Line, *, state: str, after: str, most: int) -> list[Asked]:
    """Offers of a line with their people, in the order in which they were made; of one state, where it is a state.
    `after` is the id of the last one seen. One statement, which looks for people only once it has chosen the offers:
    the database cannot know yet how many there are, minutes after thousands were asked."""
    rows = Offer.objects.filter(line=line)
    rows = rows.filter(state=state) if state in OFFER_STATES else rows.exclude(state="dropped")
    with suppress(ValueError):
        rows = rows.filter(pk__gt=UUID(after))
    chosen = rows.order_by("pk").values("pk")[:most]
    return [Asked(*row) for row in Offer.objects.filter(pk__in=chosen).order_by("pk").values_list(*_ASKED)]


def open_shifts(at: datetime, area_path: str, most: int) -> list[Line]:
    """Open shifts that have not begun, soonest first, in a territory or everywhere. Of a need nothing is read but the
    office and the place."""
    with whole_house():
        rows = Line.objects.filter(is_shared=True, state="open", during__startswith__gt=at)
        if area_path:
            rows = rows.filter(obligation__area_path__startswith=area_path)
        rows = rows.select_related("obligation__owner").order_by("during__startswith", "obligation_id")
        return list(rows[:most])


def open_shift(line: UUID) -> Line | None:
    """One open shift, also when it is full or over. One statement."""
    with whole_house():
        rows = Line.objects.filter(is_shared=True).select_related("obligation__owner")
        return rows.filter(pk=line).first()


def offer_of_link(secret_key: bytes) -> Offer | None:
    """The offer a link leads to, with its line, its person and what their guardians agreed to. Two statements."""
    with whole_house():
        rows = Offer.objects.select_related("volunteer", "line__obligation__owner", "line__obligation__demand")
        return rows.prefetch_related("volunteer__consents").filter(link_key=secret_key).first()


def offers_to(volunteer: Volunteer, at: datetime, most: int) -> list[Offer]:
    """What a volunteer was asked for and takes part in, and is not over; the soonest first. One statement."""
    with whole_house():
        rows = Offer.objects.filter(volunteer=volunteer, during__endswith__gt=at).exclude(link_key=None)
        rows = rows.exclude(state__in=["planned", "dropped", "declined"])
        return list(rows.select_related("line__obligation__owner").order_by("during__startswith", "pk")[:most])


def crew_of(line: Line) -> list[Offer]:
    """Who comes to a line, for who leads there: names and phones. One statement."""
    rows = Offer.objects.filter(line=line, state__in=TAKES_PLACE).select_related("volunteer")
    return list(rows.order_by("pk")[:MOST_CREW])


def no_shows(volunteer: UUID) -> int:
    """How often somebody had said that they come and did not, as two people saw it; who cancels is never counted."""
    return Presence.objects.filter(volunteer=volunteer, outcome="absent", state="approved").count()


def group_claims(group: UUID, at: datetime) -> list[Claim]:
    """The claims of a group that still hold places. One statement."""
    with whole_house():
        rows = Claim.objects.filter(group=group, state="active", until__gt=at)
        return list(rows.select_related("line__obligation__owner").order_by("until"))


def _get(rows: QuerySet[Any], actor: Actor, key: UUID, permission: str) -> Any:
    row = rows.filter(pk=key).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row


def runs_for(actor: Actor, roles: Iterable[str] = COORDINATING) -> QuerySet[Run]:
    """The plans of the offices in an actor's reach, and those of offices above them, the newest first."""
    rows = Run.objects.select_related("office__area", "made_by").order_by("-made_at", "-pk")
    above = {
        f"{path}/"
        for grant in actor.grants_of(roles)
        for path in accumulate(grant.org_path.strip("/").split("/"), "{}/{}".format)
    }
    return rows.filter(within(actor, roles, "office__path", "office__area__path") | Q(office__path__in=above))


def get_run(actor: Actor, run: UUID) -> Run:
    """One plan that an actor may see; raises Denied, also where there is none."""
    row = runs_for(actor).filter(pk=run).first()
    if row is None:
        raise Denied("volunteers.plan")
    return row


_DEMAND = "line__obligation__demand"


def gaps_for(actor: Actor, run: Run) -> QuerySet[Gap]:
    """The lines in an actor's reach that a plan could not fill, the most urgent first."""
    rows = run.gaps.select_related(_DEMAND).order_by("-line__priority", "line")
    return rows.filter(_of_line(actor))


def pairs_for(actor: Actor, run: Run) -> QuerySet[Offer]:
    """Whom a plan means for the lines in an actor's reach, line by line."""
    rows = run.offers.exclude(state="dropped").select_related("volunteer", _DEMAND).order_by("line", "pk")
    return rows.filter(_of_line(actor))


def _of_line(actor: Actor) -> Q:
    return within(actor, COORDINATING, "line__obligation__owner_path", "line__obligation__area_path")


def idle_of(run: Run) -> list[tuple[str, int]]:
    """How many people a plan left without a task for each reason, the most first."""
    rows = run.idle.annotate(people=Func(F("volunteers"), function="cardinality", output_field=IntegerField()))
    return list(rows.order_by("-people", "reason").values_list("reason", "people"))


def planned_at() -> datetime | None:
    """When the newest plan was made that nobody asked for; None before the first."""
    return Run.objects.filter(made_by=None).aggregate(Max("made_at"))["made_at__max"]


def people_of_volunteers(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What each volunteer is known by, for a newer look-up key."""
    rows = Volunteer.objects.filter(pk__in=list(ids)).only("name", "phone", "email", "born_on")
    return {row.pk: known for row in rows if (known := known_by(row.name, row.phone, row.email, row.born_on))}
