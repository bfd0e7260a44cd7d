"""Keys that belong to somebody else open nothing and move nothing; one address cannot send codes without end."""

import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.threads import together

from dauys.channels import drafts
from dauys.directory.cache import areas
from dauys.ground.files import actions as file_actions
from dauys.ground.files.models import StoredFile
from dauys.ground.messages.models import Message
from dauys.ground.moment import now

CENTRE = "centre"
GOOD = {
    "text": "Біздің көшеде үш күннен бері су жоқ, көмектесіңіздерші.",
    "area": "kz/11/aqjar/dostyq",
    "name": "Айгүл",
    "phone": "+77001234567",
}


def api(client: Client, key: UUID) -> Any:
    return client.post("/api/v1/cases", GOOD, content_type="application/json", headers={"Idempotency-Key": str(key)})


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def attached(make: Any) -> tuple[Any, StoredFile]:
    """A filed case with one picture."""
    key = uuid4()
    file = file_actions.store(data=picture(), name="proof.png", holder=drafts.holder_of(key), at=make.AT)
    made = make.case(key=key)
    file.refresh_from_db()
    assert file.holder == made.id
    return made, file


def clerk_of(make: Any, desk: str) -> Client:
    user, _actor = make.staff("clerk", desk)
    client = Client()
    client.force_login(user)
    return client


def form(key: UUID) -> dict[str, str]:
    return {
        "key": str(key),
        "channel": "phone",
        "name": "Басқа Адам",
        "phone": "+77005556677",
        "text": "Көшеде жарық жоқ, келіп жөндеңіздерші.",
        "area": next(p for p in areas() if p.startswith("kz/11/aqjar/")),
        "kind": "application",
        "identity": "none",
        "answer_by": "phone",
        "answer_language": "kk",
    }


def test_the_api_takes_no_files_from_a_case_named_as_key(db: None, make: Any, client: Client) -> None:
    made, file = attached(make)
    api(client, made.id)
    file.refresh_from_db()
    assert file.holder == made.id, "a stranger moved the files of a case to a new one"


def test_the_desk_takes_no_files_from_a_case_named_as_key(db: None, make: Any) -> None:
    made, file = attached(make)
    clerk_of(make, CENTRE).post("/kk/desk/register/", form(made.id))
    file.refresh_from_db()
    assert file.holder == made.id


def test_the_desk_puts_no_files_onto_a_case_named_as_key(db: None, make: Any) -> None:
    made, file = attached(make)
    scans = [SimpleUploadedFile("planted.png", picture()), SimpleUploadedFile("empty.png", b"")]
    clerk_of(make, CENTRE).post("/kk/desk/register/", {**form(made.id), "scan": scans})
    assert list(StoredFile.objects.filter(holder=made.id).values_list("pk", flat=True)) == [file.pk]


def test_the_desk_names_no_files_of_a_case_named_as_key(db: None, make: Any) -> None:
    made, _file = attached(make)
    page = clerk_of(make, CENTRE).post("/kk/desk/register/", {"key": str(made.id)})
    assert "proof" not in page.content.decode()


def test_the_api_gives_no_code_of_a_case_filed_elsewhere(db: None, make: Any, client: Client) -> None:
    key = uuid4()
    made = make.case(key=key)
    assert made.code not in api(client, key).content.decode()


def test_one_address_cannot_have_codes_sent_to_everybody(db: None, make: Any) -> None:
    key = uuid4()
    drafts.save(key, make.draft(), at=now())
    client = Client()
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    for number in range(40):
        client.post("/kk/say/you/", {"name": "Айгүл", "phone": f"+7701{number:07d}"})
        client.post("/kk/say/code/")
    assert Message.objects.filter(once__startswith="code:").count() <= 20


def test_uploads_at_once_keep_to_ten_files(transactional_db: None, make: Any) -> None:
    key = uuid4()

    def upload(index: int) -> None:
        for part in range(3):
            file_actions.store(data=picture(), name=f"{index}-{part}.png", holder=key, at=now())

    together(6, upload)
    assert StoredFile.objects.filter(holder=key).count() <= settings.FILES_PER_APPEAL


@pytest.mark.parametrize("email", ['"@x.kz', "a@x..kz", "a<b>@x.kz", "x\x1cy@z.kz"])
def test_the_api_takes_no_mail_address_the_form_refuses(db: None, client: Client, email: str) -> None:
    answer = client.post(
        "/api/v1/cases",
        {**GOOD, "email": email},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 422 and "email" in answer.json()["fields"]


def test_of_several_files_the_refused_ones_are_named(db: None) -> None:
    sent = [SimpleUploadedFile("a.png", picture()), SimpleUploadedFile("<b>.exe", b"MZ" + b"0" * 99)]
    page = Client().post("/kk/say/what/", {"text": "Көшеде үш күннен бері су жоқ, көмектесіңіз.", "files": sent})
    assert page.status_code == 422 and StoredFile.objects.count() == 1
    assert "&lt;b&gt;.exe: " in page.content.decode() and "a.png: " not in page.content.decode()
