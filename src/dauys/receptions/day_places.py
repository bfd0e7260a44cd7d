"""Reads of places for days: who has one, who came, who waits and who of them is next."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from dauys.core.queue import rank
from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current
from dauys.receptions.models import Host, Visit, Visitor
from dauys.receptions.queries import day_span, hosts_for
from dauys.receptions.rules import missed_running

ON_SHEET = ("booked", "arrived", "no_show")


def places_for(actor: Actor) -> list[Host]:
    """The places for days of the bodies the actor works for. One statement."""
    return list(hosts_for(actor).filter(kind="room"))


def in_line(host: UUID) -> list[Visit]:
    """Who waits for a place with their `lead_name`, who is next first: by how long they wait, a need of the pack
    counting as days. One statement."""
    bonus = {need.code: timedelta(days=need.days) for need in current().section("places.yaml")}
    lead = Visitor.objects.filter(visit=OuterRef("pk"), role="lead").values("name")
    rows = Visit.objects.filter(host=host, state="waiting").annotate(lead_name=Subquery(lead))
    return sorted(rows, key=lambda v: (rank(v.created_at, bonus.get(v.reason, timedelta())), v.created_at, v.pk))


def day_of(host: UUID, day: date) -> list[Visit]:
    """Who has a place on a day, by their names. Two statements."""
    rows = Visit.objects.filter(host=host, during__overlap=day_span(day), state__in=ON_SHEET)
    return sorted(rows.prefetch_related("visitors"), key=lambda v: v.lead.name.casefold() if v.lead else "")


def missed_before(host: UUID, people: Iterable[bytes], until: datetime) -> dict[bytes, int]:
    """How many days running each of these did not come, up to and with the days that began by then. One statement."""
    rows = Visit.objects.filter(host=host, person_key__in=list(people), during__startswith__lte=until)
    rows = rows.filter(state__in=["arrived", "no_show"]).order_by("-during")
    states: dict[bytes, list[str]] = {}
    for key, state in rows.values_list("person_key", "state"):
        if key:
            states.setdefault(bytes(key), []).append(state)
    return {key: missed_running(found) for key, found in states.items()}


def places_today(hosts: Iterable[UUID], day: date) -> dict[UUID, dict[str, int]]:
    """How many of each state a place has on a day, and how many wait for it. One statement."""
    rows = Visit.objects.filter(host__in=list(hosts))
    rows = rows.filter(Q(during__overlap=day_span(day), state__in=ON_SHEET) | Q(state="waiting"))
    found: dict[UUID, dict[str, int]] = {}
    for host, state, count in rows.values_list("host", "state").annotate(count=Count("id")):
        found.setdefault(host, {})[state] = count
    return found
