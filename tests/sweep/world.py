"""One small world with an example of everything: every role, and a case in every state a page can show."""

import base64
import io
import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core import signing
from django.http import HttpResponse
from django.utils.timezone import localdate
from pypdf import PdfWriter

from dauys.answers import actions as answers
from dauys.cases import actions as cases
from dauys.cases.due_calendar import calendar_key
from dauys.cases.models import CalendarFeed, SavedList
from dauys.cases.of_contact import contact_of
from dauys.cases.queries import number_of
from dauys.channels import actions as bring
from dauys.channels import contact_keys, drafts
from dauys.channels.actions import hold
from dauys.channels.drafts import _HELD_SALT as HELD_SALT
from dauys.channels.import_rows import Brought
from dauys.channels.keys import _SALT as CASE_SALT
from dauys.channels.keys import _SUPPORT_SALT as SUPPORT_SALT
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.accounts import actions as accounts
from dauys.ground.accounts.models import RoleGrant, SignIn, User
from dauys.ground.accounts.queries import authenticator_of
from dauys.ground.accounts.sessions import SessionStore
from dauys.ground.files.actions import store
from dauys.ground.messages.models import Attempt, Message
from dauys.ground.moment import now
from dauys.ground.tables import Line
from dauys.office import actions as office
from dauys.publication import actions as publication
from dauys.publication.filters import Filter
from dauys.publication.handlers import on_filed
from dauys.publication.models import Subscription
from dauys.publication.tokens import confirm_address, leave_address
from dauys.routing import actions as routing
from tests import factories as make
from tests.authenticator import Phone, passkey_of
from tests.log import follow
from tests.sweep.at_campaigns import campaign_things
from tests.sweep.at_hours import hours_things
from tests.sweep.at_oversight import oversight_things
from tests.sweep.at_receptions import reception_things, visit_cookie
from tests.sweep.at_volunteers import volunteer_things, work_at_office
from tests.sweep.at_volunteers_after import after_things
from tests.sweep.at_volunteers_asking import asking_things, need_cookie
from tests.sweep.at_volunteers_people import people_things, volunteer_cookie
from tests.sweep.at_volunteers_plans import volunteer_import_things, volunteer_plan_things
from tests.sweep.at_volunteers_proof import proof_things

ROLES = (
    "nobody",
    "citizen",
    "clerk",
    "officer",
    "stranger",
    "supervisor",
    "head",
    "controller",
    "administrator",
    "auditor",
)
PHONE = "+77001234567"  # the one all cases of this world were written with


@dataclass
class World:
    """Addresses' arguments by name of route, users by role, and what a citizen's browser holds."""

    kwargs: dict[str, dict[str, Any]]
    query: dict[str, str]
    users: dict[str, User]
    case_cookie: str
    held_cookie: str
    support_cookie: str
    contact_cookies: dict[str, str]
    recovery_codes: dict[str, list[str]]
    phone: Phone  # the controller's, with a passkey
    code: str
    number: str


def a_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def turned_on(actor: Actor) -> list[str]:
    """The second factor of a member of staff, confirmed by its first code; the recovery codes."""
    at = now() - timedelta(hours=1)
    accounts.begin_second_factor(actor=actor, at=at)
    device = authenticator_of(actor.user_id)
    assert device is not None
    code = TOTP(base64.b32decode(device.secret), 6, SHA1(), 30).generate(int(at.timestamp())).decode()
    return accounts.turn_on_second_factor(code=code, actor=actor, at=at)


def held() -> UUID:
    """Two voices of one source that wait for a clerk, and the id of the second."""
    at = now() - timedelta(hours=3)
    for key in (uuid4(), last := uuid4()):
        drafts.save(key, make.draft(), at=at)
        hold(draft=key, data=make.draft(), source=b"s" * 32, because="address", at=at)
    return last


def office_things(user: User, deputy: User, admin: Actor) -> dict[str, dict[str, Any]]:
    """A member of staff with a letter under way, and a deputy for next month's leave."""
    at = now()
    about, member = {"actor": admin, "at": at}, {"user_id": user.pk}
    since = localdate(at) + timedelta(days=30)
    deputies = accounts.name_deputy(user=user, deputy=deputy, since=since, until=since + timedelta(days=9), **about)
    grant = RoleGrant.objects.filter(user=user).earliest("pk").pk
    office.invite(user=user.pk, **about)
    letter = Message.objects.get(once__startswith=f"invitation:{user.pk}:").body
    return {
        **dict.fromkeys(["office_member", "office_invite", "office_end", "office_deputy"], member),
        "office_end_role": {**member, "grant_id": grant},
        "office_deputy_end": {**member, "deputy_id": deputies},
        "invitation": {"token": letter.split("/invitation/")[1].split("/")[0]},
    }


def left_things(admin: Actor) -> dict[str, dict[str, Any]]:
    """Somebody who left."""
    left = make.staff("officer", make.SOCIAL, name="Кетті Үлгі")[0].pk
    office.end(user=left, actor=admin, at=now())
    return {"office_bring_back": {"user_id": left}}


def contact_cookies() -> dict[str, str]:
    """What the browser of who confirmed a phone holds, and had a code sent to it again."""
    answer = HttpResponse()
    contact_keys.enter(answer, contact_of("sms", PHONE))
    contact_keys.remember_asked(answer, contact_keys.Asked(uuid4(), "sms", PHONE))
    return {name: morsel.value for name, morsel in answer.cookies.items()}


def signed_in(user: User) -> UUID:
    """A session of a member of staff in some browser, as their list shows it."""
    session = SessionStore()
    session.create()
    at = now() - timedelta(hours=1)
    accounts.begin_sign_in(user=user, session_key=session.session_key or "", browser="Firefox, Linux", at=at)
    return SignIn.objects.get(session_key=session.session_key).pk


def desk_things(officer: Actor, leader: Actor, row: UUID, at: datetime) -> dict[str, dict[str, Any]]:
    """What members of staff keep for themselves: a saved list, a calendar, a table, and what was done to many rows."""
    cases.save_list(name="Үлгі", query="view=new", actor=officer, at=at)
    cases.subscribe_calendar(actor=officer, at=at)
    table = cases.ask_export(form="csv", query="view=new", language="kk", actor=leader, at=at)
    cases.write_next(clock=lambda: at)
    bulk = routing.do(key=uuid4(), verb="give", rows=[row], officer=officer.id, actor=officer, at=now())
    feed = CalendarFeed.objects.get(user=officer.user_id).pk
    saved, done = {"list_id": SavedList.objects.get(user=officer.user_id).pk}, {"bulk_id": bulk}
    return {
        "forget_list": saved,
        "calendar_feed": {"feed_id": feed, "key": calendar_key(feed)},
        "export_file": {"export_id": table},
        "forget_export": {"export_id": table},
        "bulk_result": done,
        "bulk_undo": done,
    }


def hearings(one: UUID, other: UUID, officer: Actor, at: datetime) -> list[UUID]:
    """Two hearings whose day has come; of the second the protocol waits for its chair."""
    about = {"actor": officer, "at": at + timedelta(days=1)}
    when = at + timedelta(days=12)
    made = [
        answers.invite(obligation=leg, starts_at=when, place="Үлгі, 1", about=make.TEXT, **about).pk
        for leg in (one, other)
    ]
    answers.hear(
        hearing=made[1], came=True, began_at=time(10), ended_at=time(10, 40), participants="Үлгі", said=make.TEXT,
        remarks="", revision=0, actor=officer, at=when + timedelta(hours=1),
    )  # fmt: skip
    return made


def clock_things(officer: Actor, opened: make.Made, registered: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The citizen's case waits for their reply; of two others one runs and the officer asks more time for the next."""
    at = now() - timedelta(hours=1)
    asked, runs, asks = (make.case(owner=make.HOUSING, at=at, confirmed=True, **registered) for _ in range(3))
    for made in (opened, asked, runs, asks):
        routing.take(obligation=made.obligation.pk, actor=officer, at=at)
    text = "Үйіңіздің нөмірін жазыңызшы."
    cases.pause(obligation=asked.obligation.pk, text=text, actor=officer, at=at)
    question = cases.pause(obligation=opened.obligation.pk, text=text, actor=officer, at=at)
    until = (make.fresh(asks.id).due_on or at.date()) + timedelta(days=5)
    row, because = asks.obligation.pk, "Мердігерден құжат сұратылды."
    cases.ask_extension(obligation=row, until=until, because=because, actor=officer, at=at)
    waits = {"obligation_id": asked.obligation.pk}
    return {
        "reply": {"question_id": question.pk},
        "complain": waits,
        "heard_reply": waits,
        "take_back": waits,
        "ask_person": {"obligation_id": runs.obligation.pk},
        "ask_extension": {"obligation_id": runs.obligation.pk},
        "decide_extension": {"obligation_id": row},
    }


def build() -> World:
    """Makes everything through the real actions, some days ago, so that terms run and one has passed."""
    at = now() - timedelta(days=40)
    people: dict[str, tuple[User, Actor]] = {
        "clerk": make.staff("clerk", "centre", name="Клара Үлгі"),
        "officer": make.staff("officer", name="Айдос Үлгі"),
        "stranger": make.staff("officer", make.SOCIAL, name="Бөтен Үлгі"),
        "supervisor": make.staff("supervisor", name="Сабыр Үлгі"),
        "head": make.staff("head", "akmola/aqjar", name="Әлия Үлгі"),
        "controller": make.staff("controller", "", name="Бақыт Үлгі"),
        "administrator": make.staff("administrator", "", name="Әкімгер Үлгі"),
        "auditor": make.staff("auditor", "", name="Тексеруші Үлгі"),
    }
    work_at_office(people, people["administrator"][1])
    team = make.Team(people["officer"][1], people["supervisor"][1])
    clerk = people["clerk"][1]
    registered = {"channel": "phone", "actor": clerk, "desk": "centre", "identity": "in_person"}
    fresh = make.case(owner=make.HOUSING, at=now() - timedelta(hours=2), **registered)
    late = make.case(owner=make.HOUSING, at=at, confirmed=True, **registered)
    written = make.case(owner=make.HOUSING, at=at, confirmed=True, **registered)
    make.drafted(written, team, at=at + timedelta(days=1))
    put = make.attached(written, team, a_pdf(), at=at + timedelta(days=1)).pk
    waiting = make.case(owner=make.HOUSING, at=at, confirmed=True, **registered)
    make.submitted(waiting, team, at=at + timedelta(days=2))
    answered = make.case(owner=make.HOUSING, at=at, confirmed=True, **registered)
    make.answered(answered, team, at=at + timedelta(days=3))
    unsure = make.case(owner=make.HOUSING, at=now() - timedelta(hours=1))
    moved = clock_things(people["officer"][1], unsure, registered)
    asked = make.case(owner=make.HOUSING, at=at, publish=True, confirmed=True, **registered)
    shown = make.case(owner=make.HOUSING, at=at, publish=True, confirmed=True, **registered)
    public = publication.publish(
        case_id=shown.id, text=make.TEXT, decided=None, actor=team.supervisor, at=at + timedelta(days=1)
    )
    publication.subscribe(address="reader@example.kz", wanted=Filter(), language="kk", at=now())
    reader = Subscription.objects.get().pk
    follow(now(), hearers={"cases.file": [on_filed]})
    person = cases.Joining("Ерлан Үлгі", "+77012223344", "", "kk", True)
    joined = cases.support(case_id=late.id, person=person, idempotency_key=uuid4(), actor=ANONYMOUS, at=at)
    cases.group(case_id=late.id, main=fresh.id, actor=people["head"][1], at=at)
    stored = store(data=a_pdf(), name="акт.pdf", holder=fresh.id, at=at)
    message = Message.objects.create(
        id=uuid4(), once="lost", channel="sms", address="+77000000000", language="kk", body="x", state="failed",
        attempts=3, created_at=at, case_id=fresh.id,
    )  # fmt: skip
    Attempt.objects.create(message=message, at=at, outcome="refused", proof="550")
    recovery = {"controller": turned_on(people["controller"][1])}
    phone, passkey = passkey_of(people["controller"][1], at)
    accounts.begin_second_factor(actor=people["administrator"][1], at=at)
    own = desk_things(people["officer"][1], people["supervisor"][1], fresh.obligation.pk, at)
    names = {"name_kk": "Саябақтар", "name_ru": "Парки"}
    cells = {"code": "akmola/aqjar/parks", "kind": "department", "area": "kz/11/aqjar", **names}
    admin = people["administrator"][1]
    table = office.keep(kind="bodies", lines=[Line(2, cells)], actor=admin, at=now())
    letters = left_things(admin) | office_things(people["officer"][0], people["head"][0], admin)
    sessions = {role: signed_in(User.objects.get(pk=user.pk)) for role, (user, _actor) in people.items()}
    appeal = {"external_number": "ЖТ-7", "received_on": f"{at:%Y-%m-%d}", "name": "Асан Үлгі", "text": make.TEXT}
    brought = bring.keep_import(table=Brought([Line(2, appeal), Line(3, {"name": "Үлгі"})]), actor=clerk, at=now())
    heard, spoken = hearings(written.obligation.pk, late.obligation.pk, team.officer, at)
    disowned = make.case(owner=make.HOUSING, at=now() - timedelta(hours=2), **registered).obligation.pk
    routing.give_back(obligation=disowned, because="dispute", text="Бұл жол облыстікі.", actor=team.officer, at=now())
    proposed = make.case(owner=make.HOUSING, at=now() - timedelta(hours=2), **registered).obligation.pk
    routing.propose_leaving(obligation=proposed, ground="no-substance", text="Үлгі.", actor=team.officer, at=now())
    crimes = [
        make.case(owner=make.HOUSING, at=now() - timedelta(hours=2), text=make.CRIME, **registered).obligation.pk
        for _ in range(2)
    ]
    again = make.case(owner=make.HOUSING, at=now() - timedelta(hours=1), **registered)
    cases.mark_repeat(case_id=fresh.id, earlier=late.id, reason="expired", actor=team.officer, at=now())
    held_case = make.case(owner=make.HOUSING, at=now() - timedelta(hours=1), **registered)
    kept = cases.hold_erasure(case_id=held_case.id, reason="Сот қарап жатыр", actor=team.supervisor, at=now())
    case, leg = {"case_id": fresh.id}, {"obligation_id": fresh.obligation.pk}
    kwargs: dict[str, dict[str, Any]] = {
        "case": {"case_id": late.id},
        "group": {"case_id": waiting.id},
        "ungroup": {"case_id": late.id},
        "mark_repeat": {"case_id": again.id},
        "unmark_repeat": case,
        "correct": case,
        "hold": {"case_id": again.id},
        "lift_hold": {"case_id": held_case.id},
        "retention_lift": {"hold_id": kept.pk},
        "contacts": case,
        "attachment": {**case, "file_id": stored.pk},
        "slip": case,
        "new_code": case,
        "hand_copy": case,
        "settle": leg,
        "take": leg,
        "forward": leg,
        "give_back": leg,
        "name_owner": {"obligation_id": disowned},
        "pass_crime": {"obligation_id": crimes[0]},
        "clear_crime": {"obligation_id": crimes[1]},
        "propose_leaving": leg,
        "withdraw_for": leg,
        "decide_leaving": {"obligation_id": proposed},
        "give": leg,
        "change_kind": leg,
        "write": {"obligation_id": written.obligation.pk},
        "answer_file": {"obligation_id": written.obligation.pk, "file_id": put},
        "tracked_file": {"file_id": put},
        "autosave": {"obligation_id": written.obligation.pk},
        "check": {"obligation_id": waiting.obligation.pk},
        "read_out": {"obligation_id": answered.obligation.pk},
        "posted": {"obligation_id": answered.obligation.pk},
        "letter": {"obligation_id": answered.obligation.pk},
        "invite_hearing": leg,
        "hearing_protocol": {"hearing_id": heard},
        "hearing_off": {"hearing_id": heard},
        "hearing": {"hearing_id": spoken},
        "rate": {"obligation_id": answered.obligation.pk},
        "review_publication": {"case_id": asked.id},
        "voice": {"public_id": public.public_id},
        "voice_file": {"public_id": public.public_id, "file_id": put},
        "confirm_subscription": {"token": confirm_address(reader, "kk").split("/")[-2]},
        "unsubscribe": {"token": leave_address(reader, "kk").split("/")[-2]},
        "step": {"step": "what"},
        "passkey_remove": {"passkey_id": passkey},
        "end_session": {"sign_in_id": sessions["officer"]},
        "open_mine": {"case_id": unsure.id},
        "ask_correction": {"case_id": unsure.id},
        **own,
        **oversight_things(people["controller"][1], at, localdate(at + timedelta(days=3)).replace(day=1)),
        **reception_things(admin, people["supervisor"][1], people["head"][1], now() - timedelta(minutes=30)),
        **volunteer_things(),
        **after_things(),
        **asking_things(people["head"][0]),
        **people_things(),
        **volunteer_plan_things(),
        **hours_things(),
        **campaign_things(),
        **proof_things(),
        "import": {"import_id": brought},
        "import_file": {"import_id": brought},
        "office_room": {"code": "figures"},
        "office_upload": {"upload_id": table},
        "office_confirm": {"upload_id": table},
        **letters,
        **moved,
        "remove_file": {"file_id": stored.pk},
    }
    kwargs |= volunteer_import_things(people["supervisor"][0])
    return World(
        kwargs=kwargs,
        query={
            "find": f"q={number_of(late.case)}",
            "log_inclusion": "index=1",
            "log_consistency": "first=1&second=2",
        },
        users={role: User.objects.get(pk=user.pk) for role, (user, _actor) in people.items()},
        case_cookie=signing.dumps(str(unsure.id), salt=CASE_SALT),
        held_cookie=signing.dumps(str(held()), salt=HELD_SALT),
        support_cookie=signing.dumps(str(joined.pk), salt=SUPPORT_SALT),
        contact_cookies={**contact_cookies(), **visit_cookie("held"), **need_cookie(), **volunteer_cookie("active")},
        recovery_codes=recovery,
        phone=phone,
        code=unsure.code,
        number=number_of(unsure.case),
    )


def as_json(world: World) -> str:
    """For a test process that drives a browser against another process's database."""
    return json.dumps(
        {
            "kwargs": {name: {k: str(v) for k, v in kw.items()} for name, kw in world.kwargs.items()},
            "query": world.query,
            "emails": {role: user.email for role, user in world.users.items()},
            "case_cookie": world.case_cookie,
            "held_cookie": world.held_cookie,
            "support_cookie": world.support_cookie,
            "contact_cookies": world.contact_cookies,
            "recovery_codes": world.recovery_codes,
        }
    )
