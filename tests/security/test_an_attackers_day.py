"""One day of somebody who wants in: twenty attempts on one house. Each is refused, and nothing in the house moves.

The attempts are told one after another against the same data, as they would be made; what each kind of attack does in
detail is proved in the other files of this folder.
"""

import json
import socket
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from PIL import Image

from dauys.cases.models import Case
from dauys.cases.queries import number_of
from dauys.channels import drafts
from dauys.ground.accounts.actions import redeem_code
from dauys.ground.accounts.models import OneTimeCode, RoleGrant
from dauys.ground.files import actions as files
from dauys.ground.moment import now
from dauys.ground.tables import begin
from dauys.receptions import actions as receptions
from dauys.receptions.links import secret_of
from tests import factories as make
from tests import receptions as desk
from tests.office_files import docx
from tests.security.visitors import file_by_api, voice
from tests.threads import together

# What must not move. Brakes, drafts and sessions may: being refused is counted, and a form is kept while it is typed.
HOUSE = (
    "cases_case", "cases_voice", "cases_party", "cases_obligation", "answers_answer", "files_storedfile",
    "accounts_user", "accounts_rolegrant", "accounts_deputy", "accounts_invitation", "journal_entry",
    "directory_organization", "messages_message", "publication_publication",
    "receptions_visit", "receptions_visitor", "receptions_ticket", "receptions_host", "receptions_device",
)  # fmt: skip
MARK = "zq7"
MATTER = "Мұны тек қабылдаушы оқиды, басқа ешкім білмейді."
ELSEWHERE = "evil.example"


def as_it_stands() -> dict[str, Any]:
    """A sum over every row of each table."""
    sums = {}
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
        for table in HOUSE:
            if table in known:
                cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
                sums[table] = cursor.fetchone()
    return sums


class House:
    """Two cases with different bodies, one with a file; an officer of each, and a citizen's draft with a file."""

    def __init__(self) -> None:
        at = now()
        self.mine, self.theirs = make.case(owner=make.SOCIAL), make.case(owner=make.HOUSING)
        self.file = files.store(data=docx(), name="құжат.docx", holder=self.theirs.id, at=at)
        self.draft = uuid4()
        drafts.save(self.draft, make.draft(), at=at)
        self.draft_file = files.store(data=docx(), name="a.docx", holder=drafts.holder_of(self.draft), at=at)
        self.officer_user, _actor = make.staff("officer", make.SOCIAL)
        self.officer = self._signed_in(self.officer_user)
        host = desk.host()
        self.visit = desk.unscheduled(host, text=MATTER)
        self.counter = receptions.add_counter(office=host.office_id, number=1, actor=desk.administrator(), at=at)
        self.deputy_user, _actor = make.staff("officer", make.HOUSING)
        self.deputy = self._signed_in(self.deputy_user)
        self.old_session = self._left(make.staff("officer", make.SOCIAL)[0])
        RoleGrant.objects.filter(user=self.deputy_user).update(valid_until=(at - timedelta(days=2)).date())

    def _signed_in(self, user: Any) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    def _left(self, user: Any) -> str:
        """The key of a session that was ended by its owner."""
        client = self._signed_in(user)
        key = str(client.cookies["sessionid"].value)
        assert client.get("/kk/desk/").status_code == 200 and client.post("/kk/logout/").status_code == 302
        return key

    def stranger(self, **about: Any) -> Client:
        return Client(raise_request_exception=False, REMOTE_ADDR=f"10.{uuid4().int % 250}.0.1", **about)


def guesses_a_code(house: House) -> None:
    client, number = house.stranger(), number_of(house.theirs.case)
    for _ in range(20):
        page = client.post("/kk/track/", {"number": number, "code": "AAAAA-AAAAA"})
        assert page.status_code == 422
    shut = client.post("/kk/track/", {"number": number, "code": house.theirs.code})
    assert shut.status_code == 422 and "dauys_case" not in client.cookies


def forges_the_cookie_of_a_case(house: House) -> None:
    client = house.stranger()
    client.cookies["dauys_case"] = signing.dumps(str(house.theirs.id), key="guessed", salt="dauys.case")
    assert client.get("/kk/track/case/").status_code == 302


def swaps_ids_between_doors(house: House) -> None:
    client = house.stranger()
    client.cookies[drafts.COOKIE] = signing.dumps(str(house.theirs.id), salt="dauys.draft")
    client.post(f"/kk/say/files/{house.file.pk}/remove/")
    client.post(f"/kk/say/files/{house.draft_file.pk}/remove/")
    assert house.officer.get(f"/kk/desk/cases/{house.mine.id}/files/{house.file.pk}/").status_code == 404


def uploads_what_pretends(house: House) -> None:
    bomb = docx({f"word/media/{n}.png": b"\0" * 20_000_000 for n in range(6)})
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    page = b"<!doctype html><script>alert(1)</script>"
    for data in (bomb, out.getvalue(), page, b"\xff\xd8\xff" + page, page + docx(), docx() + page, b"MZ" + b"\0" * 99):
        sent = {"text": make.TEXT, "files": SimpleUploadedFile("photo.jpg", data, "image/jpeg")}
        assert house.stranger().post("/kk/say/what/", sent).status_code == 422


def unpacks_upwards(house: House) -> None:
    for name in ("../../../etc/cron.d/x.xml", "/etc/x.xml", "..\\x.xml"):
        sent = {"text": make.TEXT, "files": SimpleUploadedFile("a.docx", docx({name: "<a/>"}))}
        assert house.stranger().post("/kk/say/what/", sent).status_code == 422


def posts_from_another_site(house: House) -> None:
    client = house.stranger(enforce_csrf_checks=True)
    client.cookies.update(house.officer.cookies)
    for address in (f"/kk/desk/cases/{house.mine.id}/contacts/", "/kk/desk/register/", "/kk/logout/"):
        assert client.post(address, {"purpose": "1"}, headers={"Origin": f"https://{ELSEWHERE}"}).status_code == 403


def injects_headers(house: House) -> None:
    for target in ("/kk/desk/\r\nSet-Cookie: a=b", f"//{ELSEWHERE}/", f"https://{ELSEWHERE}", "javascript:alert(1)"):
        page = house.stranger().get("/kk/login/", {"next": target})
        assert "a=b" not in str(page.headers) and ELSEWHERE not in page.headers.get("Location", "")
    refused = file_by_api(house.stranger(), voice(email="a@b.kz\r\nBcc: x@evil.example"))
    assert refused.status_code == 422


def poisons_the_host(house: House) -> None:
    assert house.stranger().get("/kk/", headers={"Host": ELSEWHERE}).status_code == 400
    headers = {"X-Forwarded-Host": ELSEWHERE, "X-Host": ELSEWHERE, "Forwarded": f"host={ELSEWHERE}"}
    assert ELSEWHERE not in house.stranger().get("/kk/", headers=headers).content.decode()


def assigns_what_is_not_asked(house: House) -> None:
    for more in ({"identity": "signed"}, {"state": "answered"}, {"owner": "x"}, {"received_at": "2020-01-01"}):
        assert file_by_api(house.stranger(), voice(**more)).status_code == 422, more


def takes_a_file_of_others(house: House) -> None:
    address = f"/kk/desk/cases/{house.theirs.id}/files/{house.file.pk}/"
    assert house.stranger().get(address).status_code == 302
    refused, none = house.officer.get(address), house.officer.get(f"/kk/desk/cases/{uuid4()}/files/{uuid4()}/")
    assert refused.status_code == none.status_code == 404 and b"PK" not in refused.content[:2]


def forges_a_receipt(house: House) -> None:
    forged = {"number": number_of(house.theirs.case), "leaf": "0" * 64, "signature": "A" * 86, "log": "x"}
    for text in (json.dumps(forged), "[" * 5000, "null", '{"v": 1}'):
        sent = {"receipt": SimpleUploadedFile("r.json", text.encode())}
        verdict = house.stranger().post("/kk/check/", sent).context["verdict"]
        assert verdict == {"refused": True}


def rewrites_the_journal(house: House) -> None:
    for sql in ("UPDATE journal_entry SET at = now()", "DELETE FROM journal_entry", "TRUNCATE journal_entry CASCADE"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def makes_search_hang(house: House) -> None:
    for words in ("(a+)+$" * 20, "a" * 5000, "%" * 300, "'; SELECT pg_sleep(9); --", "\\" * 200, '"' * 199):
        began = time.monotonic()
        assert house.officer.get("/kk/desk/", {"q": words}).status_code < 500
        assert time.monotonic() - began < 2, words[:20]


def sends_too_much(house: House) -> None:
    body = {"data": b"x", "content_type": "multipart/form-data; boundary=a", "CONTENT_LENGTH": str(300 * 1024 * 1024)}
    assert house.stranger().generic("POST", "/kk/say/what/", **body).status_code == 413
    assert file_by_api(house.stranger(), voice(text="x" * 11_000_000)).status_code == 413
    many = {f"f{n}": "1" for n in range(300)}
    assert house.stranger().post("/kk/say/what/", many).status_code == 400


def gives_themselves_a_role(house: House) -> None:
    user = house.officer_user
    asked = {"role": "administrator", "name": "Мен", "email": "me@evil.example", "language": "kk", "place": ""}
    for address in ("staff/new/", f"staff/{user.pk}/", f"staff/{user.pk}/invite/", f"staff/{user.pk}/deputies/"):
        assert house.officer.post(f"/kk/desk/office/{address}", asked).status_code in (404, 405), address
    assert house.officer.get("/kk/desk/health/").status_code == 404


def works_on_after_the_last_day(house: House) -> None:
    row = house.theirs.obligation
    assert house.deputy.get(f"/kk/desk/cases/{house.theirs.id}/").status_code == 404
    for address in (f"/kk/desk/obligations/{row.pk}/kind/", f"/kk/desk/cases/{house.theirs.id}/contacts/"):
        assert house.deputy.post(address, {"choice": "complaint", "purpose": "1"}).status_code == 404


def reads_with_an_old_session(house: House) -> None:
    client = house.stranger()
    client.cookies["sessionid"] = house.old_session
    assert client.get(f"/kk/desk/cases/{house.mine.id}/").status_code == 302


def comes_to_the_visit_of_another(house: House) -> None:
    client, visit = house.stranger(), house.visit.pk
    guessed = (secret_of(visit, "ticket"), secret_of(house.theirs.id), "A" * 24, str(visit))
    assert [client.get(f"/kk/meet/visit/{secret}/").status_code for secret in guessed] == [404] * 4
    client.cookies["dauys_visit"] = signing.dumps(str(visit), key="guessed", salt="dauys.visit")
    for step in ("take", "cancel", "move", "about"):
        client.post(f"/kk/meet/visit/do/{step}/", {"case": str(house.theirs.id), "starts": "2026-03-05T10:00+05:00"})
    assert client.get("/kk/meet/visit/protocol.pdf").status_code == 404
    assert MATTER not in client.get("/kk/meet/visit/").content.decode()


def plays_a_screen_of_the_centre(house: House) -> None:
    client, key = house.stranger(), str(uuid4())
    assert client.get(f"/kk/queue/screen/{uuid4().hex}:guessed/").status_code == 404
    client.cookies["dauys_screen"] = signing.dumps(key, salt="dauys.visit")
    assert client.post("/kk/queue/", {"key": key, "service": "advice"})["Location"] == "/kk/queue/"
    assert client.get("/kk/queue/display/now/").status_code == 404


def calls_from_a_counter_elsewhere(house: House) -> None:
    for step in ("sit", "next", "finish", "record", "give"):
        sent = {"key": str(uuid4()), "service": "advice", "result": "given", "ticket": str(uuid4())}
        for client in (house.stranger(), house.officer):
            assert client.post(f"/kk/desk/counters/{house.counter.pk}/{step}/", sent).status_code in (302, 404)


ATTEMPTS: list[Callable[[House], None]] = [
    guesses_a_code, forges_the_cookie_of_a_case, swaps_ids_between_doors, uploads_what_pretends, unpacks_upwards,
    posts_from_another_site, injects_headers, poisons_the_host, assigns_what_is_not_asked, takes_a_file_of_others,
    forges_a_receipt, rewrites_the_journal, makes_search_hang, sends_too_much, gives_themselves_a_role,
    works_on_after_the_last_day, reads_with_an_old_session, comes_to_the_visit_of_another,
    plays_a_screen_of_the_centre, calls_from_a_counter_elsewhere,
]  # fmt: skip


def test_an_attackers_day(db: None, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    house, wrong = House(), []
    before = as_it_stands()
    for attempt in ATTEMPTS:
        try:
            attempt(house)
        except AssertionError as error:
            wrong.append(f"{attempt.__name__}: {str(error)[:300]}")
        after = as_it_stands()
        moved = [table for table in before if after[table] != before[table]]
        if moved:
            wrong.append(f"{attempt.__name__} moved {', '.join(moved)}")
        before = after
    assert not wrong, "\n".join(wrong)


def test_the_watch_over_the_house_sees_a_move(db: None) -> None:
    before = as_it_stands()
    make.case(owner=make.HOUSING)
    assert as_it_stands() != before and len(before) >= 12


# What is let in stays words: these are filed, as anybody's voice is, and do nothing wherever they are shown.


@contextmanager
def calls_out() -> Iterator[list[Any]]:
    """Every address this process tries to reach; the database has its own way and is not among them."""
    tried: list[Any] = []
    real = socket.socket.connect

    def note(line: socket.socket, address: Any) -> None:
        tried.append(address)
        raise OSError("nobody is called in this test")

    socket.socket.connect = note  # type: ignore[method-assign, assignment]
    try:
        yield tried
    finally:
        socket.socket.connect = real  # type: ignore[method-assign]


def test_hostile_words_stay_words(db: None, make: Any, tmp_path: Any) -> None:
    """Markup, formulas and addresses inside the machine, in every field: shown as typed, never run, never fetched."""
    tag, far = f"<{MARK} onload=1>", "http://169.254.169.254/latest"
    hostile = f"=cmd|' /C calc'!A0 {tag} <script>{MARK}()</script> {far} file:///etc/passwd"
    with calls_out() as tried:
        made = make.case(owner=make.HOUSING, text=hostile, name=f"=1+1{tag}", place_note=f"{far} {tag}")
        reader = Client()
        reader.force_login(make.staff("supervisor", make.HOUSING)[0])
        author = Client()
        author.post("/kk/track/", {"number": number_of(made.case), "code": made.code})
        pages = [
            *(reader.get(a) for a in ("/kk/desk/", f"/kk/desk/cases/{made.id}/", f"/kk/desk/cases/{made.id}/slip/")),
            *(author.get(a) for a in ("/kk/track/case/", "/kk/receipt/", "/kk/voices/feed/", "/kk/voices/")),
        ]
        printed = author.get("/kk/receipt/pdf/")
    assert not tried
    assert b"/JavaScript" not in b"".join(printed) and b"/Launch" not in b"".join(printed)
    for page in pages:
        assert f"<{MARK}" not in page.content.decode() and f"<script>{MARK}" not in page.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx", "xml"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_in_a_table_is_a_text(tmp_path: Any, form: str, start: str) -> None:
    path = tmp_path / f"t.{form}"
    table = begin(path, form, ["a"], ["a"])
    table.add([[f"{start}cmd|' /C calc'!A0"]])
    table.close()
    if form == "xlsx":
        with zipfile.ZipFile(path) as packed:
            assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
        return
    text = path.read_bytes().decode("utf-8-sig")
    assert f"'{start}cmd" in text.replace("&apos;", "'").replace('"', "")


def test_a_code_is_redeemed_once_in_a_race_and_never_again(transactional_db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)
    key = uuid4()
    drafts.save(key, make.draft(), at=now())
    client = Client()
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    client.post("/kk/say/code/")
    won: list[int] = []

    def race(index: int) -> None:
        with suppress(Exception):
            redeem_code(subject=key, contact="+77001234567", code="424242", at=now())
            won.append(index)

    together(6, race)
    assert len(won) == 1, "six at once, one is let in"
    race(7)
    assert len(won) == 1 and OneTimeCode.objects.get(subject=key).used_at and not Case.objects.exists()
