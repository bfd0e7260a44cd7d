"""An example of everything that receptions show."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.timezone import localdate

from dauys.directory.models import Post
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.moment import now
from dauys.ground.ui.moments import local, zone
from dauys.receptions import actions as receptions
from dauys.receptions import links
from dauys.receptions.devices import device_address
from dauys.receptions.devices import remember as remember_screen
from dauys.receptions.models import Device, Visit
from tests import factories as make
from tests.receptions import DECIDED, FOUND, WORDS, line, person


def receptions_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """What a GET gives to whom at the pages of receptions; the citizen has a time kept and wrote who comes."""
    unfinished = {**all_of(302), "citizen": 200}
    return {
        "meet": all_of(200),
        **dict.fromkeys(["open_numbers", "open_numbers_csv", "open_numbers_json"], all_of(200)),
        "open_schedule": all_of(200),
        "schedule_feed": all_of(200),
        "keep_slot": all_of(405),
        "coming": unfinished,
        "meet_first": unfinished,
        "confirm_visit": unfinished,
        "own_visit": {**all_of(200), "citizen": 302},
        "own_visit_calendar": all_of(404),
        "own_protocol": all_of(404),  # nobody of this table was received
        "own_visit_step": all_of(405),
        "open_visit": all_of(302),
        "visit_brief": only("supervisor", "head"),
        "kiosk": {**all_of(404), "citizen": 200},
        "given_ticket": {**all_of(404), "citizen": 200},
        "display": all_of(404),  # the citizen's browser is a kiosk
        "display_now": all_of(404),
        "open_screen": all_of(302),
        "ticket": all_of(200),
        "ticket_now": all_of(200),
        "counters": only("clerk", "officer", "supervisor", "head", "stranger"),
        "counter": only("officer", "supervisor", "head"),
        "counter_step": all_of(405),
        "centre_counters": only("administrator"),
        "end_screen": all_of(405),
        "receptions": only("clerk", "officer", "supervisor", "head", "stranger"),
        "register_visit": {**only("supervisor", "head"), "clerk": 302},
        **dict.fromkeys(
            ["reception_control", "reception_numbers", "reception_numbers_csv", "reception_numbers_json"],
            only("supervisor", "head", "controller"),
        ),
        "reception_places": only("clerk", "supervisor", "head"),
        "reception_place": only("supervisor", "head"),
        "reception_attendance": only("supervisor", "head"),
        "give_place": all_of(405),
        "reception_travel": only("supervisor", "head"),
        "reception_companions": only("clerk", "officer", "supervisor", "head", "stranger"),
        "visit_refer": only("supervisor", "head"),
        "change_companion": all_of(405),
        "visit": only("supervisor", "head"),
        "visit_step": all_of(405),
        "move_visit": only("head"),
        "visit_paper": all_of(405),
        "visit_protocol": only("supervisor", "head"),
        "sign_visit_protocol": all_of(405),
        "reception_schedules": only("clerk", "supervisor", "head"),
        "reception_schedule": only("supervisor", "head"),
        "close_reception_day": all_of(405),
        "approve_schedule": all_of(405),
        "publish_schedule": all_of(405),
        "reception_centres": only("administrator"),
        "new_centre": only("administrator"),
        "centre": only("administrator"),
        "reception_hosts": only("administrator"),
    }


def reception_things(admin: Actor, planner: Actor, chief: Actor, at: datetime) -> dict[str, dict[str, Any]]:
    """A head who receives: a schedule approved, another drafted, a visit that waits, one begun, one to be signed."""
    about = {"at": at}
    office = receptions.open_office(
        organization=make.body(), names=WORDS, address=WORDS, hours=WORDS, access_notes=WORDS, languages=["kk"],
        actor=admin, **about,
    )  # fmt: skip
    post = Post.objects.filter(organization=make.body(), role="head")[0]
    host = receptions.add_host(office=office.pk, post=post, room="104", actor=admin, **about).pk
    days = {"since": localdate(at), "until": localdate(at) + timedelta(days=60), "lines": [line(first=localdate(at))]}
    agreed = receptions.draft(host=host, actor=planner, **days, **about)
    receptions.approve(schedule=agreed.pk, drafted_at=agreed.drafted_at, actor=chief, **about)
    drafted = receptions.draft(host=host, actor=planner, **days, **about).pk
    visits = [
        receptions.register(
            key=uuid4(), host=host, person=person(n), text=make.TEXT, area_path=make.AQJAR, language="kk",
            reason="other", actor=planner, **about,
        ).pk
        for n in range(3)
    ]  # fmt: skip
    for begun in visits[1:]:
        receptions.serve(visit=begun, actor=planner, **about)
    orders = [receptions.Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", localdate(at))]
    told = {"summary": FOUND, "decided": DECIDED, "revision": 0, "actor": planner}
    signed = receptions.write(visit=visits[1], outcome="instruction", orders=orders, **told, **about)
    receptions.sign(protocol=signed.pk, revision=signed.revision, actor=chief, **about)
    more = receptions.register(
        key=uuid4(), host=host, person=person(9), text=make.TEXT, area_path=make.AQJAR, language="kk", reason="other",
        actor=planner, **about,
    ).pk  # fmt: skip
    receptions.serve(visit=more, actor=planner, **about)
    asks = [receptions.Ask(make.body(make.SOCIAL), "Отбасыға көмек тағайындау.")]
    family = receptions.refer(
        key=uuid4(), visit=more, asks=asks, companion=planner.user_id, actor=planner, **about
    ).pk  # fmt: skip
    waits = receptions.write(visit=visits[2], outcome="explained", **told, **about).pk
    return {
        **_queue(office.pk, admin, at),
        **_open(office.pk, admin, planner, chief, at),
        **_places(office.pk, admin, planner, chief, at),
        "visit": {"visit_id": visits[1]},
        "visit_brief": {"visit_id": visits[1]},
        "visit_paper": {"visit_id": visits[1]},
        "visit_step": {"visit_id": visits[0], "step": "serve"},
        "visit_protocol": {"visit_id": more},
        "visit_refer": {"visit_id": more},
        "change_companion": {"referral_id": family},
        "sign_visit_protocol": {"protocol_id": waits},
        "reception_schedule": {"host_id": host},
        "close_reception_day": {"host_id": host},
        "approve_schedule": {"schedule_id": drafted},
        "publish_schedule": {"schedule_id": agreed.pk},
        "centre": {"office_id": office.pk},
        "reception_hosts": {"office_id": office.pk},
    }


def _open(office: UUID, admin: Actor, planner: Actor, chief: Actor, at: datetime) -> dict[str, dict[str, Any]]:
    """A host whose schedule is published: one time is kept for who wrote already, another one is booked."""
    post = (
        Post.objects.filter(organization=make.body(), role="deputy").first()
        or Post.objects.filter(organization=make.body("akmola/aqjar"), role="head")[0]
    )
    host = receptions.add_host(office=office, post=post, room="7", actor=admin, at=at).pk
    day = localdate(at) + timedelta(days=1)
    lines = [line(first=day, opens=time(10), minutes=240, rule="FREQ=DAILY")]
    boss = make.staff("head", post.organization.code, name="Бірінші Үлгі")[1]
    row = receptions.draft(host=host, since=day, until=day + timedelta(days=20), lines=lines, actor=boss, at=at)
    other = make.staff("head", post.organization.code, name="Екінші Үлгі")[1]
    receptions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=other, at=at)
    receptions.publish(schedule=row.pk, actor=boss, at=at)
    made = []
    for number, offered in enumerate((make.body(), None)):
        starts = datetime.combine(day, time(10), tzinfo=zone()) + timedelta(minutes=20 * number)
        held = receptions.hold(host=host, starts=starts, source="web", language="kk", actor=ANONYMOUS, at=now())
        receptions.book(visit=held.pk, person=person(50 + number), text=make.TEXT, area_path=make.AQJAR, topic="water",
                        offered=offered, confirmed=False, actor=ANONYMOUS, at=now())  # fmt: skip
        made.append(held.pk)
    receptions.confirm(visit=made[1], actor=ANONYMOUS, at=now())
    by_phone = receptions.book_at_desk(
        key=uuid4(), host=host, starts=datetime.combine(day, time(12), tzinfo=zone()), source="phone", language="kk",
        person=person(52), text=make.TEXT, area_path=make.AQJAR, actor=boss, at=at,
    )  # fmt: skip
    open_ = {"host_id": host}
    return {
        **dict.fromkeys(["open_schedule", "schedule_feed", "keep_slot"], open_),
        "own_visit_step": {"step": "cancel"},
        "move_visit": {"visit_id": by_phone.pk},
        "open_visit": {"token": links.link(made[1], "kk").rsplit("/", 2)[1]},
    }


def _places(office: UUID, admin: Actor, planner: Actor, chief: Actor, at: datetime) -> dict[str, dict[str, Any]]:
    """A place for days: somebody has one today, two wait."""
    host = receptions.add_place(office=office, names=WORDS, room="2", actor=admin, at=at).pk
    day, begins = localdate(at), now() - timedelta(minutes=20)
    lines = [line(first=day, opens=local(begins).time(), minutes=30, slot_minutes=30, lanes=5, rule="FREQ=DAILY")]
    row = receptions.draft(host=host, since=day, until=day + timedelta(days=60), lines=lines, actor=planner, at=at)
    receptions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=chief, at=at)
    receptions.publish(schedule=row.pk, actor=planner, at=at)
    about: dict[str, Any] = {"host": host, "days": 2, "text": make.TEXT, "area_path": make.AQJAR, "language": "kk",
                             "actor": planner, "at": at}  # fmt: skip
    receptions.book_days(key=uuid4(), since=day, person=person(60), **about)
    waits = receptions.wait_for_days(key=uuid4(), person=person(61), **about).pk
    receptions.wait_for_days(key=uuid4(), person=person(62), **{**about, "at": at + timedelta(minutes=1)})
    return {
        "reception_place": {"host_id": host},
        "reception_attendance": {"host_id": host, "day": day.isoformat()},
        "give_place": {"visit_id": waits},
    }


def visit_cookie(state: str) -> dict[str, str]:
    """What the browser holds of who booked by themselves: `held`, not confirmed yet, and that is a kiosk; `booked`."""
    answer = HttpResponse()
    rows = Visit.objects.filter(source="web", link_key__isnull=state == "held").exclude(state="expired")
    links.remember(answer, rows.earliest("created_at").pk)  # also after its person cancelled it
    if state == "held":
        remember_screen(answer, Device.objects.get())
    return {name: morsel.value for name, morsel in answer.cookies.items()}


def _queue(office: UUID, admin: Actor, at: datetime) -> dict[str, dict[str, Any]]:
    """A kiosk, a counter nobody sits at, and somebody who waits."""
    kiosk = receptions.add_device(office=office, kind="kiosk", label="Кіреберіс", actor=admin, at=at)
    host = {"host_id": receptions.add_counter(office=office, number=1, actor=admin, at=at).pk}
    row = receptions.take_ticket(key=uuid4(), office=office, service="advice", language="kk", at=now())
    secret = {"token": links.secret_of(row.pk, "ticket")}
    return {
        **dict.fromkeys(["given_ticket", "ticket", "ticket_now"], secret),
        "open_screen": {"token": device_address(kiosk.pk).rsplit("/", 2)[1]},
        "counter": host,
        "counter_step": {**host, "step": "give"},
        "centre_counters": {"office_id": office},
        "end_screen": {"device_id": kiosk.pk},
    }
