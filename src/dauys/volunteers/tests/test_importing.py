"""A table of people: every fault is named by line and column, the others are written down once, however often."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests import factories as make
from tests import volunteers as help_
from tests.support import counted_sql

from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.models import Group, Held, Import, Place, Volunteer
from dauys.volunteers.people_columns import COLUMNS, HEADINGS, known_columns
from dauys.volunteers.people_files import BadFile, lines_of
from dauys.volunteers.people_rows import FAULT_WORDS, Fault, Home, Reader
from dauys.volunteers.people_tables import table_of
from dauys.volunteers.rules import ALL_WEEK, bits_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)
TABLE = """ФИО;Дата рождения;Телефон;Навыки;Свободное время;Группа крови
Асан Үлгі;15.03.2008;+7 700 100 00 01;Повар, тазалық;выходные;I
Үсен Үлгі;2013-09-01;;;;II
Жақсы Үлгі;2007-01-02;87001000003;Приготовление еды;sat-am, вечер;I
Қате Үлгі;31.02.2007;12;;ночью;I
Жақсы Үлгі;2007-01-02;8 700 100 00 03;;;I
"""


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make.staff("supervisor", help_.AQJAR)[0])
    return client


def bring(client: Client, text: str = TABLE, **about: Any) -> Any:
    sent = {"office": help_.AQJAR, "table": SimpleUploadedFile("a.csv", text.encode()), **about}
    return client.post(reverse("import_volunteers"), sent)


def kept(response: Any) -> UUID:
    assert response.status_code == 302, response.content.decode()
    return UUID(response["Location"].rstrip("/").rsplit("/", 1)[1])


def do(client: Client, key: UUID) -> Any:
    return client.post(reverse("do_volunteer_import", args=[key]))


def reader() -> Reader:
    return Reader(Home(make.AQJAR, TODAY))


def cells(**about: str) -> dict[str, str]:
    return {"name": "Асан Үлгі", "born_on": "2008-03-15", **about}


def students(count: int) -> str:
    """Every hundredth has a day of birth that does not exist."""
    rows = [
        f"Студент Үлгі {n};{'2007-13-01' if n % 100 == 0 else '2007-05-01'};+7701{n:07d}" for n in range(1, count + 1)
    ]
    return "\n".join(["аты-жөні;туған күні;телефон", *rows])


def test_a_line_is_read_in_any_of_three_languages() -> None:
    said = {
        "skills": "тамақ пісіру|driver",
        "free": "демалыс күндері",
        "languages": "қазақша, русский",
        "max_load": "3",
    }
    found = reader().read(2, cells(phone="8 700 123 45 67", **said))
    assert not isinstance(found, list)
    assert (found.phone, dict(found.skills)) == ("+77001234567", {"cooking": "", "driver": ""})
    assert found.free == bits_of(f"{day}-{part}" for day in ("sat", "sun") for part in ("am", "pm", "ev"))
    assert (found.languages, found.max_load, found.places[0].radius_km) == (["kk", "ru"], 3, 15)
    assert found.places[0].area_path == make.AQJAR
    plain = reader().read(2, cells())
    assert not isinstance(plain, list) and plain.free == ALL_WEEK and plain.language == "kk"


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("name", "", "empty"),
        ("name", "А", "short"),
        ("name", "А" * 161, "long"),
        ("born_on", "", "empty"),
        ("born_on", "31.02.2007", "day"),
        ("born_on", "2027-01-01", "future"),
        ("born_on", "1890-01-01", "old"),
        ("phone", "12", "phone"),
        ("email", "a@b", "email"),
        ("place", "Атлантида", "place"),
        ("radius_km", "far", "number"),
        ("radius_km", "0", "number"),
        ("max_load", "11", "number"),
        ("language", "suomi", "language"),
        ("languages", "kk, suomi", "language"),
        ("skills", "cooking, ұшу", "skill"),
        ("free", "ночью", "free"),
        ("", "артық", "cells"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(column: str, cell: str, code: str) -> None:
    found = reader().read(7, cells(**{column: cell}))
    assert isinstance(found, list)
    assert [(fault.line, fault.column, fault.code) for fault in found] == [(7, column, code)]
    for language in ("kk", "ru", "en"):
        with override(language):
            assert found[0].words and "%s" not in found[0].words


def test_every_fault_of_a_line_is_told_and_the_second_of_twins() -> None:
    one = reader()
    found = one.read(2, cells(born_on="x", phone="12", skills="ұшу"))
    assert isinstance(found, list) and [fault.column for fault in found] == ["born_on", "phone", "skills"]
    assert not isinstance(one.read(3, cells()), list)
    again = one.read(9, cells(name="асан үлгі"))
    assert again == [Fault(9, "name", "again", "3")]
    assert not isinstance(one.read(10, cells(phone="+77001112233")), list), "a namesake with a phone"


def test_headings_are_known_in_three_languages_and_none_twice() -> None:
    headings = [heading for names in HEADINGS.values() for heading in names]
    assert len(set(headings)) == len(headings) and set(HEADINGS) == set(COLUMNS)
    found = known_columns(["фио", "Аты-жөні", "дата рождения", "группа крови"])
    assert found == {"фио": "name", "дата рождения": "born_on"}
    assert len(FAULT_WORDS) == len({words() for words in FAULT_WORDS.values()})


def test_the_desk_shows_what_a_table_would_do_before_it_does_it(lead: Client) -> None:
    key = kept(bring(lead))
    assert not Volunteer.objects.exists()
    text = lead.get(reverse("volunteer_import", args=[key])).content.decode()
    assert "Үсен Үлгі" in text and "группа крови" in text and ">5<" in text
    with counted_sql() as sql:
        lead.get(reverse("volunteer_import", args=[key]))
    assert len(sql) <= 4, str(sql)
    for _click in range(2):
        assert do(lead, key)["Location"] == reverse("volunteer_import", args=[key])
    row = Import.objects.get()
    assert (row.added, row.here, row.wrong) == (2, 0, 3) and not table_of(row).people
    person = next(one for one in Volunteer.objects.all() if one.name == "Үсен Үлгі")
    assert (person.name, person.born_on, person.state, person.source) == (
        "Үсен Үлгі", date(2013, 9, 1), "active", "import",
    )  # fmt: skip
    assert person.office.code == help_.AQJAR and person.places.get().radius_km == 15
    assert Entry.objects.get(verb="volunteers.import").payload == {"added": 2, "here": 0, "wrong": 3}


def test_the_lines_with_faults_are_a_table_to_mend(lead: Client) -> None:
    key = kept(bring(lead))
    do(lead, key)
    text = lead.get(reverse("volunteer_import_faults", args=[key])).content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("фио,дата рождения,телефон") and len(lines) == 4
    assert "31.02.2007" in text and "ночью" in text
    mended = text.replace("31.02.2007", "28.02.2007").replace(",12,", ",,").replace("ночью", "вечер")
    assert kept(bring(lead, mended))
    assert Import.objects.order_by("-created_at")[0].wrong < 3


def test_the_same_table_again_writes_nobody_twice(lead: Client) -> None:
    table = students(150)
    do(lead, kept(bring(lead, table)))
    assert Volunteer.objects.count() == 149 and Place.objects.count() == 149
    do(lead, kept(bring(lead, table)))
    row = Import.objects.order_by("-created_at")[0]
    assert (row.added, row.here, row.wrong) == (0, 149, 1) and Volunteer.objects.count() == 149
    nameless = "name;born_on\nАсан Үлгі;2008-03-15\nҮсен Үлгі;2008-03-15\n"
    for expected in ((2, 0), (0, 2)):
        do(lead, kept(bring(lead, nameless)))
        row = Import.objects.order_by("-created_at")[0]
        assert (row.added, row.here) == expected


def test_sixteen_thousand_students_with_one_fault_in_a_hundred(lead: Client) -> None:
    do(lead, kept(bring(lead, students(16_000))))
    row = Import.objects.get()
    assert (row.added, row.here, row.wrong) == (15_840, 0, 160)
    assert Volunteer.objects.filter(name__isnull=False, link_key__isnull=False).count() == 15_840
    assert len({bytes(key) for key in Volunteer.objects.values_list("person_key", flat=True) if key}) == 15_840


def test_whoever_signed_up_by_themselves_stays_as_they_are(lead: Client) -> None:
    there = help_.volunteer(1, name="Асан Үлгі", born_on=date(2008, 3, 15), phone="+77001000001")
    do(lead, kept(bring(lead, "name;born_on;phone\nАСАН ҮЛГІ;15.03.2008;8 700 100 00 01\n")))
    row = Import.objects.get()
    assert (row.added, row.here) == (0, 1)
    assert Volunteer.objects.get().pk == there.pk and Volunteer.objects.get().source == "web"


def test_skills_that_need_a_paper_do_not_count_yet(lead: Client) -> None:
    do(lead, kept(bring(lead, "name;born_on;skills\nАсан Үлгі;15.03.2006;medicine\n")))
    assert Held.objects.get().checked_at is None


def test_a_group_takes_no_more_than_it_has_places_for(lead: Client) -> None:
    group = Group.objects.create(
        id=uuid4(), office=help_.office(), kind="class", name="9 А", most=2, created_at=make.AT
    )
    key = kept(bring(lead, students(3), group=str(group.pk)))
    assert do(lead, key).status_code == 409
    assert not Volunteer.objects.exists() and Import.objects.get().done_at is None
    Group.objects.update(most=3)
    do(lead, key)
    assert group.members.count() == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [("", 422), ("a;b\n1;2\n", 422), ("name;born_on\n", 422), ("PK\x03\x04 not a sheet", 422)],
)
def test_a_file_that_is_no_table_of_people_is_refused_whole(lead: Client, text: str, said: int) -> None:
    assert bring(lead, text).status_code == said
    assert lead.post(reverse("import_volunteers"), {"office": help_.AQJAR}).status_code == 422
    assert not Import.objects.exists()


def test_only_who_leads_the_office_brings_tables_and_each_sees_their_own(lead: Client) -> None:
    key = kept(bring(lead))
    other = Client()
    other.force_login(make.staff("supervisor", "volunteers/turkistan")[0])
    assert bring(other).status_code == 422
    for name in ("volunteer_import", "volunteer_import_faults"):
        assert other.get(reverse(name, args=[key])).status_code == 404
    assert do(other, key).status_code == 404
    other.force_login(make.staff("officer", help_.AQJAR)[0])
    assert other.get(reverse("import_volunteers")).status_code == 404
    assert not Volunteer.objects.exists() and Import.objects.count() == 1
    row = Import.objects.get()
    with pytest.raises(Denied):
        actions.keep_people(
            table=table_of(row), office=help_.office(), group=None, actor=help_.coordinator(), at=make.AT
        )


def test_what_tables_said_is_gone_a_day_later(lead: Client) -> None:
    done = kept(bring(lead))
    do(lead, done)
    kept(bring(lead, students(2)))
    assert actions.forget_tables(before=make.AT) == 0
    assert actions.forget_tables(before=now()) == 2
    row = Import.objects.get()
    assert row.pk == done and row.content == "" and row.added == 2
    assert lead.get(reverse("volunteer_import", args=[done])).status_code == 200


def test_a_long_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("\ufeff" + TABLE, "utf-8")
    found = list(lines_of(path))
    assert [line for line, _cells in found] == [2, 3, 4, 5, 6]
    assert found[0][1]["name"] == "Асан Үлгі" and "группа крови" not in found[0][1]
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(BadFile):
        list(lines_of(path))
    path.write_bytes("name,born_on\nАсан,2008-01-01\n".encode("cp1251"))
    with pytest.raises(BadFile):
        list(lines_of(path))
