"""Appeals from another system: looked at line by line, filed once whoever brings them, known again from an export."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import Workbook
from tests.security.tables import changed, digests
from tests.threads import together

from dauys.cases import actions as cases
from dauys.cases import clocks
from dauys.cases.actions.exports import path_of
from dauys.cases.models import Case, Export, Obligation
from dauys.cases.queries import number_of
from dauys.cases.table_rows import COLUMNS as EXPORTED
from dauys.channels import actions, import_rows
from dauys.channels.import_columns import COLUMNS, HEADINGS
from dauys.channels.import_rows import Brought, bare, read_appeals
from dauys.channels.models import Import
from dauys.channels.queries import known_cases
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.journal.models import Entry
from dauys.ground.packs.load import load_pack
from dauys.ground.tables import Line
from dauys.site.wiring import HEARERS

PAGE = "/ru/desk/imports/"
HEAD = "Регистрационный номер;Дата поступления;ФИО;Содержание;Место;ИИН;Вид обращения;Колонка"
TEXT = "На нашей улице третий день нет воды, просим помочь."
GOOD = f"ЖТ-2026-17;02.03.2026;Асан Үлгі;{TEXT};kz/11/aqjar/dostyq;991231500006;жалоба;x"
IIN = "991231500006"


@pytest.fixture(autouse=True)
def _the_day_stands(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.channels.pages.imports.now", lambda: make.AT)


@pytest.fixture
def clerk(db: None, make: Any) -> Client:
    return sign_in(make.staff("clerk", "akmola/aqjar")[0])


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def table(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def bring(client: Client, data: str | bytes, name: str = "t.csv") -> Any:
    content = data.encode() if isinstance(data, str) else data
    return client.post(PAGE, {"table": SimpleUploadedFile(name, content)})


def look(client: Client, data: str | bytes) -> Any:
    return client.get(bring(client, data)["Location"])


def file(client: Client, data: str | bytes) -> Import:
    address = bring(client, data)["Location"]
    assert client.post(f"{address}file/")["Location"] == address
    assert client.get(address).status_code == 200
    return Import.objects.get(pk=address.split("/")[-2])


def follow(make: Any) -> None:
    JournalFollower(HEARERS).drain(make.AT)


def test_a_table_is_looked_at_and_filed_once(clerk: Client, make: Any, sms: Any) -> None:
    address = bring(clerk, table(GOOD))["Location"]
    page = clerk.get(address)
    (new,) = page.context["new"]
    assert (new["number"], new["name"], new["line"]) == ("ЖТ-2026-17", "Асан Үлгі", 2)
    assert page.context["unused"] == ["колонка"] and not Case.objects.exists()
    assert TEXT[:20] in page.content.decode() and IIN not in page.content.decode()
    for _ in range(2):
        assert clerk.post(f"{address}file/")["Location"] == address
    row = Obligation.objects.select_related("case__voice").get()
    case = row.case
    assert (case.external_number, case.channel, case.identity) == ("ЖТ-2026-17", "api", "signed")
    assert (row.kind, row.by_law, row.area_path, row.registered_on.isoformat()) == (
        "complaint", True, "kz/11/aqjar/dostyq/", "2026-03-02",
    )  # fmt: skip
    assert case.registered_by is not None and case.registered_at_org is not None
    kept = Import.objects.get()
    assert (kept.filed, kept.here, kept.wrong, kept.content) == (1, 0, 0, "") and kept.done_at == make.AT
    assert Entry.objects.get(verb="channels.file_import").payload["filed"] == 1
    assert "ЖТ-2026-17" in clerk.get(f"/ru/desk/cases/{case.pk}/").content.decode()
    follow(make)
    found = clerk.post("/ru/desk/find/", {"q": "жт 2026/17"})
    assert [r["id"] for r in found.context["rows"]] == [case.pk]


def test_a_number_that_could_be_ours_too_finds_its_case(clerk: Client, make: Any) -> None:
    """EO-2026-N reads like our own number of another prefix when its last digit happens to be the check digit."""
    other = make.case(owner=make.HOUSING)
    number = number_of(other.case).replace("KZ-", "EO-")
    file(clerk, table(GOOD.replace("ЖТ-2026-17", number)))
    follow(make)
    found = clerk.post("/ru/desk/find/", {"q": number})
    assert [r["id"] for r in found.context["rows"]] == [Case.objects.get(external_number=number).pk]
    assert clerk.post("/ru/desk/find/", {"q": number_of(other.case)})["Location"] == f"/ru/desk/cases/{other.id}/"
    assert clerk.post("/ru/desk/find/", {"q": number_of(other.case).replace("KZ-", "AB-")}).status_code == 302


def test_the_same_number_is_here_whoever_brings_it(clerk: Client, make: Any) -> None:
    file(clerk, table(GOOD))
    other = sign_in(make.staff("clerk", make.SOCIAL)[0])
    page = look(other, table(GOOD.replace("ЖТ-2026-17", "жт 2026 17")))
    assert not page.context["new"] and page.context["known_count"] == 1
    assert page.context["known"][0]["case_id"] is None, "a case of another body is not shown"
    assert look(clerk, table(GOOD)).context["known"][0]["case_id"] == Case.objects.get().pk
    again = file(other, table(GOOD))
    assert (again.filed, again.here) == (0, 1) and Case.objects.count() == 1


def test_a_number_a_clerk_typed_is_here(clerk: Client, make: Any) -> None:
    made = make.case(owner=make.HOUSING, external_number="ЖТ 2026-17")
    follow(make)
    assert look(clerk, table(GOOD)).context["known_count"] == 1
    assert look(clerk, table(GOOD.replace("-17", "-18"))).context["known_count"] == 0
    assert file(clerk, table(GOOD)).here == 1 and Case.objects.get().pk == made.id


def test_a_clerk_who_types_it_again_is_told(clerk: Client, make: Any) -> None:
    file(clerk, table(GOOD))
    case = Case.objects.get()
    call = {"channel": "letter", "name": "Асан", "text": TEXT, "area": "Акжарский район, Достык", "kind": "application"}
    call |= {"identity": "none", "answer_by": "page", "answer_language": "ru", "external_number": "жт 2026-17"}
    page = clerk.post("/ru/desk/register/", {**call, "key": str(uuid4())})
    assert page.status_code == 422 and number_of(case) in str(page.context["form"].errors["external_number"])
    other = sign_in(make.staff("clerk", make.SOCIAL)[0]).post("/ru/desk/register/", {**call, "key": str(uuid4())})
    assert other.status_code == 422 and number_of(case) not in other.content.decode()
    assert Case.objects.count() == 1
    assert clerk.post("/ru/desk/register/", {**call, "key": str(uuid4()), "external_number": ""}).status_code == 302


def test_faulty_lines_are_named_and_left_out(clerk: Client, make: Any) -> None:
    make.case()  # so that the office has had a case
    rows = [
        GOOD,
        ";02.03.2026;Асан;Есть что сказать подробно;;;;",
        "Ж-1;30.02.2026;Асан;Есть что сказать подробно;;;;",
        "Ж-2;05.03.2026;А;мало;kz/нигде;123;донос;",
        GOOD,
        "Ж-3;01.01.2020;Асан;Есть что сказать подробно;;;;",
        "Ж-4;;;;;;;",
    ]
    page = look(clerk, table(*rows))
    found = {(p["line"], p["column"]) for p in page.context["problems"]}
    assert found == {
        (3, "external_number"), (4, "received_on"), (5, "received_on"), (5, "name"), (5, "text"), (5, "place"),
        (5, "national_id"), (5, "kind"), (6, "external_number"), (7, "received_on"),
        (8, "received_on"), (8, "name"), (8, "text"),
    }  # fmt: skip
    text = page.content.decode()
    assert "дата поступления" in text and "фио" in text, "columns are called as in the file"
    assert "Такой территории нет: kz/нигде" in text and "Такого вида обращения нет: донос" in text
    assert len(page.context["new"]) == 1 and page.context["wrong"] == 6
    done = file(clerk, table(*rows))
    assert (done.filed, done.wrong) == (1, 6) and Case.objects.count() == 2


def test_reasons_come_in_the_readers_language(clerk: Client) -> None:
    address = bring(clerk, table(GOOD.replace("02.03.2026", "2026-03-99")))["Location"]
    assert "Мұндай күн жоқ: 2026-03-99" in clerk.get(address.replace("/ru/", "/kk/")).content.decode()
    assert "No such day: 2026-03-99" in clerk.get(address.replace("/ru/", "/en/")).content.decode()


XML = """<?xml version="1.0" encoding="UTF-8"?>
<e:appeals xmlns:e="urn:example">
  <e:appeal>
    <e:external_number>ЖТ-2026-17</e:external_number><e:received_on>2026-03-02</e:received_on>
    <e:applicant><e:name>Асан Үлгі</e:name><e:iin>991231500006</e:iin></e:applicant>
    <e:text>На нашей улице &lt;третий&gt; день нет воды.</e:text>
  </e:appeal>
  <e:appeal><e:external_number>ЖТ-2026-18</e:external_number></e:appeal>
</e:appeals>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_xml_is_read_with_lines(clerk: Client, encoding: str) -> None:
    text = XML if encoding != "windows-1251" else XML.replace("Үлгі", "Улги")
    page = look(clerk, text.replace("UTF-8", encoding).encode(encoding))
    (new,) = page.context["new"]
    assert (new["line"], new["number"]) == (3, "ЖТ-2026-17") and "<третий> день" in new["subject"]
    assert {(p["line"], p["column"]) for p in page.context["problems"]} == {
        (8, "received_on"), (8, "name"), (8, "text"),
    }  # fmt: skip


def test_a_sheet_is_read_and_an_empty_place_is_the_offices(clerk: Client) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["№", "Номер", "Дата", "ФИО", "Текст"])
    book.active.append([1, "ЖТ-5", "2026-03-02", "Асан", TEXT])
    out = io.BytesIO()
    book.save(out)
    (new,) = look(clerk, out.getvalue()).context["new"]
    assert new["number"] == "ЖТ-5", "the only number of a table is the other system's"
    assert "Акжарский район" in new["place"]


BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" + XML.split("?>")[1].replace("Асан", "&b;")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "Файл пуст."),
        (HEAD, "нет строк"),
        ("имя;текст\nа;б", "регистрационным номером"),
        (XML[:300], "XML не читается"),
        (BOMB, "DOCTYPE"),
        ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x><y><number>1</number></y></x>", "DOCTYPE"),
        ("<?xml version='1.0' encoding='nothing'?><a/>", "Буквы не читаются"),
        ("<a>" * 2000, "XML не читается"),
        ("<a></a>", "Файл пуст."),
        (table(*[f"Ж-{n};;;;;;;" for n in range(501)]), "Больше 500 строк"),
        (b"<a>" + b"x" * (2 * 1024 * 1024), "Файл больше 2 МБ."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(clerk: Client, data: str | bytes, words: str) -> None:
    page = bring(clerk, data)
    assert page.status_code == 422 and words in page.content.decode() and not Import.objects.exists()


def test_only_clerks_and_only_their_own(clerk: Client, make: Any) -> None:
    address = bring(clerk, table(GOOD))["Location"]
    for role in ("officer", "supervisor", "head", "controller", "administrator"):
        other = sign_in(make.staff(role)[0])
        before = digests()
        assert bring(other, table(GOOD)).status_code == 404 and other.get(address).status_code == 404
        assert other.post(f"{address}file/").status_code == 404 and not changed(before)
    stranger = sign_in(make.staff("clerk", make.SOCIAL)[0])
    before = digests()
    assert stranger.get(address).status_code == 404 and stranger.post(f"{address}file/").status_code == 404
    assert Client().post(f"{address}file/").status_code == 302 and not changed(before)


def test_what_nobody_filed_is_sealed_and_swept(clerk: Client, make: Any) -> None:
    bring(clerk, table(GOOD))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM channels_import t")
        assert "Асан" not in (row := cursor.fetchone()[0]) and "Асан".encode().hex() not in row
    assert actions.sweep_imports(before=make.AT) == 0
    filed = file(clerk, table(GOOD.replace("-17", "-18")))
    assert actions.sweep_imports(before=make.AT + timedelta(seconds=1)) == 1 and Import.objects.get().pk == filed.pk


def test_two_at_once_file_one(transactional_db: None, make: Any) -> None:
    clerks = [make.staff("clerk", "akmola/aqjar")[1] for _ in range(2)]
    cells = {"external_number": "ЖТ-1", "received_on": "2026-03-02", "name": "Асан", "text": TEXT, "place": "kz/11"}
    lines = [Line(n + 2, {**cells, "external_number": f"ЖТ-{n}"}) for n in range(5)]

    def go(turn: int) -> None:
        own = lines if turn else lines[::-1]
        key = actions.keep_import(table=Brought(own), actor=clerks[turn], at=make.AT)
        actions.file_import(
            key=key,
            read=lambda kept: read_appeals(kept, known_cases(kept), home="", at=make.AT),
            actor=clerks[turn],
            at=make.AT,
        )

    assert together(2, go) == [None, None]
    assert Case.objects.count() == 5 and sorted(Import.objects.values_list("filed", "here")) == [(0, 5), (5, 0)]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "xml"])
def test_what_was_exported_is_known_again(
    clerk: Client, make: Any, tmp_path: Path, settings: Any, form: str, language: str
) -> None:
    settings.DATA_DIR = tmp_path
    file(clerk, table(GOOD, GOOD.replace("ЖТ-2026-17", "=1+1&<b>")))
    Obligation.objects.update(owner=make.body(), owner_path=f"{make.HOUSING}/")
    made, team, _answer = make.answered(make.case(owner=make.HOUSING))
    key = cases.ask_export(form=form, query="view=body", language=language, actor=team.supervisor, at=make.AT)
    cases.ask_export(form=form, query="view=answered", language=language, actor=team.supervisor, at=make.AT)
    assert cases.write_next(clock=lambda: make.AT) and cases.write_next(clock=lambda: make.AT)
    for export in Export.objects.all():
        data = path_of(export.pk, form).read_bytes()
        assert form == "xlsx" or not {b"\n=1", b">=1", b",=1"} & {data[at - 1 : at + 2] for at in range(1, len(data))}
        page = look(clerk, data)
        assert not page.context["new"] and not page.context["problems"]
        assert page.context["known_count"] == (1 if export.pk != key else 2)
    assert made.id


def test_the_document_names_every_column() -> None:
    text = (Path(__file__).resolve().parents[4] / "docs" / "exchange.md").read_text("utf-8")
    rows = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert rows == list(COLUMNS) == list(HEADINGS)
    assert all(f"`{name}`" in text for name in EXPORTED)


def test_a_number_is_compared_by_letters_and_digits() -> None:
    assert bare("ЖТ-2026 № 17") == bare("жт/2026/17") == "жт202617"


def test_a_line_without_a_kind_is_of_the_packs_first_one(db: None, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    city = load_pack(Path(settings.PACK_DIR).parent / "oldtown")
    for module in (import_rows, clocks):
        monkeypatch.setattr(module, "current", lambda: city)
    cells = {"external_number": "X-1", "received_on": f"{make.AT:%Y-%m-%d}", "name": "Ada Sample", "text": make.TEXT}
    found = read_appeals([Line(2, cells)], known_cases([]), home="kz/11/", at=make.AT)
    assert [one.data["kind"] for one in found.new] == ["request"] and not found.problems
