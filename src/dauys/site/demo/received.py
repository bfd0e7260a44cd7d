"""A head who receives: a centre with a published schedule, who comes these days, and a protocol with instructions."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from dauys.directory.cache import areas, organizations
from dauys.directory.models import Post
from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, zone
from dauys.receptions import actions as receptions
from dauys.receptions import counter_lines
from dauys.receptions.actions import Line, Order, Person
from dauys.receptions.models import Host
from dauys.receptions.queries import controllers_of
from dauys.receptions.rules import TICKET_RESULTS
from dauys.receptions.slots_open import free_slots
from dauys.site.demo.places import open_day_centre, refer, visiting_lines
from dauys.site.demo.staff import Cast
from dauys.site.demo.texts import received

_SPACE = UUID("6f1d1f0a-52f2-4e4e-9a55-3c1b7d3a9e10")
PLANNED = timedelta(days=30)  # so long ago the schedule was made
COMING = 4  # how many have booked
COUNTERS, QUEUED, WAITING = 3, 14, 5
SERVED = timedelta(minutes=58)  # since when the counter is open today


def receive(actors: Mapping[str, Actor], cast: Cast, at: datetime) -> None:
    """Nothing where the pack's demonstration has no head, deputy or administrator to act."""
    head, deputy, admin = (actors.get(login) for login in (cast.head, cast.deputy, "admin"))
    post = Post.objects.filter(organization__code=cast.own, role="head").first()
    told = received(current().code)
    if not (told and head and deputy and admin and post) or head.id == deputy.id or not head.has_role("head"):
        return
    host = _host(post, told, admin, at - PLANNED)
    _schedule(host, deputy, head, told, at)
    _come(host, deputy, head, told, at)
    _queue(host, deputy, admin, at)
    open_day_centre(host.office_id, told, admin, deputy, head, at)


def _host(post: Post, told: Mapping[str, Any], admin: Actor, at: datetime) -> Host:
    pack = current()
    office = receptions.open_office(
        organization=organizations()[post.organization.code],
        names=told["centre"],
        address=told["address"],
        hours=dict.fromkeys(pack.languages, "9:00–18:00"),
        access_notes=told["access"],
        languages=list(pack.languages),
        actor=admin,
        at=at,
    )
    return receptions.add_host(office=office.pk, post=post, room="104", actor=admin, at=at)


def _schedule(host: Host, deputy: Actor, head: Actor, told: Mapping[str, Any], at: datetime) -> None:
    since = local(at - PLANNED).date()
    first = since + timedelta(days=(3 - since.weekday()) % 7)  # a Thursday
    lines = [
        Line(first, time(10), 120, "FREQ=WEEKLY;BYDAY=TH", kept=2),
        Line(first + timedelta(days=4), time(15), 90, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", slot_minutes=30, mode="video"),
        *visiting_lines(host, first, told["meeting_point"][current().languages[0]]),
    ]
    until, planned = since + timedelta(days=180), at - PLANNED
    row = receptions.draft(host=host.pk, since=since, until=until, lines=lines, actor=deputy, at=planned)
    receptions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=head, at=planned + timedelta(hours=1))
    receptions.publish(schedule=row.pk, actor=deputy, at=planned + timedelta(hours=2))


def _come(host: Host, deputy: Actor, head: Actor, told: Mapping[str, Any], at: datetime) -> None:
    """Two out of schedule today, one of them urgent; one received yesterday; some booked for the next days."""
    place = next(path for path in areas() if path.startswith(host.area_path) and path != host.area_path)
    language = current().languages[0]
    reasons = current().section("visits.yaml")
    about: dict[str, Any] = {"host": host.pk, "area_path": place, "language": language, "actor": deputy}

    def person(number: int) -> Person:
        return Person(told["people"][number], f"+7700000{7000 + number}")

    yesterday = at - timedelta(days=1)
    visit = receptions.register(
        key=uuid5(_SPACE, "0"),
        person=person(0),
        text=told["matters"][0],
        reason=reasons[-1].code,
        at=yesterday,
        **about,
    )
    receptions.serve(visit=visit.pk, actor=deputy, at=yesterday + timedelta(minutes=10))
    bodies = [
        organizations()[code] for code in sorted(organizations()) if code.startswith(f"{host.organization.code}/")
    ]
    may_control = [user for user, _name in controllers_of(host)]
    controller = deputy.user_id if deputy.user_id in may_control else None
    orders = [
        Order(body, text, local(at).date() + timedelta(days=days), controller)
        for body, text, days in zip(bodies, told["orders"], (-1, 14), strict=False)
    ]
    made = receptions.write(
        visit=visit.pk, outcome="instruction", summary=told["found"][0], decided=told["decided"][0], orders=orders,
        revision=0, actor=deputy, at=yesterday + timedelta(minutes=30),
    )  # fmt: skip
    receptions.sign(protocol=made.pk, revision=made.revision, actor=head, at=yesterday + timedelta(minutes=40))
    for number, urgently in ((1, True), (2, False)):
        visit = receptions.register(
            key=uuid5(_SPACE, str(number)), person=person(number), text=told["matters"][number],
            reason=reasons[0 if urgently else -1].code, urgently=urgently, at=at - timedelta(minutes=50 - 20 * number),
            **about,
        )  # fmt: skip
    refer(visit, told, deputy, at - timedelta(minutes=5))
    since = local(at).date() + timedelta(days=1)
    free = free_slots([host.pk], since, since + timedelta(days=21), at, online=False)[host.pk]
    for number, slot in enumerate(free[:COMING], 3):
        receptions.book_at_desk(
            key=uuid5(_SPACE, str(number)), host=host.pk, starts=slot.starts.astimezone(zone()), source="phone",
            language=language, person=person(number), text=told["matters"][number % 3], area_path=place, actor=deputy,
            at=at - timedelta(hours=2),
        )  # fmt: skip


def _queue(host: Host, deputy: Actor, admin: Actor, at: datetime) -> None:
    """Three counters, a kiosk and a display; some were served today, one is at the first counter, some wait."""
    services, firsts = list(counter_lines.services()), list(counter_lines.firsts())
    if not services:
        return
    office, language = host.office_id, current().languages[0]
    counters = [
        receptions.add_counter(office=office, number=n, actor=admin, at=at - PLANNED) for n in range(1, COUNTERS + 1)
    ]
    for kind in ("kiosk", "display"):
        receptions.add_device(office=office, kind=kind, label=host.office.name(language), actor=admin, at=at - PLANNED)
    about: dict[str, Any] = {"host": counters[0].pk, "actor": deputy}
    receptions.staff_counter(at=at - SERVED, **about)
    came = [(at - SERVED + timedelta(minutes=4 * number), number) for number in range(QUEUED)]

    def take(until: datetime) -> None:
        """Numbers to who has come by then."""
        while came and came[0][0] <= until:
            then, number = came.pop(0)
            receptions.take_ticket(
                key=uuid5(_SPACE, f"ticket {number}"), office=office, service=services[number % len(services)],
                first=firsts[-1] if firsts and number % 7 == 3 else "", language=language, at=then,
            )  # fmt: skip

    for number in range(QUEUED - WAITING):
        began = at - SERVED + timedelta(minutes=5 * number)
        take(began)
        row = receptions.call_next(at=began, **about)
        if row is None:
            return
        receptions.serve_ticket(ticket=row.pk, at=began + timedelta(minutes=1), **about)
        if number < QUEUED - WAITING - 1:
            receptions.finish(
                ticket=row.pk, service=row.service, result=TICKET_RESULTS[number % 3], at=began + timedelta(minutes=5),
                **about,
            )  # fmt: skip
    if came:
        take(came[-1][0])
