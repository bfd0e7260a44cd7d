"""The receipt on every surface, and the public page where anybody checks it."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from pypdf import PdfReader
from tests import factories as make
from tests.log import follow

from dauys.channels.keys import _SALT
from dauys.channels.receipts import receipt_of, stub_of
from dauys.core.merkle import NotProved
from dauys.core.receipts import check, receipt_as_json, receipt_from_json
from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.log.actions import rotate_key
from dauys.ground.moment import now

pytestmark = pytest.mark.django_db
AT = make.AT


def holder(made: make.Made) -> Client:
    """The browser of somebody who gave number and code."""
    client = Client()
    client.cookies["dauys_case"] = signing.dumps(str(made.id), salt=_SALT)
    return client


@pytest.fixture
def merged() -> make.Made:
    made = make.case(owner=make.HOUSING, at=now() - timedelta(seconds=5))
    follow(now())
    return made


def file_of(made: make.Made) -> dict[str, Any]:
    response = holder(made).get("/kk/receipt/file/")
    assert response.status_code == 200
    data: dict[str, Any] = json.loads(response.content)
    return data


def test_the_page_tells_the_line(merged: make.Made) -> None:
    page = holder(merged).get("/kk/receipt/").content.decode()
    line = Entry.objects.filter(verb="cases.file").get().leaf.index + 1
    assert f'<b class="d-num">{line}</b>' in page and "сақтаған адам кейінгі өзгерісті дәлелдей алады" in page


def test_before_the_merge_it_is_a_promise() -> None:
    make.case(owner=make.HOUSING, at=now())
    follow(now())  # there is a log now
    made = make.case(owner=make.HOUSING, at=now())
    assert "бір минут ішінде" in holder(made).get("/kk/receipt/").content.decode()
    receipt = receipt_from_json(file_of(made))
    assert not receipt.is_merged
    check(receipt)
    follow(now() + timedelta(seconds=30))
    receipt = receipt_from_json(file_of(made))
    assert receipt.is_merged
    check(receipt)


def test_without_a_log_the_page_is_as_before_and_the_file_says_wait() -> None:
    made = make.case(owner=make.HOUSING)
    assert holder(made).get("/kk/receipt/").status_code == 200
    assert holder(made).get("/kk/receipt/pdf/").status_code == 200
    response = holder(made).get("/ru/receipt/file/")
    assert response.status_code == 503 and "Файл ещё не готов" in response.content.decode()


def test_the_file_holds_nothing_of_the_person(merged: make.Made) -> None:
    text = json.dumps(file_of(merged), ensure_ascii=False)
    for secret in (make.TEXT, "Айгүл", "7001234567", merged.code, merged.code.replace("-", "")):
        assert secret not in text
    assert len(text) < 6000


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("roll", ["", "?roll=1"])
def test_the_document_is_tagged(merged: make.Made, language: str, roll: str) -> None:
    response = holder(merged).get(f"/{language}/receipt/pdf/{roll}")
    assert response["Content-Type"] == "application/pdf" and "no-store" in response["Cache-Control"]
    document = PdfReader(io.BytesIO(response.content))
    root = document.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == language
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert document.metadata and "KZ-" in str(document.metadata.title)
    width = float(document.pages[0].mediabox.width) / 72 * 25.4
    assert len(document.pages) == 1 and round(width) == (80 if roll else 210)
    text = document.pages[0].extract_text()
    assert merged.code in text and "KZ-" in text
    leaf = Entry.objects.filter(verb="cases.file").get().leaf
    assert bytes(leaf.leaf_hash).hex()[:4] in text


@pytest.mark.parametrize("page", ["receipt/", "receipt/pdf/", "receipt/file/"])
def test_who_has_not_the_code_gets_nothing(merged: make.Made, page: str) -> None:
    response = Client().get(f"/kk/{page}")
    assert response.status_code == 302 and response["Location"] == "/kk/track/"


def test_the_slip_of_the_desk(merged: make.Made) -> None:
    clerk, _actor = make.staff("clerk", "akmola/aqjar")
    made = make.case(owner=make.HOUSING, actor=_actor, channel="visit", desk="akmola/aqjar", identity="in_person")
    desk = Client()
    desk.force_login(User.objects.get(pk=clerk.pk))
    address = f"/kk/desk/cases/{made.id}/slip/"
    for way in ("a4", "roll"):
        response = desk.post(address, {"as": way})
        assert response.status_code == 200 and response.content.startswith(b"%PDF")
    assert Entry.objects.filter(verb="cases.show_code", case_id=made.id).count() == 2
    officer, _ = make.staff("officer")
    desk.force_login(User.objects.get(pk=officer.pk))
    assert desk.post(address, {"as": "a4"}).status_code == 404
    assert Entry.objects.filter(verb="cases.show_code", case_id=made.id).count() == 2


def checked(data: Any, language: str = "ru") -> tuple[int, str]:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    response = Client().post(f"/{language}/check/", {"receipt": io.BytesIO(content)})
    return response.status_code, response.content.decode()


def test_a_right_file_is_shown_with_its_line(merged: make.Made) -> None:
    status, page = checked(file_of(merged))
    assert status == 200 and "Талон есть в журнале" in page and "KZ-" in page
    assert "Айгүл" not in page and make.TEXT not in page


def test_a_changed_file_proves_nothing(merged: make.Made) -> None:
    data = file_of(merged)
    data["entries"][1]["entry"]["payload"]["due_on"] = "2027-01-01"
    status, page = checked(data)
    assert status == 200 and "Этот файл ничего не доказывает" in page


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[" * 90_000, b'{"format": "dauys-receipt-1"}', b"1e999", b"NaN"]
)
def test_other_files_prove_nothing(data: bytes, merged: make.Made) -> None:
    status, page = checked(data)
    assert (status, "ничего не доказывает" in page) in ((200, True), (422, False))


def test_a_file_too_large_or_missing_is_told() -> None:
    assert checked(b"x" * 200_000)[0] == 422
    response = Client().post("/kk/check/")
    assert response.status_code == 422 and "Талон файлын таңдаңыз" in response.content.decode()


def test_a_hash_finds_its_line(merged: make.Made) -> None:
    entry = Entry.objects.filter(verb="cases.file").get()
    leaf = bytes(entry.leaf.leaf_hash).hex()
    groups = " ".join(leaf[n : n + 4] for n in range(0, 64, 4))
    for typed in (leaf, leaf.upper(), groups):
        page = Client().get("/kk/check/", {"leaf": typed}).content.decode()
        assert "Талон журналда бар" in page
    assert "мұндай жол жоқ" in Client().get("/kk/check/", {"leaf": "ab" * 32}).content.decode()
    assert Client().get("/kk/check/", {"leaf": "xyz"}).status_code == 422


def test_a_receipt_the_journal_no_longer_holds(merged: make.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    data = file_of(merged)
    monkeypatch.setattr("dauys.ground.log.queries.standing_of_leaf", lambda *_: None)
    _status, page = checked(data)
    assert "подлинный, но журнал его больше не содержит" in page


def test_a_receipt_from_elsewhere() -> None:
    from dauys.core.receipts import receipt_as_json
    from dauys.core.tests.office_of_logs import MINUTE, Office

    office = Office()
    office.add(3)
    office.sign(AT + MINUTE / 2)
    _status, page = checked(receipt_as_json(office.receipt(1)))
    assert "выдан в другом месте" in page


def test_checking_is_slowed_down_and_says_so(merged: make.Made) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dauys.channels.pages.check.AN_HOUR", 3)
        assert [checked(file_of(merged))[0] for _ in range(5)] == [200, 200, 200, 429, 429]
        assert Client().get("/kk/check/", {"leaf": "ab" * 32}).status_code == 200


def test_the_promise_of_one_case_is_not_anothers(merged: make.Made) -> None:
    other = make.case(owner=make.HOUSING, at=now())
    follow(now() + timedelta(seconds=30))
    mine, theirs = file_of(merged), file_of(other)
    mine["promise"] = theirs["promise"]
    with pytest.raises(NotProved):
        check(receipt_from_json(mine))


def test_a_receipt_fetched_just_after_a_new_key_is_right(merged: make.Made) -> None:
    """A process keeps the log in mind for some seconds; a file must name the key of every head in it."""
    assert stub_of(merged.case.pk) and receipt_of(merged.case)
    rotate_key(actor=SYSTEM, at=now())
    later = make.case(owner=make.HOUSING, at=now())
    follow(now() + timedelta(seconds=30))
    for made in (merged, later):
        receipt = receipt_of(made.case)
        assert receipt and receipt.is_merged and len(receipt.log.keys) == 2
        check(receipt_from_json(receipt_as_json(receipt)))
