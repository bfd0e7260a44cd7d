"""A file that comes part by part: begun with the draft, gone on with after a cut, checked like any other at its end."""

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from PIL import Image
from tests import factories as make
from tests.support import counted_sql

from dauys.cases.models import Case
from dauys.channels import drafts
from dauys.channels.models import Draft
from dauys.ground.files import parts
from dauys.ground.files.invariants import INVARIANTS
from dauys.ground.files.models import StoredFile
from dauys.ground.moment import now

pytestmark = pytest.mark.django_db
BEGIN, ON = "/kk/say/parts/", "/kk/say/parts/on/"
DESK_BEGIN, DESK_ON = "/kk/desk/register/parts/", "/kk/desk/register/parts/on/"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def photo(side: int = 300) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(out, "PNG")
    return out.getvalue()


def begun(client: Client, size: int, name: str = "сурет.png", at: str = BEGIN, **headers: str) -> Any:
    return client.post(at, {"name": name, "size": size}, headers=headers)


def on(client: Client, token: str, offset: object, data: bytes, at: str = ON, **headers: str) -> Any:
    told = {"Upload-Token": token, "Upload-Offset": str(offset), **headers}
    return client.post(at, data, content_type="application/octet-stream", headers=told)


def far(client: Client, token: str) -> Any:
    return client.get(ON, headers={"Upload-Token": token})


def lying(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / "parts").glob("*/*"))


def test_it_begins_with_the_draft_and_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    client, data = Client(), photo()
    reply = begun(client, len(data))
    assert reply.status_code == 201 and reply.json()["offset"] == 0 and drafts.COOKIE in client.cookies
    token, half = reply.json()["token"], len(data) // 2
    assert on(client, token, 0, data[:half]).json() == {"offset": half, "done": False}
    assert far(client, token).json() == {"offset": half, "done": False}
    again = on(client, token, 0, data[:half])  # as if the answer had been lost
    assert again.status_code == 409 and again.json()["offset"] == half
    assert on(client, token, half, data[half:]).json() == {"offset": len(data), "done": True}
    stored = StoredFile.objects.get()
    assert stored.holder == drafts.holder_of(Draft.objects.get().pk) and stored.name == "сурет.png"
    assert (
        far(client, token).json() == on(client, token, half, data[half:]).json() == {"offset": len(data), "done": True}
    )
    assert StoredFile.objects.count() == 1 and len(lying(tmp_path)) == 1 and lying(tmp_path)[0].endswith(".done")
    page = client.get("/kk/say/what/").content.decode()
    assert "сурет.png" in page and f"remove-{stored.pk}" in page
    for step, values in make_answers().items():
        assert client.post(f"/kk/say/{step}/", values).status_code == 302, step
    assert client.post("/kk/say/check/")["Location"] == "/kk/receipt/"
    assert StoredFile.objects.get().holder == Case.objects.get().pk


def make_answers() -> dict[str, dict[str, str]]:
    from tests.journeys.walks import answers

    given = answers(text=make.TEXT, phone="+77001234567")
    given["where"] = {**given["where"], "in": "kz/11/aqjar/"}
    return given


def test_nobody_elses_and_nothing_made_up_goes_on(tmp_path: Path) -> None:
    client, data = Client(), photo(30)
    token = begun(client, len(data)).json()["token"]
    other = Client()
    begun(other, 10)
    before = lying(tmp_path)
    for who, what in ((other, token), (Client(), token), (client, token[:-1] + "x"), (client, ""), (client, "a:b:c")):
        assert on(who, what, 0, data).status_code == far(who, what).status_code == 404
    assert not StoredFile.objects.exists() and lying(tmp_path) == before
    assert all(p.stat().st_size == 0 for p in (tmp_path / "parts").glob("*/*"))
    for offset in (-1, 5, "", "x", 10**12):
        assert on(client, token, offset, data).status_code == 409


def test_a_bad_file_is_refused_at_its_end_like_any_other_and_leaves_nothing(tmp_path: Path) -> None:
    client, data = Client(), b"MZ not a picture"
    token = begun(client, len(data), "photo.jpg").json()["token"]
    reply = on(client, token, 0, data)
    assert reply.status_code == 422 and "JPEG" in reply.json()["problem"]
    assert not StoredFile.objects.exists() and lying(tmp_path) == []
    assert far(client, token).status_code == 404


def test_sizes_and_numbers_have_their_limits(settings: Any, tmp_path: Path) -> None:
    settings.FILE_MB, settings.FILES_PER_APPEAL = 1, 2
    client = Client()
    assert [begun(client, size).status_code for size in (0, -5, 2 * 1024 * 1024)] == [422] * 3
    assert client.post(BEGIN, {"size": "many"}).status_code == 422 and not Draft.objects.exists()
    data = photo(30)
    token = begun(client, len(data)).json()["token"]
    assert on(client, token, 0, data + b"more than was said").json() == {"offset": len(data), "done": True}
    assert [begun(client, 10).status_code for _ in range(2)] == [201, 422]
    assert len(lying(tmp_path)) == 2


def test_one_request_brings_a_part_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "AT_ONCE", 100)
    client, data = Client(), photo(30)
    token = begun(client, len(data)).json()["token"]
    assert on(client, token, 0, data).json() == {"offset": 100, "done": False}


def test_floods_are_braked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEGABYTES_PER_ADDRESS = 3
    client = Client()
    assert [begun(client, 10).status_code for _ in range(4)] == [201, 201, 201, 429]
    monkeypatch.setattr("dauys.channels.pages.parts.REQUESTS_OF_AN_ADDRESS", 1)
    token = parts.begin(holder=drafts.holder_of(Draft.objects.get().pk), name="a", size=9)
    assert [on(client, token, n, b"x").status_code for n in range(2)] == [200, 429]


def test_a_draft_that_was_sent_takes_no_more() -> None:
    client, data = Client(), photo(30)
    token = begun(client, len(data)).json()["token"]
    Draft.objects.all().delete()
    assert on(client, token, 0, data).status_code == 404 and not StoredFile.objects.exists()


def test_a_clerk_brings_a_scan_to_their_own_form_only() -> None:
    clerk, other, form = Client(), Client(), str(uuid4())
    me, them = make.staff("clerk", "akmola/aqjar")[0], make.staff("clerk", "akmola/aqjar")[0]
    clerk.force_login(me)
    other.force_login(them)
    data, key = photo(30), {"Upload-Key": form}
    token = begun(clerk, len(data), at=DESK_BEGIN, **key).json()["token"]
    assert on(other, token, 0, data, at=DESK_ON, **key).status_code == 404
    assert on(clerk, token, 0, data, at=DESK_ON).status_code == 404
    assert begun(clerk, len(data), at=DESK_BEGIN, **{"Upload-Key": "x"}).status_code == 404
    assert not StoredFile.objects.exists()
    officer = Client()
    officer.force_login(make.staff("officer")[0])
    assert begun(officer, 10, at=DESK_BEGIN, **key).status_code in (302, 403, 404)
    assert on(clerk, token, 0, data, at=DESK_ON, **key).json()["done"]
    assert StoredFile.objects.get().holder == drafts.holder_of(drafts.desk_key(me.pk, UUID(form)))


def test_a_part_costs_few_statements() -> None:
    client, data = Client(), photo(30)
    token = begun(client, len(data)).json()["token"]
    with counted_sql() as said:
        on(client, token, 0, data[:10])
    assert len(said) <= 4


def test_what_nobody_goes_on_with_is_counted_and_cleaned_away(tmp_path: Path) -> None:
    client = Client()
    begun(client, 10)
    (path,) = (tmp_path / "parts").glob("*/*")
    old = (now() - timedelta(days=3)).timestamp()
    assert parts.sweep_parts(before=now() - parts.LIFE) == 0 and path.exists()
    os.utime(path, (old, old))
    left = next(i for i in INVARIANTS if i.code == "files.no_parts_left")
    assert left.find().broken == 1
    assert parts.sweep_parts(before=now() - parts.LIFE) == 1
    assert left.find().broken == 0 and not list((tmp_path / "parts").iterdir())
