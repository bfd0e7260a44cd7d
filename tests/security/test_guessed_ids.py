"""Guessed ids: another body's, another kind's, random ones. All read like what does not exist, and nothing changes."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from dauys.cases.models import Obligation
from dauys.channels import drafts
from dauys.ground.files.actions import store
from dauys.ground.files.models import StoredFile
from dauys.ground.moment import now
from tests import factories as make
from tests.security.tables import changed, digests
from tests.security.test_every_post import POSTS, fields
from tests.security.visitors import Town, file_by_api, town, voice
from tests.sweep.test_sweep import NAMES
from tests.sweep.world import a_pdf

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]
_VARIES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}')


@dataclass
class Ids:
    """An id of every kind, all of another body than the visitor's, and the visitor's own case."""

    town: Town
    case: UUID
    obligation: UUID
    file: UUID
    own_case: UUID

    def wrong_for(self, argument: str) -> dict[str, UUID]:
        """Every id that must open nothing where an id of this kind is wanted."""
        case = make.fresh(self.case).case
        known = {
            "case_id": self.case, "obligation_id": self.obligation, "file_id": self.file, "draft": self.town.draft,
            "draft file": self.town.draft_file, "key": case.idempotency_key, "clerk draft": self.town.clerk_draft,
            "holder": drafts.holder_of(self.town.draft), "held": self.town.held,
            "user": self.town.world.users["head"].pk,
            "session": self.town.world.kwargs["end_session"]["sign_in_id"],
            "passkey": self.town.world.kwargs["passkey_remove"]["passkey_id"],
        }  # fmt: skip
        return {**known, "random": uuid4(), "nil": UUID(int=0), "last": UUID(int=2**128 - 1)}


@pytest.fixture
def ids(db: None) -> Ids:
    here = town()
    file = StoredFile.objects.get(pk=here.world.kwargs["attachment"]["file_id"])
    row = Obligation.objects.get(case=file.holder)
    own = make.case(owner=make.SOCIAL, at=now())
    return Ids(here, file.holder, row.pk, file.pk, own.id)


def address(name: str, **kwargs: Any) -> str:
    with override("kk"):
        return reverse(name, kwargs=kwargs)


WITH_ID = [
    "case", "contacts", "attachment", "slip", "new_code", "hand_copy", "rate", "open_mine", "ask_correction",
    "remove_file", "settle",
    "take", "give", "forward", "propose_leaving", "decide_leaving", "withdraw_for", "give_back", "name_owner",
    "pass_crime", "clear_crime",
    "change_kind", "write", "answer_file", "tracked_file",
    "autosave", "check", "read_out", "posted", "letter", "invite_hearing", "hearing",
    "hearing_protocol", "hearing_off", "forget_list", "calendar_feed",
    "export_file", "forget_export", "end_session", "passkey_remove",
    "bulk_result", "bulk_undo", "group", "ungroup", "mark_repeat", "unmark_repeat",
    "correct", "hold", "lift_hold", "retention_lift",
    "review_publication", "office_upload", "office_confirm",
    "import", "import_file", "ask_person", "heard_reply", "take_back", "ask_extension", "decide_extension", "reply",
    "complain",
    "visit_refer", "change_companion", "reception_place", "reception_attendance", "give_place",
    "visit", "visit_brief", "move_visit", "visit_paper", "visit_protocol", "visit_step", "sign_visit_protocol",
    "reception_schedule", "close_reception_day",
    "approve_schedule", "publish_schedule", "centre", "reception_hosts", "counter", "counter_step", "centre_counters",
    "end_screen", "sheet", "write_sheet", "issue_sheet", "acknowledge_sheet",
    "sample", "sample_table", "mark_answer",
    "volunteer_line", "close_line", "line_call_list", "line_near", "volunteer_line_step", "volunteer_call",
    "line_after", "line_incident", "hide_thanks", "thank_volunteers", "volunteer_calendar",
    "volunteer", "change_volunteer", "volunteer_step", "group_sheet", "volunteer_group_step",
    "volunteer_plan", "volunteer_plan_person", "settle_volunteer",
    "import_needs_look",
    "line_hours", "person_hours", "correct_hours",
    "volunteer_import", "volunteer_import_faults", "do_volunteer_import",
    "desk_campaign", "campaign_step", "campaign_zones", "campaign_places", "campaign_team",
    "volunteer_certificates", "revoke_certificate", "certificate_paper", "own_certificate_file",
]  # fmt: skip
ARGUMENT = {
    **dict.fromkeys(
        ["desk_campaign", "campaign_step", "campaign_zones", "campaign_places", "campaign_team"], "campaign_id"
    ),
    **dict.fromkeys(["volunteer", "change_volunteer", "volunteer_step"], "volunteer_id"),
    **dict.fromkeys(["group_sheet", "volunteer_group_step"], "group_id"),
    **dict.fromkeys(["volunteer_line", "close_line", "line_call_list", "line_near", "volunteer_line_step"], "line_id"),
    **dict.fromkeys(["line_after", "line_incident", "hide_thanks"], "line_id"),
    "thank_volunteers": "case_id",
    "volunteer_calendar": "volunteer_id",
    **dict.fromkeys(["volunteer_plan", "volunteer_plan_person"], "run_id"),
    **dict.fromkeys(["settle_volunteer", "line_hours"], "line_id"),
    "person_hours": "volunteer_id",
    "correct_hours": "presence_id",
    "volunteer_certificates": "volunteer_id",
    **dict.fromkeys(["revoke_certificate", "certificate_paper", "own_certificate_file"], "certificate_id"),
    **dict.fromkeys(["volunteer_import", "volunteer_import_faults", "do_volunteer_import"], "import_id"),
    **dict.fromkeys(["sample", "sample_table", "mark_answer"], "sample_id"),
    **dict.fromkeys(["sheet", "write_sheet", "issue_sheet", "acknowledge_sheet"], "version_id"),
    **dict.fromkeys(
        ["visit", "visit_brief", "move_visit", "visit_paper", "visit_protocol", "visit_step", "visit_refer"], "visit_id"
    ),
    "change_companion": "referral_id",
    **dict.fromkeys(["reception_place", "reception_attendance"], "host_id"),
    "give_place": "visit_id",
    **dict.fromkeys(["approve_schedule", "publish_schedule"], "schedule_id"),
    **dict.fromkeys(["centre", "reception_hosts", "centre_counters"], "office_id"),
    **dict.fromkeys(["counter", "counter_step"], "host_id"),
    "end_screen": "device_id",
    "volunteer_call": "call_id",
    "import_needs_look": "table_id",
    "sign_visit_protocol": "protocol_id",
    **dict.fromkeys(["reception_schedule", "close_reception_day"], "host_id"),
    "case": "case_id",
    "contacts": "case_id",
    "attachment": "case_id",
    "tracked_file": "file_id",
    "slip": "case_id",
    "new_code": "case_id",
    "hand_copy": "case_id",
    "open_mine": "case_id",
    "ask_correction": "case_id",
    "reply": "question_id",
    "group": "case_id",
    "mark_repeat": "case_id",
    "unmark_repeat": "case_id",
    "correct": "case_id",
    "hold": "case_id",
    "lift_hold": "case_id",
    "retention_lift": "hold_id",
    "ungroup": "case_id",
    "review_publication": "case_id",
    "remove_file": "file_id",
    "forget_list": "list_id",
    "calendar_feed": "feed_id",
    "export_file": "export_id",
    "forget_export": "export_id",
    "end_session": "sign_in_id",
    "passkey_remove": "passkey_id",
    "bulk_result": "bulk_id",
    "bulk_undo": "bulk_id",
    "hearing": "hearing_id",
    "hearing_protocol": "hearing_id",
    "hearing_off": "hearing_id",
    "import": "import_id",
    "import_file": "import_id",
    "office_upload": "upload_id",
    "office_confirm": "upload_id",
}
MORE: dict[str, dict[str, Any]] = {
    "calendar_feed": {"key": "0" * 40},
    "visit_step": {"step": "serve"},
    "thank_volunteers": {"token": "0" * 24},
    "volunteer_calendar": {"token": "0" * 24},
    "volunteer_line_step": {"step": "share"},
    "counter_step": {"step": "give"},
    "reception_attendance": {"day": "2026-03-05"},
    "mark_answer": {"position": 1},
    "volunteer_step": {"step": "vet"},
    "volunteer_group_step": {"step": "shut"},
    "volunteer_plan_person": {"volunteer_id": UUID(int=7)},
    "settle_volunteer": {"step": "pin"},
    "campaign_step": {"step": "close"},
    "own_certificate_file": {"form": "token"},
}
# What is one's own is removed twice by a double click, so that what is not there is no error: back to the list.
BACK_TO = {"forget_list": "/kk/desk/", "forget_export": "/kk/desk/exports/",
           "end_session": "/kk/desk/security/", "passkey_remove": "/kk/desk/security/"}  # fmt: skip


# Names of a step and of a room, who receives in public, an address meant for everybody, signed addresses and letters,
# and accounts of staff, which the administrator of everything may look at.
NO_IDS = {
    "step", "volunteer_register", "office_room", "voice", "voice_file", "confirm_subscription", "unsubscribe",
    "invitation",
    "office_member", "office_invite", "office_end", "office_end_role", "office_deputy", "office_deputy_end",
    "office_bring_back", "open_schedule", "schedule_feed", "keep_slot", "own_visit_step", "open_visit",
    "open_screen", "given_ticket", "ticket", "ticket_now", "join_group", "open_volunteer", "open_consent",
    "own_volunteer_step", "open_offer", "shift", "take_shift", "claim_shift", "report_incident", "rate_task",
    "shift_hours", "volunteer_hours_step", "campaign", "join_zone", "bring_group", "join_team", "own_enrolment",
    "lead_team", "lead_code", "team_sheet", "team_roster", "merge_team", "lead_team_step", "ticket_incident",
    "team_incident",
    "show_proof", "proof_status", "office_did",
}  # fmt: skip


def test_every_route_with_an_id_is_tried(db: None) -> None:
    here = town()
    assert sorted(WITH_ID) == sorted(
        n for n, kwargs in here.world.kwargs.items() if n in NAMES and n not in NO_IDS and kwargs
    )


def bare(response: Any) -> str:
    return _VARIES.sub("", response.content.decode())


@pytest.mark.parametrize("who", ["stranger", "clerk of another desk", "administrator", "controller elsewhere"])
def test_no_id_of_another_body_or_kind_opens_anything(ids: Ids, who: str) -> None:
    client = visitor(ids, who)
    before, wrong = digests(), []
    staff_pages = [
        n
        for n in WITH_ID
        if n not in ("rate", "remove_file", "open_mine", "ask_correction", "reply", "complain", "tracked_file")
    ]
    for name in staff_pages:
        argument = ARGUMENT.get(name, "obligation_id")
        more = {"file_id": ids.file} if name in ("attachment", "answer_file") else MORE.get(name, {})
        nothing = {}
        for what, guess in {"random": uuid4(), **ids.wrong_for(argument)}.items():
            path = address(name, **{argument: guess}, **more)
            replies = {"GET": client.get(path)}
            if name in POSTS:
                replies["POST"] = client.post(path, fields(ids.town, name))
            for method, reply in replies.items():
                expected = nothing.setdefault(method, (reply.status_code, bare(reply)))
                back = reply.status_code == 302 and reply["Location"] == BACK_TO.get(name)
                if (reply.status_code not in (404, 405) and not back) or (reply.status_code, bare(reply)) != expected:
                    wrong.append(f"{method} {name} with the id of {what}: {reply.status_code}")
    assert not wrong, "\n".join(wrong)
    assert not changed(before)


def visitor(ids: Ids, who: str) -> Client:
    if who in ids.town.world.users:
        return ids.town.client(who)
    role = who.split()[0]
    client = Client()
    client.force_login(make.staff(role, make.SOCIAL)[0])
    return client


def test_a_file_is_reached_only_through_its_own_case(ids: Ids) -> None:
    """A file of somebody's draft, of another case, or a case's id as a file's: nothing, whoever asks."""
    officer = ids.town.client("officer")
    own = address("attachment", case_id=ids.case, file_id=ids.file)
    assert officer.get(own).status_code == 200
    other = make.case(owner=make.HOUSING, at=now())
    theirs = store(data=a_pdf(), name="x.pdf", holder=other.id, at=now())
    hidden = make.case(owner=make.SOCIAL, at=now())
    secret = store(data=a_pdf(), name="y.pdf", holder=hidden.id, at=now())
    pages = set()
    for file in (theirs.pk, secret.pk, ids.town.draft_file, ids.case, ids.obligation, uuid4()):
        reply = officer.get(address("attachment", case_id=ids.case, file_id=file))
        assert reply.status_code == 404
        pages.add(bare(reply))
    assert officer.get(address("attachment", case_id=hidden.id, file_id=secret.pk)).status_code == 404
    assert len(pages) == 1


def test_a_cookie_of_ours_for_another_id_opens_nothing(ids: Ids) -> None:
    """Even an id signed by us names only its own kind: a draft's is no case, a case's is no draft."""
    before = digests()
    for what, guess in ids.wrong_for("").items():
        for cookie, salt in (("dauys_case", "dauys.case"), ("dauys_draft", "dauys.draft")):
            if (what, cookie) in (("case_id", "dauys_case"), ("draft", "dauys_draft")):
                continue
            client = Client()
            client.cookies[cookie] = signing.dumps(str(guess), salt=salt)
            for page in ("receipt/", "track/case/", "track/confirm/", "say/check/", "say/code/"):
                if what in ("key", "held") and page == "say/check/":
                    continue  # its author's own draft, filed or held already and sent a second time
                for reply in (client.get(f"/kk/{page}"), client.post(f"/kk/{page}")):
                    # 409 is the page of who comes too late: it shows what this request brought along, nothing else
                    assert reply.status_code in (302, 405, 409) and make.TEXT not in reply.content.decode(), (
                        what,
                        page,
                    )
                    assert reply.headers.get("Location", "/kk/track/") in ("/kk/track/", "/kk/say/"), (what, page)
    assert not changed(before)


def test_a_cookie_signed_for_one_use_is_none_for_another(ids: Ids) -> None:
    client = Client()
    client.cookies["dauys_case"] = signing.dumps(str(ids.case), salt="dauys.draft")
    client.cookies["dauys_draft"] = signing.dumps(str(ids.town.draft), salt="dauys.case")
    assert client.get("/kk/track/case/")["Location"] == "/kk/track/"
    assert client.get("/kk/say/check/")["Location"] == "/kk/say/"


def test_nobody_decides_about_what_is_not_theirs(ids: Ids) -> None:
    """Neither about held voices of other bodies nor, under the name of one, about drafts, cases and files."""
    offices = {"clerk elsewhere", "supervisor elsewhere", "head elsewhere", "officer", "controller", "administrator"}
    clients = {who: visitor(ids, who) for who in offices}
    before = digests()
    for who, client in clients.items():
        for name in ("held_accept", "held_discard"):
            for what, guess in {**ids.wrong_for(""), "no id": "x", "none": ""}.items():
                for more in ({}, {"all": "1"}):
                    reply = client.post(address(name), {"draft": str(guess), **more})
                    assert reply.status_code in (302, 404), (who, name, what)
    assert not changed(before)
    clerk = ids.town.client("clerk")
    for what, guess in ids.wrong_for("").items():
        if what != "held":
            clerk.post(address("held_discard"), {"draft": str(guess), "all": "1"})
    assert not changed(before), "a clerk of the right desk discarded what is not held"


def test_the_cookie_of_a_held_voice_opens_nothing_else(ids: Ids) -> None:
    before = digests()
    for what, guess in ids.wrong_for("").items():
        client = Client()
        client.cookies["dauys_held"] = signing.dumps(str(guess), salt="dauys.held")
        page = client.get(address("waiting"))
        # The key of a filed case is what a held voice becomes when it is accepted.
        assert page.status_code == (302 if what == "key" else 200), what
        assert make.TEXT not in page.content.decode()
        client.cookies["dauys_held"] = signing.dumps(str(guess), salt="dauys.draft")
        assert client.get(address("waiting"))["Location"] == "/kk/say/", what
    assert not changed(before)


def test_the_author_of_one_case_rates_and_removes_nothing_of_others(ids: Ids) -> None:
    author, before = ids.town.client("author"), digests()
    for guess in ids.wrong_for("").values():
        reply = author.post(address("rate", obligation_id=guess), {"solved": "not_solved", "score": 1})
        assert (reply.status_code, reply["Location"]) == (302, "/kk/track/")
    writer = ids.town.client("writer")
    for what, guess in ids.wrong_for("").items():
        if what != "draft file":
            assert writer.post(address("remove_file", file_id=guess)).status_code == 302
    assert not changed(before)


def test_who_confirmed_a_contact_opens_nothing_of_others(ids: Ids) -> None:
    citizen, theirs, before = ids.town.client("citizen"), make.case(phone="+77019998877", at=now()), digests()
    del citizen.cookies["dauys_case"]
    for what, guess in {**ids.wrong_for(""), "case_id": theirs.id}.items():
        reply = citizen.get(address("open_mine", case_id=guess))
        assert (reply.status_code, reply["Location"]) == (302, "/kk/my/"), what
        assert citizen.get("/kk/track/case/")["Location"] == "/kk/track/", what
        path = address("ask_correction", case_id=guess)
        for reply in (citizen.get(path), citizen.post(path, {"full_name": "Бөтен Аты"})):
            assert (reply.status_code, reply["Location"]) == (302, "/kk/my/"), what
    assert not changed(before)
    reply = citizen.get(address("open_mine", case_id=ids.case))
    assert reply["Location"] == "/kk/track/case/", "their own"


def test_a_clerk_with_a_key_of_others_gets_nothing_of_them(ids: Ids) -> None:
    """The key of the register form: a citizen's draft, another clerk's form, a case, a case's key."""
    client = visitor(ids, "clerk elsewhere")
    form = fields(ids.town, "register")
    for what, guess in ids.wrong_for("").items():
        before = digests()
        reply = client.post("/kk/desk/register/autosave/", {**form, "key": str(guess)})
        if what in ("draft", "clerk draft"):
            assert reply.status_code == 409, what
            assert not changed(before), what
        before = digests()
        client.post("/kk/desk/register/discard/", {"key": str(guess)})
        assert changed(before) <= {"channels_draft"}, what
        page = client.post("/kk/desk/register/", {"key": str(guess)}).content.decode()
        assert "акт.pdf" not in page and "сурет.pdf" not in page, what
        assert client.post("/kk/desk/register/", {**form, "key": str(guess)}).status_code == 302
    assert StoredFile.objects.get(pk=ids.town.draft_file).holder == drafts.holder_of(ids.town.draft)
    writer = ids.town.client("writer")
    assert writer.get("/kk/say/check/").status_code == 200, "a clerk's case was filed under a citizen's key"
    assert drafts.load(ids.town.draft) is not None
    assert drafts.load(ids.town.clerk_draft, "desk") is not None


def test_the_api_gives_nothing_for_a_key_of_another_door(ids: Ids) -> None:
    codes = {make.Made(row.case, row, make.tracking_code(row.case)).code for row in Obligation.objects.all()}
    for guess in ids.wrong_for("").values():
        reply = file_by_api(Client(), voice(), **{"Idempotency-Key": str(guess)})
        assert reply.status_code == 201
        assert reply.json()["code"] not in codes
    assert StoredFile.objects.get(pk=ids.file).holder == ids.case
    assert StoredFile.objects.get(pk=ids.town.draft_file).holder == drafts.holder_of(ids.town.draft)
