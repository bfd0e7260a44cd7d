"""A partner's table of needs: every error by line and column, nothing taken in before the look, nothing twice."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import Workbook
from tests import factories as make
from tests import volunteers as help_
from tests.threads import together

from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.tables.lines import Line as Row
from dauys.volunteers import actions
from dauys.volunteers.models import Line, NeedTable
from dauys.volunteers.need_columns import COLUMNS, HEADINGS, known_columns
from dauys.volunteers.need_rows import MOST, read_needs

pytestmark = pytest.mark.django_db
PATH = "/kk/desk/volunteers/import-needs/"
GOOD = {
    "number": "П-1", "text": help_.NEED, "work": "general", "area": "Ақжар ауданы, Достық", "address": "Достық, 5",
    "day": "06.03.2026", "since": "10:00", "until": "12:00", "people": "3", "min_crew": "", "skills": "", "speaks": "",
    "priority": "", "name": "Әже Үлгі",
    "phone": "8 700 100 99 99", "language": "kk",
}  # fmt: skip


def csv(*rows: dict[str, str]) -> bytes:
    lines = [";".join(GOOD), *(";".join({**GOOD, **row}.values()) for row in rows)]
    return "\r\n".join(lines).encode("utf-8-sig")


def xlsx(*rows: dict[str, str]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(list(GOOD))
    for row in rows:
        book.active.append(list({**GOOD, **row}.values()))
    book.save(out)
    return out.getvalue()


@pytest.fixture
def desk(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("dauys.volunteers.pages.import_needs.now", lambda: make.AT)
    client.force_login(make.staff("supervisor", help_.AQJAR)[0])
    return client


def bring(desk: Client, data: bytes, name: str = "t.csv") -> Any:
    return desk.post(PATH, {"table": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("make_table", [csv, xlsx])
def test_a_table_is_looked_at_and_taken_in_once(desk: Client, make_table: Any) -> None:
    answer = bring(desk, make_table({}, {"number": "П-2", "work": "Жалпы көмек", "people": "", "phone": ""}))
    assert answer.status_code == 302, answer.content.decode()
    look = answer["Location"]
    page = desk.get(look)
    assert [row["line"] for row in page.context["new"]] == [2, 3] and not Line.objects.exists()
    for _click in range(2):
        assert desk.post(look)["Location"] == look
    assert sorted(Line.objects.values_list("source", "work", "capacity")) == [
        ("import", "general", 1), ("import", "general", 3),
    ]  # fmt: skip
    table = NeedTable.objects.get()
    assert (table.filed, table.here, table.wrong, table.content) == (2, 0, 0, "")
    assert Entry.objects.filter(verb="volunteers.import_needs").count() == 1
    again = bring(desk, make_table({}, {"number": "п-2"}, {"number": "П-3"}))["Location"]
    page = desk.get(again)
    assert ([row["line"] for row in page.context["new"]], page.context["here"]) == ([4], (2, 3))


@pytest.mark.parametrize(
    ("about", "column"),
    [
        ({"number": ""}, "number"),
        ({"number": "9" * 61}, "number"),
        ({"text": "отын"}, "text"),
        ({"work": "билеу"}, "work"),
        ({"area": "Жоқ ауыл"}, "area"),
        ({"address": ""}, "address"),
        ({"day": "06/03/26"}, "day"),
        ({"day": "01.03.2026"}, "day"),
        ({"since": "таң"}, "since"),
        ({"until": "09:00"}, "until"),
        ({"people": "көп"}, "people"),
        ({"min_crew": "4"}, "min_crew"),
        ({"min_crew": "аз"}, "min_crew"),
        ({"skills": "ұшу"}, "skills"),
        ({"speaks": "xx"}, "speaks"),
        ({"priority": "3"}, "priority"),
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"language": "xx"}, "language"),
    ],
)
def test_an_error_is_told_by_line_and_column_and_the_rest_is_taken_in(
    desk: Client, about: dict[str, str], column: str
) -> None:
    look = bring(desk, csv({}, {"number": "П-2", **about}))["Location"]
    found = [(problem.line, problem.column) for problem in desk.get(look).context["problems"]]
    assert found == [(3, column)]
    desk.post(look)
    assert Line.objects.count() == 1 and NeedTable.objects.get().wrong == 1


def test_the_same_number_twice_is_an_error_of_the_second(desk: Client) -> None:
    look = bring(desk, csv({}, {"number": "п-1"}))["Location"]
    assert [(p.line, p.column) for p in desk.get(look).context["problems"]] == [(3, "number")]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", b"PK\x03\x04broken", "а;б\n1;2".encode(), ";".join(GOOD).encode(), csv(*[{}] * (MOST + 1))],
)
def test_what_is_no_table_is_refused_beside_the_field(desk: Client, data: bytes) -> None:
    answer = bring(desk, data)
    assert answer.status_code == 422 and 'id="table-error"' in answer.content.decode()
    assert not NeedTable.objects.exists()


def test_no_file_is_said(desk: Client) -> None:
    assert desk.post(PATH).status_code == 422


def test_a_table_is_its_bringers_alone_and_lies_sealed(desk: Client, client: Client) -> None:
    look = bring(desk, csv({}))["Location"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM volunteers_needtable t")
        raw = cursor.fetchone()[0]
    assert "Әже" not in raw and "Әже".encode().hex() not in raw
    client.force_login(make.staff("supervisor", help_.AQJAR)[0])
    assert client.get(look).status_code == client.post(look).status_code == 404
    client.force_login(make.staff("clerk", help_.AQJAR)[0])
    assert client.get(PATH).status_code == 404
    with pytest.raises(Denied):
        actions.keep_need_table(lines=[], actor=help_.operator(), at=make.AT)
    assert not Line.objects.exists() and NeedTable.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_take_it_in_once() -> None:
    lead = help_.lead()
    table = actions.keep_need_table(lines=[Row(2, GOOD)], actor=lead, at=make.AT)
    take = {"table": table, "office": help_.office(), "actor": lead, "at": make.AT}
    together(8, lambda _index: actions.file_need_table(**take))
    assert Line.objects.count() == 1 and NeedTable.objects.get().filed == 1


def test_what_nobody_takes_in_goes_after_a_day() -> None:
    actions.keep_need_table(lines=[Row(2, GOOD)], actor=help_.lead(), at=make.AT)
    assert actions.sweep_need_tables(at=make.AT + actions.need_tables.KEPT) == 0
    assert actions.sweep_need_tables(at=make.AT + 2 * actions.need_tables.KEPT) == 1


def test_every_column_is_found_under_each_of_its_headings() -> None:
    assert set(HEADINGS) == set(COLUMNS)
    for ours, others in HEADINGS.items():
        for heading in (ours, *others):
            assert known_columns([heading.lower()]) == {heading.lower(): ours}
    assert known_columns(["телефон", "телефоны", "белгісіз"]) == {"телефон": "phone"}


def test_reading_writes_nothing_and_knows_what_is_here() -> None:
    row = Row(2, GOOD)
    fresh = read_needs([row], partner="a", here=(), at=make.AT)
    assert read_needs([row], partner="a", here=[fresh.new[0].key], at=make.AT).here == (2,)
    assert read_needs([row], partner="b", here=[fresh.new[0].key], at=make.AT).new
    assert not Line.objects.exists()


def test_a_line_says_with_how_many_people_work_can_begin(desk: Client) -> None:
    desk.post(bring(desk, csv({"min_crew": "2"}, {"number": "П-2"}))["Location"])
    assert sorted(Line.objects.values_list("min_crew", flat=True)) == [1, 2]


def test_a_line_says_what_one_must_be_able_to_do_and_how_urgent_it_is(desk: Client) -> None:
    told = {"skills": "Алғашқы көмек|cooking", "speaks": "ru", "priority": "4"}
    desk.post(bring(desk, csv(told, {"number": "П-2"}))["Location"])
    assert sorted(Line.objects.values_list("priority", "language", "skills")) == [
        (2, "", []), (4, "ru", ["first_aid", "cooking"]),
    ]  # fmt: skip
