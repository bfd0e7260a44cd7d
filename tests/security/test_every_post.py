"""Every route that takes a POST, tried by every role: who is refused changes nothing, who is allowed does just that."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from dauys.cases.models import Case, Obligation
from dauys.cases.queries import number_of
from dauys.ground import tables
from dauys.ground.moment import now
from dauys.office.kinds import KINDS
from dauys.office.models import Upload
from dauys.routing.dry_run import rules_in_force
from tests import factories as make
from tests.authenticator import Phone
from tests.security.at_oversight import OVERSIGHT, at_oversight
from tests.security.at_receptions import BOOKING, RECEPTIONS, at_receptions
from tests.security.lines import Line
from tests.security.of_volunteers import POSTS_OF_VOLUNTEERS, fields_of_volunteers
from tests.security.tables import changed, digests
from tests.security.visitors import CHALLENGE, STAFF, VISITORS, Town, file_by_api, six_digits, town, voice
from tests.sweep.test_sweep import NAMES, VIEWERS

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

CASE = {"cases_case", "cases_voice", "cases_party", "cases_obligation", "journal_entry"}
COUNT = {"throttle_count"}
CODE = {*COUNT, "accounts_onetimecode", "journal_entry", "messages_message"}
LOGIN = "/kk/login/?next="


DESK = ("clerk", "officer", "supervisor", "head")
STEP = {"cases_obligation", "journal_entry"}
MOVED = {"cases_question", "cases_clockevent"}
SPENT = {"accounts_recoverycode", "journal_entry"}
ENDED = {"accounts_rolegrant", "journal_entry"}
HELD = ("clerk", "supervisor", "head")
SECURITY = "/kk/desk/security/"
NEW_PASSWORD = "қой жұлдыз терезе"
VIEWERS_TOO = (*VIEWERS, "stranger")
TABLES = ("clerk", "supervisor", "head", "controller")
NOT_CONFIRMED = tuple(who for who in VISITORS if who != "citizen")
LEADERS = ("supervisor", "head")

# Every route that takes a POST. One without a line here fails.
POSTS: dict[str, Line] = {
    "api-1:file_case": Line(status=201, changes={*CASE, *COUNT}),
    "login": Line(to="/kk/desk/start/", changes={"journal_entry", "accounts_signin"}),
    "logout": Line(STAFF, to="/kk/", changes={"journal_entry"}, else_to="/kk/"),
    "step": Line(changes={"channels_draft", *COUNT}, uncounted=("writer",)),
    "check_answers": Line(("writer",), to="/kk/receipt/",
                          changes={*CASE, *COUNT, "channels_draft", "files_storedfile"},
                          else_to="/kk/say/waiting/", stale=True),
    "code": Line(("writer",), to="/kk/say/code/", changes=CODE, else_to="/kk/say/", stale=True),
    "remove_file": Line(("writer",), to="/kk/say/what/", changes={"files_storedfile"}, else_to="/kk/say/what/"),
    "say_parts": Line(status=201, changes={*COUNT, "channels_draft"}, only_counted=("writer",)),
    "say_parts_on": Line(status=404),
    **dict.fromkeys(("register_parts", "register_parts_on"), Line(("clerk",), 404)),
    "track": Line(to="/kk/track/case/"),
    "confirm": Line(("citizen",), to="/kk/track/confirm/", changes=CODE, else_to="/kk/track/"),
    "close": Line(to="/kk/"),
    "mine": Line(NOT_CONFIRMED, to="/kk/my/code/", changes=CODE, else_to="/kk/my/"),
    "mine_code": Line(("citizen",), to="/kk/my/code/", changes=CODE, else_to="/kk/my/"),
    "ask_correction": Line(("citizen",), to="/kk/my/", changes={"cases_correction", "journal_entry"},
                           else_to="/kk/my/"),
    "ask_correction_code": Line((), else_to="/kk/my/"),
    "own_copy": Line(("citizen",), 200, changes={*COUNT, "journal_entry"}, else_to="/kk/my/"),
    "join": Line(("writer",), to="/kk/say/joined/", stale=True, else_to="/kk/say/",
                 changes={*COUNT, "cases_supporter", "channels_draft", "journal_entry"}),
    "group": Line(DESK, changes={"cases_case", "journal_entry"}),
    "ungroup": Line(DESK, changes={"cases_case", "journal_entry"}),
    "mark_repeat": Line(DESK, changes={"cases_repeat", "journal_entry"}),
    "unmark_repeat": Line(DESK, changes={"cases_repeat", "journal_entry"}),
    "correct": Line(("clerk",), changes={"cases_correction", "cases_party", "journal_entry"}),
    "hold": Line(LEADERS, changes={"cases_hold", "journal_entry"}),
    "lift_hold": Line(LEADERS, changes={"cases_hold", "journal_entry"}),
    "retention": Line(("administrator",), to="/kk/desk/retention/", changes={"cases_hold", "journal_entry"}),
    "retention_lift": Line(("administrator",), to="/kk/desk/retention/", changes={"cases_hold", "journal_entry"}),
    "rate": Line(("author",), to="/kk/track/case/", changes={*STEP, "answers_rating"}, else_to="/kk/track/",
                 stale=True),
    "save_list": Line(VIEWERS_TOO, changes={"cases_savedlist"}),
    "forget_list": Line(VIEWERS_TOO, to="/kk/desk/", changes={"cases_savedlist"},
                        idle=tuple(who for who in VIEWERS_TOO if who != "officer")),
    "calendar": Line(VIEWERS_TOO, to="/kk/desk/calendar/", changes={"cases_calendarfeed", "journal_entry"}),
    "export": Line(TABLES, to="/kk/desk/exports/", changes={"cases_export", "journal_entry"}),
    "forget_export": Line(TABLES, to="/kk/desk/exports/", changes={"cases_export"},
                          idle=("clerk", "head", "controller")),
    "bulk": Line(LEADERS, 200),
    "bulk_do": Line(LEADERS, changes={*STEP, "routing_bulk", "routing_bulkrow"}),
    "bulk_undo": Line(("officer",), changes={"routing_bulk", "journal_entry"}),
    "find": Line((*VIEWERS, "stranger"), 200, changes={"journal_entry"}),
    "contacts": Line(DESK, 200, changes={"journal_entry"}),
    "change_kind": Line(("clerk", "supervisor", "head"), changes=STEP),
    "label": Line(DESK, to="/kk/desk/learning/label/", changes={"learning_label", "journal_entry"}),
    "try_rules": Line(("administrator",), 200),
    "ask_person": Line(("officer",), changes={*STEP, *MOVED}),
    "heard_reply": Line(DESK, changes={*STEP, *MOVED}),
    "take_back": Line(("officer",), changes={*STEP, *MOVED}),
    "reply": Line(("citizen",), to="/kk/track/case/", changes={*STEP, *MOVED}, else_to="/kk/track/", stale=True),
    # Nobody here has a case whose term of the law ran out: test_complaints.py has.
    "complain": Line((), else_to="/kk/track/"),
    "ask_extension": Line(("officer",), changes={"cases_extension", "journal_entry"}),
    "decide_extension": Line(LEADERS, changes={*STEP, "cases_extension", "cases_clockevent"}),
    "settle": Line(("clerk", "supervisor", "head"), changes=STEP),
    "forward": Line(("officer", "supervisor", "head", "controller"), changes={*STEP, "cases_demand"}),
    "give_back": Line(("officer", "supervisor", "head", "controller"), changes={*STEP, "routing_giveback"}),
    "name_owner": Line(("head", "controller"), changes=STEP),
    "pass_crime": Line(("officer", "supervisor", "head", "controller"), changes={*STEP, "cases_case"}),
    "clear_crime": Line(("clerk", "officer", "supervisor", "head", "controller"), changes={*STEP, "cases_case"}),
    "propose_leaving": Line(("officer", "supervisor", "head"), changes={"routing_leaving", "journal_entry"}),
    "decide_leaving": Line(LEADERS, changes={*STEP, "routing_leaving"}),
    "withdraw_for": Line(("clerk",), changes=STEP),
    "withdraw": Line(("citizen",), to="/kk/track/case/", changes={*STEP, *MOVED}, else_to="/kk/track/"),
    "take": Line(("officer", "supervisor", "head"), changes=STEP),
    "give": Line(("supervisor", "head"), changes=STEP),
    "write": Line(("officer",), changes={"answers_answer"}, stale=True),
    "autosave": Line(("officer",), 200, changes={"answers_answer"}),
    "check": Line(("supervisor", "head"), changes={*STEP, "answers_answer", "answers_delivery", "answers_signature"}),
    "invite_hearing": Line(("officer", "supervisor", "head"), changes={"answers_hearing", "journal_entry"}),
    "hearing": Line(("supervisor", "head"), changes={"answers_hearing", "journal_entry"}),
    "hearing_protocol": Line(("officer",), changes={"answers_hearing", "journal_entry"}),
    "hearing_off": Line(("officer",), changes={"answers_hearing", "journal_entry"}),
    "read_out": Line(DESK, changes={"answers_delivery", "journal_entry"}),
    "posted": Line(DESK, changes={"answers_delivery", "journal_entry"}),
    "register": Line(("clerk",), changes=CASE),
    "register_autosave": Line(("clerk",), 200, changes={"channels_draft"}),
    "register_discard": Line(("clerk",), to="/kk/desk/register/", changes={"channels_draft"}),
    "imports": Line(("clerk",), changes={"channels_import"}),
    "import_file": Line(("clerk",), changes={*CASE, "channels_import"}),
    "slip": Line(("clerk",), 200, changes={"journal_entry"}),
    "hand_copy": Line(("clerk",), 200, changes={"journal_entry"}),
    "new_code": Line(("clerk",), 200, changes={"cases_case", "journal_entry"}),
    "check_receipt": Line(status=200, changes=COUNT),
    "held_accept": Line(HELD, to="/kk/desk/held/", changes={*CASE, "channels_draft"}),
    "held_discard": Line(HELD, to="/kk/desk/held/", changes={"channels_draft", "journal_entry"}),
    "publication_wish": Line(("citizen", "author"), to="/kk/track/case/",
                             changes={"cases_case", "publication_publication", "journal_entry"}, else_to="/kk/track/"),
    "review_publication": Line(HELD, to="/kk/desk/publish/",
                               changes={"cases_case", "publication_publication", "journal_entry"}),
    "subscribe": Line(to="/kk/voices/subscribe/sent/",
                      changes={*COUNT, "publication_subscription", "messages_message"}),
    "confirm_subscription": Line(status=200, changes={"publication_subscription", "journal_entry"}),
    "unsubscribe": Line(status=200, changes={"publication_subscription", "messages_message", "journal_entry"}),
    "office_bodies": Line(("administrator",), changes={"office_upload"}),
    "office_confirm": Line(("administrator",),
                           changes={"office_upload", "directory_organization", "journal_entry"}),
    "office_room": Line(("administrator",), to="/kk/desk/office/rooms/",
                        changes={"rooms_switchedoff", "journal_entry"}),
    "office_try_mail": Line(("administrator",), to="/kk/desk/office/", changes={"messages_message", "journal_entry"}),
    "office_staff": Line(("administrator",), changes={"office_upload"}),
    "office_add_person": Line(("administrator",), changes={"accounts_user", "accounts_rolegrant", "accounts_invitation",
                                                          "directory_membership", "messages_message", "journal_entry"}),
    "office_bring_back": Line(("administrator",), changes={"accounts_user", "accounts_rolegrant", "accounts_invitation",
                                                          "messages_message", "journal_entry"}),
    "office_invite": Line(("administrator",), changes={"accounts_invitation", "messages_message", "journal_entry"}),
    "office_end": Line(("administrator",), changes={*ENDED, "accounts_user", "accounts_invitation", "messages_message",
                                                    "accounts_deputy", "cases_obligation"}),
    "office_end_role": Line(("administrator",), changes=ENDED),
    "office_deputy": Line(("administrator",), changes={"accounts_deputy", "journal_entry"}),
    "office_deputy_end": Line(("administrator",), changes={"accounts_deputy", "journal_entry"}),
    "invitation": Line(status=200, changes={"accounts_invitation", "accounts_user", "messages_message",
                                            "journal_entry"}),
    "ask_doctor": Line(("administrator",), to="/kk/desk/health/", changes={"doctor_examination", "journal_entry"}),
    "login_code": Line(("halfway",), to="/kk/desk/start/", changes={*SPENT, "accounts_signin"}, else_to="/kk/login/"),
    "passkey_enter": Line(to="/kk/desk/start/", changes={"accounts_passkey", "accounts_signin", "journal_entry"}),
    "passkey_add": Line(("controller",), to=f"{SECURITY}passkeys/create/", changes=SPENT, staff_to=SECURITY),
    "passkey_create": Line(("controller",), to=SECURITY, staff_to=SECURITY,
                           changes={"accounts_passkey", "journal_entry"}),
    "passkey_remove": Line(STAFF, to=SECURITY, changes={"accounts_passkey", "journal_entry"},
                           idle=tuple(who for who in STAFF if who != "controller")),
    "password": Line(STAFF, to=SECURITY, changes={"accounts_signin", "accounts_user", "journal_entry"}),
    "end_session": Line(STAFF, to=SECURITY, changes={"accounts_signin", "journal_entry"},
                        idle=tuple(who for who in STAFF if who != "officer")),
    "end_other_sessions": Line(STAFF, to=SECURITY, changes={"accounts_signin", "accounts_user", "journal_entry"}),
    **{name: Line(may, changes={*changed_}, idle=idle) for name, (may, changed_, idle) in RECEPTIONS.items()},
    **{name: Line(changes={*about.pop("changes")}, **about) for name, about in BOOKING.items()},
    **POSTS_OF_VOLUNTEERS,
    **{name: Line(may, changes={*changed_}, idle=idle) for name, (may, changed_, idle) in OVERSIGHT.items()},
    "second_factor_begin": Line(STAFF, changes={"accounts_authenticator"}, idle=("controller",)),
    "second_factor_set_up": Line(("administrator",), 200, staff_to=SECURITY,
                                 changes={*SPENT, "accounts_authenticator", "accounts_user"}),
    "second_factor_codes": Line(("controller",), 200, changes=SPENT, staff_to=SECURITY),
    "second_factor_off": Line(("controller",), to=SECURITY,
                              changes={*SPENT, "accounts_authenticator", "accounts_passkey"},
                              staff_to=SECURITY),
}  # fmt: skip


APPEALS = "external_number;received_on;name;text\nЖТ-9;2026-03-02;Асан Үлгі;Көшеде жарық жоқ, көмектесіңіз.\n"
TABLE = "code;kind;area;name_kk;name_ru\nakmola/aqjar/parks;department;kz/11/aqjar;Саябақтар;Парки\n"
STAFF_TABLE = "email;name;role;body\nnew@example.kz;Жаңа Үлгі;officer;akmola/aqjar\n"


def seen(upload: UUID) -> str:
    """The mark of what the administrator looked at."""
    lines = [tables.Line(number, cells) for number, cells in Upload.objects.get(pk=upload).lines]
    return KINDS["bodies"].read(lines).mark


def part(here: Town) -> dict[str, Any]:
    """A part of a case for another body; the rest stays."""
    row = Obligation.objects.get(pk=here.world.kwargs["forward"]["obligation_id"])
    return {
        "key": str(uuid4()), "seen": row.changed_at.isoformat(), "count": 1, "body_1": make.SOCIAL, "stays": "on",
        "asked_1": "Осы бөлігін қарап, жауап беріңіз.", "act": "send",
    }  # fmt: skip


def fields(here: Town, name: str) -> dict[str, Any]:
    """What a form of this route sends when everything is right."""
    world, answer = here.world, {**make.BLOCKS, "language": "kk", "revision": 2}
    if name == "office_confirm":  # the only one that reads every body
        return {"seen": seen(world.kwargs["office_confirm"]["upload_id"])}
    phone_call = {
        "key": str(uuid4()), "channel": "phone", "name": "Айгүл", "phone": "+77001234567", "text": make.TEXT,
        "area": make.AQJAR, "kind": "application", "identity": "none", "answer_by": "phone", "answer_language": "kk",
    }  # fmt: skip
    late = Case.objects.get(pk=world.kwargs["case"]["case_id"])
    recovery = {"code": world.recovery_codes["controller"][0]}
    proof = {"proof": "Өзі тыңдады, бәрі түсінікті деді."}
    return {
        "publication_wish": {"wanted": "yes"},
        "review_publication": {"act": "publish", "text": make.TEXT},
        "subscribe": {"email": "somebody@example.kz", "area": "", "topic": ""},
        "office_staff": {"table": SimpleUploadedFile("t.csv", STAFF_TABLE.encode())},
        "office_add_person": {
            "name": "Жаңа Үлгі",
            "email": "new@example.kz",
            "role": "officer",
            "language": "kk",
            "place": f"{make.HOUSING} chief-officer",
        },
        "office_bring_back": {"role": "officer", "place": make.SOCIAL},
        "office_end": {"sure": "on"},
        "office_room": {"to": "off"},
        "office_deputy": {
            "deputy": str(world.users["stranger"].pk),
            **dict.fromkeys(("since", "until"), localdate(now()).isoformat()),
        },
        "invitation": dict.fromkeys(("password", "again"), "қой-жұлдыз-терезе"),
        "office_bodies": {"table": SimpleUploadedFile("t.csv", TABLE.encode())},
        "imports": {"table": SimpleUploadedFile("t.csv", APPEALS.encode())},
        "login": {"email": world.users["clerk"].email, "password": make.PASSWORD},
        "step": {"text": make.TEXT},
        "say_parts": {"name": "a.png", "size": 9},
        "new_code": {"generation": 0, "seen": "on"},
        "hand_copy": {"seen": "on"},
        "mine": {"contact": "+77011112233"},
        "track": {"number": world.number, "code": world.code},
        "rate": {"solved": "solved", "score": 5},
        "save_list": {"view": "new", "name": "Жаңа тізім"},
        "export": {"form": "xlsx", "list": "view=new"},
        "bulk": {"verb": "give", "row": str(world.kwargs["give"]["obligation_id"])},
        "bulk_do": {
            "verb": "give",
            "row": str(world.kwargs["give"]["obligation_id"]),
            "key": str(uuid4()),
            "choice": str(world.users["officer"].pk),
        },
        "find": {"q": "+77001234567"},
        "join": {"case": signing.dumps([str(here.draft), str(world.kwargs["contacts"]["case_id"])], salt="dauys.join")},
        "group": {"main": str(world.kwargs["contacts"]["case_id"])},
        "mark_repeat": {"earlier": "other", "number": number_of(late), "reason": "other"},
        "ask_correction": {"full_name": "Дұрыс Аты"},
        "correct": {"address": "Үлгі көшесі, 1", "seen": "document", "because": "Өзі айтты"},
        "hold": {"reason": "Сот қарап жатыр"},
        "retention": {"number": number_of(late), "reason": "Сот қарап жатыр"},
        "ask_person": {"text": "Үйіңіздің нөмірін жазыңызшы."},
        "heard_reply": {"text": "Он екінші үй."},
        "reply": {"text": "Он екінші үй."},
        "ask_extension": {
            "until": (localdate(now()) + timedelta(days=40)).isoformat(),
            "because": "Мердігерден құжат сұратылды.",
        },
        "contacts": {"purpose": "call_back"},
        "change_kind": {"choice": "complaint"},
        "label": {
            "case": str(world.kwargs["read_out"]["obligation_id"]),
            "topic": "water",
            "body": make.HOUSING,
            "language": "kk",
        },
        "try_rules": {"rules": rules_in_force(), "last": 100},
        "settle": {"choice": make.SOCIAL},
        "forward": part(here),
        "propose_leaving": {"ground": "no-substance", "text": "Түсініксіз."},
        "decide_leaving": {"choice": "agree"},
        "withdraw_for": {"choice": "phone"},
        "give_back": {"because": "unknown", "text": "Бұл қай органдікі екені белгісіз."},
        "name_owner": {"key": str(uuid4()), "body": make.SOCIAL},
        "give": {"choice": str(world.users["officer"].pk)},
        "write": {**answer, "save": 1},
        "autosave": answer,
        "check": {"send": 1, "revision": 1},
        "invite_hearing": {
            "day": f"{localdate() + timedelta(days=12)}",
            "time": "10:00",
            "place": "Достық, 1",
            "about": make.TEXT,
        },
        "hearing": {"revision": 1},
        "hearing_protocol": {"came": "no", "revision": 0},
        "read_out": proof,
        "posted": proof,
        "register": phone_call,
        "register_autosave": phone_call,
        "register_discard": {"key": str(here.clerk_draft)},
        "check_receipt": {"receipt": SimpleUploadedFile("receipt.json", here.receipt)},
        "held_accept": {"draft": str(here.held)},
        "held_discard": {"draft": str(here.held)},
        "login_code": recovery,
        "passkey_enter": {"credential": world.phone.show(CHALLENGE)},
        "passkey_add": {**recovery, "name": "Кілт"},
        "passkey_create": {"credential": Phone(world.users["controller"].pk).make(CHALLENGE)},
        "second_factor_set_up": {"code": six_digits(world.users["administrator"].pk)},
        "password": {"old": make.PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD},
        "second_factor_codes": recovery,
        "second_factor_off": recovery,
        **at_receptions(here),
        **fields_of_volunteers(here),
        **at_oversight(),
    }.get(name, {})


def address(here: Town, name: str) -> str:
    kwargs = {"file_id": here.draft_file} if name == "remove_file" else here.world.kwargs.get(name, {})
    with override("kk"):
        return reverse(name, kwargs=kwargs)


def send(here: Town, name: str, client: Client, **about: Any) -> Any:
    if name == "api-1:file_case":
        return file_by_api(client, voice())
    if name == "merge_team":
        about["content_type"] = "application/json"
    return client.post(address(here, name), fields(here, name), **about)


def judge(name: str, line: Line, who: str, response: Any, did: set[str]) -> str:
    """What is wrong with the answer to `who`, empty if nothing."""
    status, to = response.status_code, response.headers.get("Location", "")
    if who in line.may:
        due = set() if who in line.idle else line.changes - COUNT if who in line.uncounted else line.changes
        due = due | line.also.get(who, set())
        due = COUNT if who in line.only_counted else due
        if status != line.status or (line.to and to != line.to) or did != due:
            return f"{name} as {who}: {status} {to} changed {sorted(did)}"
        return ""
    if did:
        return f"{name} as {who}: refused, and yet it changed {sorted(did)}"
    if line.stale and status == 409:
        # At the desk only who may see the case learns that it moved on; to everybody else it does not exist.
        fits = line.else_to != "" or who in VIEWERS
    elif line.else_to:
        fits = status == 302 and to.split("?")[0] in (line.else_to, "/kk/track/case/")
    elif who in STAFF:
        fits = (status == 302 and to == line.staff_to) if line.staff_to else status == 404
    else:
        fits = status == 302 and to.startswith(LOGIN)
    return "" if fits else f"{name} as {who}: refused with {status} {to}"


def test_every_post_by_role(db: None) -> None:
    here, wrong = town(), []
    clients = {who: here.client(who) for who in VISITORS}
    before = digests()
    for name, line in POSTS.items():
        for who, client in clients.items():
            cookies = client.cookies.copy()
            with transaction.atomic():
                response = send(here, name, client)
                wrong.append(judge(name, line, who, response, changed(before)))
                transaction.set_rollback(True)
            client.cookies = cookies
    assert digests() == before
    assert not any(wrong), "\n" + "\n".join(filter(None, wrong))


def test_no_other_route_takes_a_post(db: None) -> None:
    here, wrong = town(), []
    before = digests()
    for name in sorted(set(NAMES) - set(POSTS)):
        for who in VISITORS:
            response = here.client(who).post(address(here, name), {"x": "1"})
            if response.status_code != 405 or changed(before):
                wrong.append(f"{name} as {who}: {response.status_code}, changed {sorted(changed(before))}")
    assert not wrong, "\n" + "\n".join(wrong)
