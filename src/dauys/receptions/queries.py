"""Reads of receptions: centres and hosts in an actor's reach, the visits of a day, one visit through the gate."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from dauys.cases.models import Obligation, Party
from dauys.cases.of_contact import Contact, contact_of
from dauys.cases.queries import visible_to
from dauys.cases.rules import OPEN_STATES
from dauys.directory.cache import place_of
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor, Grant
from dauys.ground.access.permissions import Denied, require
from dauys.ground.accounts.models import User
from dauys.ground.accounts.queries import holders, staff_of
from dauys.ground.ui.moments import local, midnight
from dauys.receptions.models import (
    IS_OCCUPYING,
    ClosedDay,
    Device,
    Errand,
    Host,
    Instruction,
    Office,
    Protocol,
    Referral,
    Schedule,
    Ticket,
    Visit,
    Visitor,
    Window,
)
from dauys.receptions.slots_open import BOOK_AHEAD, OpenSlot, free_slots, with_closed

LEADING = ("supervisor", "head")
RECEIVING = ("clerk", "supervisor", "head")
CALLING = ("clerk", "officer", "supervisor", "head")
CONTROLLING = ("controller", "supervisor", "head")
BRIEF = 8  # earlier cases and visits in the brief, one page
MOST_FAMILIES = 100
MOST = 300  # visits of a day on one page


def _within(actor: Actor, roles: Iterable[str], organization: str) -> Q:
    """The rows whose body, found by the path `organization`, the actor's grants of these roles cover."""
    grants: tuple[Grant, ...] = actor.grants_of(roles) if actor.kind == "staff" else ()
    scope = Q(pk__in=[])
    for grant in grants:
        own = Q(**{f"{organization}__path__startswith": grant.org_path})
        if grant.area_path:
            own &= Q(**{f"{organization}__area__path__startswith": grant.area_path})
        scope |= own
    return scope


def hosts_for(actor: Actor) -> QuerySet[Host]:
    """Who receives by schedule, of the bodies the actor works for, in the order of centres and bodies."""
    rows = Host.objects.select_related("office", "post", "organization__area").exclude(kind="counter")
    return rows.filter(_within(actor, RECEIVING, "organization"), is_active=True).order_by(
        "office__created_at", "organization__path", "created_at"
    )


def controlled_hosts(actor: Actor) -> list[Host]:
    """Whoever receives or received in the bodies whose receptions the actor controls; no day centres. One statement."""
    return list(_NAMED.filter(_within(actor, CONTROLLING, "organization")).exclude(kind="room"))


def controlled_tickets(actor: Actor) -> QuerySet[Ticket]:
    """The tickets of centres of the bodies whose receptions the actor controls."""
    return Ticket.objects.filter(_within(actor, CONTROLLING, "office__organization"))


def all_hosts() -> list[Host]:
    """Whoever receives or ever received; no day centres. One statement."""
    return list(_NAMED.exclude(kind="room"))


def host_for(actor: Actor, host: UUID, permission: str) -> Host:
    """The host, if the actor may do `permission` to it; raises Denied, also if absent."""
    row = Host.objects.select_related("office", "post", "organization__area").filter(pk=host).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row


_NAMED = Host.objects.select_related("office", "post", "organization__area")
_OPEN = _NAMED.filter(is_active=True, office__is_open=True)


def open_host(host: UUID) -> Host | None:
    """A host of an open centre, for everybody to see."""
    return _OPEN.filter(pk=host).first()


def open_hosts(area_path: str, word: str, language: str, *, up_from: str = "") -> list[Host]:
    """Who receives with a published schedule in a place or what lies in it, by a word of the name; the higher bodies
    first. `up_from` is the path of a body: its own hosts come first, then those of the bodies above. One statement."""
    rows = _OPEN.filter(schedules__state="published").distinct()
    if area_path:
        rows = rows.filter(organization__area__path__startswith=area_path)
    if up_from:
        steps = up_from.split("/")
        rows = rows.filter(organization__path__in=["/".join(steps[:n]) + "/" for n in range(1, len(steps))])
    deep = -1 if up_from else 1
    found = sorted(
        rows, key=lambda host: (deep * host.organization.path.count("/"), host.organization.path, host.created_at)
    )
    wanted = word.strip().casefold()
    return [h for h in found if wanted in f"{h.name(language)} {h.organization.name(language)}".casefold()]


def first_openings(body: Organization, at: datetime) -> list[tuple[Host, OpenSlot]]:
    """Who receives at a body, each with the first free time; three statements."""
    hosts = list(_OPEN.filter(organization=body))
    since = local(at).date()
    free = free_slots([host.pk for host in hosts], since, since + BOOK_AHEAD, at, online=True)
    return [(host, free[host.pk][0]) for host in hosts if free[host.pk]]


def offices() -> list[Office]:
    """All centres with who receives there by schedule; two statements."""
    hosts = Host.objects.select_related("post", "organization").filter(is_active=True).exclude(kind="counter")
    hosts = hosts.order_by("created_at")
    rows = Office.objects.select_related("organization").prefetch_related(Prefetch("hosts", hosts))
    return list(rows.order_by("created_at"))


def schedules_of(host: UUID) -> list[Schedule]:
    """All versions with their lines, the newest first. Two statements."""
    beside = ("drafted_by", "approved_by", "host__post", "host__organization__area")
    rows = Schedule.objects.select_related(*beside).prefetch_related("windows")
    return list(rows.filter(host=host).order_by("-version"))


def closed_days_of(host: UUID, since: date) -> list[date]:
    """The days from `since` on which a host does not receive although the schedule says so. One statement."""
    return list(ClosedDay.objects.filter(host=host, day__gte=since).order_by("day").values_list("day", flat=True))


def visiting_schedules(actor: Actor, since: date, until: date) -> list[list[Schedule]]:
    """Schedules that held or hold on these days with their visiting lines, host by host, of bodies the actor leads.
    Two statements."""
    rows = Schedule.objects.filter(
        _within(actor, LEADING, "host__organization"),
        state__in=["published", "replaced"],
        valid__overlap=DateRange(since, until),
    )
    visiting = with_closed(Window.objects.filter(mode="visiting").exclude(area_path=""))
    rows = rows.select_related("host__post", "host__organization").prefetch_related(Prefetch("windows", visiting))
    found: dict[UUID, list[Schedule]] = {}
    for row in rows.order_by("host", "version"):
        found.setdefault(row.host_id, []).append(row)
    return list(found.values())


def schedule_for(actor: Actor, schedule: UUID, permission: str) -> Schedule:
    row = Schedule.objects.select_related("host__organization__area", "host__office", "host__post").filter(pk=schedule)
    found = row.first()
    if found is None:
        raise Denied(permission)
    require(actor, permission, found)
    return found


def day_span(day: date) -> DateTimeTZRange:
    """A day of the office from midnight to midnight."""
    begins = midnight(day)
    return DateTimeTZRange(begins, begins + timedelta(days=1))


def visits_on(actor: Actor, day: date) -> list[Visit]:
    """The visits of a day with who comes: urgent ones first, then by their time; those without one by their coming.

    Two statements.
    """
    span = day_span(day)
    of_day = Q(during__overlap=span) | Q(during__isnull=True, created_at__gte=span.lower, created_at__lt=span.upper)
    mine = _within(actor, RECEIVING, "host__organization")
    mine |= _within(actor, ("officer",), "host__organization") & Q(host__kind="duty")
    rows = Visit.objects.filter(mine, of_day)
    rows = rows.exclude(state__in=["held", "expired", "moved"]).select_related(
        "host__office", "host__post", "host__organization__area", "case"
    )
    found = list(rows.prefetch_related("visitors").order_by("created_at")[:MOST])
    return sorted(found, key=lambda v: (not v.urgent, (v.during.lower if v.during else v.created_at), v.created_at))


def waiting_visits(actor: Actor) -> list[Visit]:
    """Who waits for a free time of a host, and to whom one is offered, the longest first. Two statements."""
    waits = Q(state="waiting") | Q(state="held", link_key__isnull=False)
    rows = Visit.objects.filter(waits, _within(actor, RECEIVING, "host__organization")).exclude(host__kind="room")
    rows = rows.select_related("host__office", "host__post", "host__organization__area")
    return list(rows.prefetch_related("visitors").order_by("created_at", "pk")[:MOST])


def visit_for(actor: Actor, visit: UUID, permission: str, *, people: bool = True) -> Visit:
    """The visit with host, case and `people`, if the actor may do `permission` to it; raises Denied, also if absent."""
    rows = Visit.objects.select_related("host__office__organization", "host__post", "host__organization__area", "case")
    displays = Device.objects.filter(office=OuterRef("host__office"), kind="display", ended_at=None)
    rows = rows.select_related("ticket").annotate(has_display=Exists(displays))
    row = (rows.prefetch_related("visitors") if people else rows).filter(pk=visit).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row


def protocols_of(visit: UUID) -> list[Protocol]:
    """All versions with their instructions, the newest first. Two statements."""
    rows = Protocol.objects.select_related("written_by", "signed_by").filter(visit=visit)
    orders = Instruction.objects.select_related("executor", "controller", "obligation").order_by("position")
    return list(rows.prefetch_related(Prefetch("instructions", orders)).order_by("-version"))


def protocol(protocol_id: UUID) -> Protocol | None:
    return Protocol.objects.filter(pk=protocol_id).first()


def controllers_of(host: Host) -> list[tuple[UUID, str]]:
    """Who controls receptions at the body of a host, by name. One statement."""
    body = host.organization
    found = holders([body.path], CONTROLLING)
    return list({h.user_id: h.name for h in found if h.covers(body.path, place_of(body))}.items())


def controlled_before(made: Protocol) -> dict[tuple[int, UUID], UUID | None]:
    """Who controls each instruction, by position and executor, by the signed versions before this one. One
    statement."""
    rows = Instruction.objects.filter(
        protocol__visit=made.visit_id, protocol__signed_at__isnull=False, protocol__version__lt=made.version
    )
    listed = rows.order_by("protocol__version").values_list("position", "executor", "controller")
    return {(position, executor): controller for position, executor, controller in listed}


def _newest_controller() -> Subquery:
    """Who controls an instruction by the newest signed version of its protocol."""
    same = Instruction.objects.filter(
        protocol__visit=OuterRef("protocol__visit"), position=OuterRef("position"), executor=OuterRef("executor"),
        protocol__signed_at__isnull=False,
    )  # fmt: skip
    return Subquery(same.order_by("-protocol__version").values("controller")[:1])


def under_control(actor: Actor, *, own: bool = False) -> list[Instruction]:
    """Instructions that are not carried out yet, the soonest first, each with `named`, the user who controls it: of
    heads and executors the actor controls, or only those that are named to be theirs. One statement."""
    mine = _within(actor, CONTROLLING, "protocol__visit__host__organization") | _within(actor, CONTROLLING, "executor")
    rows = Instruction.objects.filter(mine, obligation__state__in=OPEN_STATES).annotate(named=_newest_controller())
    if own:
        rows = rows.filter(named=actor.user_id)
    rows = rows.select_related(
        "executor", "obligation__case__voice", "protocol__visit__host__post", "obligation__owner"
    )
    return list(rows.order_by("due_on", "id")[:MOST])


def heads_controlled(actor: Actor) -> list[Host]:
    """The heads who receive, of the bodies the actor controls. One statement."""
    rows = Host.objects.select_related("office", "post", "organization").filter(kind="head", is_active=True)
    return list(rows.filter(_within(actor, CONTROLLING, "organization")).order_by("organization__path", "created_at"))


def companions_of(host: Host) -> list[User]:
    """Who may go with a family: the staff of the host's body. One statement."""
    return staff_of(host.organization.path, *CALLING)


def _errands() -> QuerySet[Errand]:
    return Errand.objects.select_related("body", "obligation").defer("obligation__ledger").order_by("position")


def referrals_of(visit: UUID) -> list[tuple[Referral, list[Errand]]]:
    """What a visit was referred for with the demands that came of it, the newest first. One statement."""
    rows = _errands().select_related("referral__companion").filter(referral__visit=visit)
    return [(made, list(of_it)) for made, of_it in groupby(rows.order_by("-referral__made_at", "position"), _referral)]


def _referral(errand: Errand) -> Referral:
    return errand.referral


def referral_for(actor: Actor, referral: UUID, permission: str) -> Referral:
    """The referral, if the actor may do `permission` to it; raises Denied, also if absent."""
    row = Referral.objects.select_related("visit__host__organization__area").filter(pk=referral).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row


def accompanied_by(actor: Actor) -> list[Referral]:
    """The families somebody goes with, the newest first. Three statements."""
    rows = Referral.objects.select_related("companion", "visit__case", "visit__host__post")
    rows = rows.prefetch_related("visit__visitors", Prefetch("errands", _errands()))
    return list(rows.filter(companion=actor.user_id).order_by("-made_at")[:MOST_FAMILIES])


def referral_of_case(case: UUID) -> Referral | None:
    """Who goes with the family of a case, and how many `bodies` were asked: the newest referral. One statement."""
    rows = Referral.objects.select_related("companion", "visit__host__organization").annotate(bodies=Count("errands"))
    return rows.filter(visit__case=case).order_by("-made_at").first()


def instruction_of(obligation: UUID) -> Instruction | None:
    """The instruction an obligation came from, with the head who gave it."""
    return Instruction.objects.select_related("protocol__visit__host__post").filter(obligation=obligation).first()


def contact_of_visit(visit: Visit) -> Contact | None:
    """How who leads the visit is found among the parties of cases; none for who left no contact. One statement."""
    lead = visit.lead
    if lead is None or not (lead.phone or lead.email):
        return None
    return contact_of("sms", lead.phone) if lead.phone else contact_of("mail", lead.email)


def earlier_cases(actor: Actor, visit: Visit) -> list[Obligation]:
    """The newest demand of each earlier case of who comes, as far as the actor may see them; the newest first. Three
    statements."""
    contact = contact_of_visit(visit)
    if contact is None:
        return []
    own = Party.objects.filter(contact.meant, role="applicant").exclude(case=visit.case_id)
    cases = list(own.order_by("-created_at").values_list("case_id", flat=True)[:BRIEF])
    rows = visible_to(actor).filter(case__in=cases).order_by("case", "-leg").distinct("case")
    found = rows.select_related("case__voice", "owner").defer("ledger", "case__voice__text")
    return sorted(found, key=lambda row: row.case.received_at, reverse=True)


def earlier_visits(visit: Visit) -> list[Visit]:
    """When who comes was received before by the same body, with the protocols; the newest first. Three statements."""
    contact = contact_of_visit(visit)
    if contact is None:
        return []
    same = Visitor.objects.filter(contact.meant, role="lead").values("visit")
    rows = Visit.objects.filter(pk__in=same, host__organization=visit.host.organization_id).exclude(pk=visit.pk)
    rows = rows.filter(state__in=["serving", "done", "no_show"])
    rows = rows.select_related("host__post").prefetch_related("protocols")
    return list(rows.order_by("-created_at")[:BRIEF])


def counters_for(actor: Actor) -> list[Host]:
    """The counters of the centres the actor works in, by centre and number."""
    rows = Host.objects.select_related("office", "post", "staffed_by", "organization__area")
    rows = rows.filter(_within(actor, CALLING, "organization"), kind="counter", is_active=True)
    return sorted(rows, key=lambda host: (host.office.created_at, len(host.room), host.room))


def counters_at(office: UUID, day: date) -> list[Host]:
    """The counters of a centre by their number, each with how many were `served` there on a day. One statement."""
    served = Count("tickets", filter=Q(tickets__day=day, tickets__state="done"))
    rows = Host.objects.filter(office=office, kind="counter", is_active=True).annotate(served=served)
    return sorted(rows, key=lambda host: (len(host.room), host.room))


def tickets_at(host: Host, day: date, most: int) -> tuple[Ticket | None, list[Ticket], list[Ticket], list[Ticket]]:
    """Of a counter on a day: who is there, who is parked, who missed, who waits for it in order. Two statements."""
    here = list(Ticket.objects.filter(host=host, day=day, state__in=["called", "serving", "parked", "missed"]))
    by_state: dict[str, list[Ticket]] = {}
    for ticket in sorted(here, key=lambda t: t.called_at or t.made_at):
        by_state.setdefault(ticket.state, []).append(ticket)
    now_there = next(iter(by_state.get("serving", []) + by_state.get("called", [])), None)
    missed = [t for t in by_state.get("missed", []) if not t.came_back]
    return now_there, by_state.get("parked", []), missed[-5:], list(waiting_for(host, day)[:most])


def waiting_for(host: Host, day: date) -> QuerySet[Ticket]:
    """Who a counter may call, in their order."""
    rows = Ticket.objects.filter(office=host.office_id, day=day, state="waiting")
    rows = rows.filter(Q(only_host=False) | Q(host=host))
    if host.services:
        rows = rows.filter(Q(service__in=host.services) | Q(host=host, only_host=True))
    return rows.order_by("rank_at", "serial")


def people_of_visits(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What who leads each visit is known by; who was moved has it with the visit they were moved to."""
    rows = Visitor.objects.filter(visit__in=list(ids), role="lead").only("visit", "phone", "email")
    return {row.visit_id: known for row in rows if (known := row.phone or row.email.lower())}


def booked_by_older_key(row: Visit, keys: list[bytes]) -> bool:
    """Whether the person of a visit has another at that time under a digest of an older look-up key, which the
    database cannot hold against the newer one. No statement while there is one key."""
    if not keys or row.during is None:
        return False
    return (
        Visit.objects.filter(IS_OCCUPYING, person_key__in=keys, during__overlap=row.during).exclude(pk=row.pk).exists()
    )
