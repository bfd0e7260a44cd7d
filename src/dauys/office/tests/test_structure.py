"""The structure from a table: looked at, mended line by line, written once, by administrators of everything only."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from tests import factories as make

from dauys.directory.actions import load
from dauys.directory.cache import organizations
from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.office.models import Upload

PAGE = "/ru/desk/office/bodies/"
HEAD = "code,kind,area,name_kk,name_ru"
PARKS = "akmola/aqjar/parks"
GOOD = f"{HEAD}\n{PARKS}/trees,department,kz/11/aqjar,Ағаштар,Деревья\n{PARKS},department,kz/11/aqjar,Саябақтар,Парки\n"


def bring(client: Client, text: str | bytes, name: str = "t.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post(PAGE, {"table": SimpleUploadedFile(name, data)})


def mark(client: Client, address: str) -> str:
    return str(client.get(address).context["mark"])


def test_a_table_is_looked_at_written_once_and_journalled(admin: Client) -> None:
    before = Organization.objects.count()
    address = bring(admin, GOOD)["Location"]
    page = admin.get(address)
    assert (page.context["new"], page.context["changed"]) == (2, 0)
    assert Organization.objects.count() == before
    seen = page.context["mark"]
    for _ in range(2):
        assert admin.post(f"{address}confirm/", {"seen": seen})["Location"] == address
    trees = Organization.objects.get(code=f"{PARKS}/trees")
    assert trees.parent is not None and trees.parent.code == PARKS and trees.path == f"{PARKS}/trees/"
    assert Entry.objects.filter(verb="directory.make_body").count() == 2
    assert Entry.objects.get(verb="office.confirm_bodies").payload["new"] == 2
    assert Upload.objects.get().lines == [] and PARKS in organizations()


def test_errors_name_line_and_column_and_nothing_is_written(admin: Client) -> None:
    rows = [
        HEAD,
        f"{PARKS},department,kz/11/aqjar,Саябақтар,Парки",
        "",
        "Бөлім,department,kz/11/aqjar,А,Б",
        f"{PARKS},office,kz/nowhere,А,",
        "nobody/below,department,kz/11/aqjar,А,Б,more",
    ]
    page = bring(admin, "\n".join(rows))
    assert page.status_code == 422
    found = {(p.line, p.column) for p in page.context["problems"]}
    assert found == {(4, "code"), (5, "code"), (5, "kind"), (5, "area"), (5, "name_ru"), (6, "code"), (6, "")}
    assert "Такой территории нет: kz/nowhere" in page.content.decode()
    assert not Upload.objects.exists() and PARKS not in organizations()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Файл пуст."),
        (HEAD, "нет строк"),
        ("Құрылым".encode("utf-16"), "Буквы не читаются"),
        (b"PK\x03\x04 no sheet", "не читается как таблица"),
        ("code,kind,colour\n", "Этого столбца нет."),
        (b"x" * (2 * 1024 * 1024 + 1), "Файл больше 2 МБ."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(admin: Client, text: str | bytes, words: str) -> None:
    page = bring(admin, text)
    assert page.status_code == 422 and words in page.content.decode()


def test_the_table_as_it_is_changes_nothing(admin: Client) -> None:
    address = bring(admin, admin.get(f"{PAGE}file/").content)["Location"]
    page = admin.get(address)
    assert (page.context["new"], page.context["changed"]) == (0, 0)
    assert page.context["same"] == Organization.objects.count()


def test_a_sheet_is_read_and_a_change_survives_the_pack(admin: Client) -> None:
    book = Workbook()
    body = make.body()
    area = Organization.objects.select_related("area").get(pk=body.pk).area
    assert book.active is not None and area is not None
    book.active.append(HEAD.split(","))
    book.active.append([body.code, body.kind, area.path, "Жаңа атау", "Новое имя"])
    out = io.BytesIO()
    book.save(out)
    address = bring(admin, out.getvalue(), "t.xlsx")["Location"]
    admin.post(f"{address}confirm/", {"seen": mark(admin, address)})
    load(pack=current(), actor=SYSTEM, at=make.AT)
    changed = Organization.objects.get(pk=body.pk)
    assert changed.names["ru"] == "Новое имя" and changed.names["en"] == body.names["en"]
    assert changed.valid_from == body.valid_from is not None
    assert Entry.objects.get(verb="directory.change_body").payload["fields"] == ["names"]


def test_what_moved_since_the_look_is_not_written(admin: Client) -> None:
    first, second = (bring(admin, GOOD)["Location"] for _ in range(2))
    seen = mark(admin, second)
    admin.post(f"{first}confirm/", {"seen": mark(admin, first)})
    answer = admin.post(f"{second}confirm/", {"seen": seen})
    assert answer.status_code == 409 and "что-то изменилось" in answer.content.decode()
    assert Entry.objects.filter(verb="office.confirm_bodies").count() == 1


def test_an_administrator_of_a_branch_may_not(db: None) -> None:
    client = Client()
    client.force_login(make.staff("administrator")[0])
    assert bring(client, GOOD).status_code == 404 and not Upload.objects.exists()
