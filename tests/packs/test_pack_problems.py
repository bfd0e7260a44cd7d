"""A broken pack is refused with the file, the line, the place and a sentence that says what to do."""

import shutil
from pathlib import Path

import pytest

from dauys.ground.packs.fields import Part, Slug
from dauys.ground.packs.load import PackErrors, built_in, check_directory, load_pack, version_of, warnings

KZ = built_in("kz")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KZ, tmp_path / "kz"))


def line_of(text: str, needle: str, skip: int = 0) -> int:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if needle in line]
    return lines[skip]


def broken(pack: Path, file: str, old: str, new: str, after: str = "") -> int:
    """Replace the first `old` after the text `after`; return the line it stood on."""
    path = pack / file
    text = path.read_text("utf-8")
    begin = text.index(old, text.index(after))
    path.write_text(text[:begin] + new + text[begin + len(old) :], "utf-8")
    return text[:begin].count("\n") + 1


def said(pack: Path) -> list[str]:
    return [str(problem) for problem in check_directory(pack)]


# file, old text, new text, the text it comes after, path, message
ONE_BROKEN_VALUE = [
    ("kinds.yaml", "amount: 15", "amount: 0", "", "consider.amount", "must be a whole number above 0"),
    ("kinds.yaml", "amount: 15", "amount: fifteen", "", "consider.amount", "must be a whole number above 0"),
    (
        "kinds.yaml",
        "unit: working_day",
        "unit: week",
        "consider:",
        "consider.unit",
        "must be one of working_day, calendar_day, month",
    ),
    ("kinds.yaml", "goes_up: yes", "goes_up: true", "", "goes_up", "must be yes or no"),
    (
        "kinds.yaml",
        "rule: appc-76-consider",
        "rule: appc-77-consider",
        "",
        "consider.rule",
        "appc-77-consider is not in rules.yaml",
    ),
    ("kinds.yaml", "code: message", "code: complaint", "", "code", "complaint is already used on line 32"),
    ("rules.yaml", "confirmed: yes", "confirm: yes", "", "confirm", "is not a key known here; did you mean confirmed?"),
    (
        "rules.yaml",
        "valid_from: 2021-07-01",
        "valid_from: 01.07.2021",
        "",
        "valid_from",
        "must be a day like 2026-03-21",
    ),
    (
        "rules.yaml",
        "valid_from: 2021-07-01",
        "valid_from: 2021-02-30",
        "",
        "valid_from",
        "2021-02-30 is not in the calendar",
    ),
    ("rules.yaml", "source: S3", "source: S999", "", "source", "S999 is not listed under sources in pack.yaml"),
    (
        "rules.yaml",
        "confirmed: no",
        "confirmed: yes",
        "source: GK",
        "confirmed",
        "a rule known only generally (GK) is not confirmed",
    ),
    (
        "calendar.yaml",
        "date: 2023-01-02",
        "date: 2023-01-01",
        "",
        "days[2].date",
        "2023-01-01 is already listed on line 25",
    ),
    ("calendar.yaml", "date: 2024-01-01", "date: 2025-01-01", "", "days[1].date", "2025-01-01 is not a day of 2024"),
    (
        "calendar.yaml",
        "kind: off",
        "kind: working",
        "date: 2023-01-02",
        "days[2].kind",
        "is a weekday and already worked; only a weekend day can be marked working",
    ),
    ("calendar.yaml", "year: 2027", "year: 2028", "", "year", "must follow 2026 without a gap"),
    ("areas.yaml", "code: kz/10", "code: kx/10", "", "code", "its parent kx is not in areas.yaml"),
    ("areas.yaml", "col: 4, row: 2", "col: 5, row: 3", "", "tile", "kz/10 already stands on this square"),
    ("areas.yaml", "lat: 50.41", "lat: north", "", "lat", "must be degrees like 51.17"),
    ("organizations.yaml", "higher: gov", "higher: senate", "", "higher", "senate is not in organizations.yaml"),
    ("organizations.yaml", "area: kz/71", "area: kz/99", "", "area", "kz/99 is not in areas.yaml"),
    (
        "organizations.yaml",
        "role: deputy",
        "role: king",
        "",
        "posts[2].role",
        "must be one of head, deputy, officer, clerk, supervisor, controller",
    ),
    ("topics.yaml", "parent: utilities", "parent: utility", "", "parent", "utility is not in topics.yaml"),
    (
        "topics.yaml",
        "[өрт,",
        "[Өрт,",
        "",
        "words.kk[1]",
        "must be a word in lower case, with * only at the end of a word",
    ),
    ("topics.yaml", "[өрт,", "[өрт, өрт,", "", "words.kk[2]", "өрт is written twice"),
    (
        "routing.yaml",
        "to: akmola/aqjar/land",
        "to: akmola/aqjar/lands",
        "",
        "to",
        "akmola/aqjar/lands is not in organizations.yaml",
    ),
    ("routing.yaml", "topics: [land]", "topics: [earth]", "", "when.topics[1]", "earth is not in topics.yaml"),
    ("routing.yaml", "when: {}", "when: {area: kz}", "", "when", "the last rule must take everything: when: {}"),
    ("replies.yaml", "{complain_until}", "{until}", "- code: general", "appeal.kk", "{complain_until} is missing"),
    (
        "replies.yaml",
        "({article:appc-91-file})",
        "(ӘРПК 91-бап)",
        "",
        "appeal.kk",
        "names an article by its number; write {article:CODE} with a rule of rules.yaml",
    ),
    (
        "replies.yaml",
        "cites: [appc-91-file]",
        "cites: [complaint-consider]",
        "",
        "cites[1]",
        "complaint-consider has no known article, so an answer cannot cite it",
    ),
    ("points.yaml", "an_hour: 10", "an_hour: 0", "", "an_hour", "must be a whole number above 0"),
    ("points.yaml", "once: 20", "an_hour: 1\n  once: 20", "", "an_hour", "is given an_hour or once, one of the two"),
    ("points.yaml", "until: 6", "until: 22", "", "night.until", "must differ from since"),
    ("points.yaml", "per: year", "per: month", "", "ceilings[1].per", "must be one of day, year, study_year"),
    ("points.yaml", "works: [mentoring]", "works: [mentor]", "", "works[1]", "mentor is not in volunteering.yaml"),
    ("points.yaml", "source: S35", "source: S99", "", "source", "S99 is not listed under sources in pack.yaml"),
    ("labels.yaml", "ru: Сайт, ", "", "", "channels.web", "ru is missing; every text needs kk, ru, en"),
    ("labels.yaml", "en: Website", "en: ''", "", "channels.web.en", "must be a text that is not empty"),
    (
        "pack.yaml",
        "timezone: Asia/Almaty",
        "timezone: Asia/Alma",
        "",
        "timezone",
        "Asia/Alma is not a time zone like Asia/Almaty",
    ),
    ("pack.yaml", 'closes: "18:30"', 'closes: "08:30"', "", "working_hours.closes", "must be later than opens"),
    ("pack.yaml", 'opens: "09:00"', "opens: 9", "", "working_hours.opens", 'must be an hour like "09:00"'),
    ("pack.yaml", "default_language: kk", "default_language: de", "", "default_language", "must be one of kk, ru, en"),
    (
        "pack.yaml",
        "count_rule: count-from-next-working-day",
        "count_rule: tomorrow",
        "",
        "count_rule",
        "tomorrow is not in rules.yaml",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "after", "path", "message"), ONE_BROKEN_VALUE)
def test_a_broken_value_is_named_with_its_line(
    pack: Path, file: str, old: str, new: str, after: str, path: str, message: str
) -> None:
    line = broken(pack, file, old, new, after)
    assert f"{file}:{line}: {path}: {message}" in said(pack)


def test_a_missing_label(pack: Path) -> None:
    broken(pack, "labels.yaml", "  head: {", "  chief: {", "roles:")
    line = line_of((pack / "labels.yaml").read_text("utf-8"), "roles:")
    assert said(pack) == [f"labels.yaml:{line}: roles: head is missing"]


def test_the_message_of_the_readme(pack: Path) -> None:
    line = broken(pack, "kinds.yaml", "amount: 15", "amount: -1")
    assert said(pack) == [f"kinds.yaml:{line}: consider.amount: must be a whole number above 0"]
    with pytest.raises(
        PackErrors, match=rf"kinds\.yaml:{line}: consider\.amount: must be a whole number above 0"
    ) as error:
        load_pack(pack)
    assert [problem.line for problem in error.value.problems] == [line]


def test_a_missing_key_is_reported_where_its_entry_begins(pack: Path) -> None:
    line = broken(pack, "kinds.yaml", "  goes_up: no\n  registration: {rule: appc-64-register}\n", "  goes_up: no\n")
    begin = line_of((pack / "kinds.yaml").read_text("utf-8"), "- code: application")
    assert begin < line
    assert said(pack) == [f"kinds.yaml:{begin}: registration: is missing"]


def test_a_missing_file(pack: Path) -> None:
    (pack / "routing.yaml").unlink()
    assert said(pack) == ["routing.yaml: is missing; a pack needs this file"]


def test_a_key_written_twice(pack: Path) -> None:
    first = line_of((pack / "pack.yaml").read_text("utf-8"), "country: KZ")
    broken(pack, "pack.yaml", "country: KZ\n", "country: KZ\ncountry: UZ\n")
    assert f"pack.yaml:{first + 1}: country: is written twice, first on line {first}" in said(pack)


def test_broken_yaml_names_the_line(pack: Path) -> None:
    line = broken(pack, "topics.yaml", "- code: water", "- code: [water")
    assert any(
        entry.startswith(f"topics.yaml:{number}: is not valid YAML: ")
        for entry in said(pack)
        for number in (line, line + 1)
    )


@pytest.mark.parametrize("text", ["code: &c kz", "code: *c", "code: !!str kz"])
def test_shorthand_of_yaml_is_refused(pack: Path, text: str) -> None:
    line = broken(pack, "pack.yaml", "code: kz", text)
    assert any(entry.startswith(f"pack.yaml:{line}: ") and "not used in packs" in entry for entry in said(pack))


def test_text_that_is_not_utf8(pack: Path) -> None:
    with (pack / "labels.yaml").open("ab") as file:
        file.write("# ескерту".encode("cp1251", "replace"))
    last = len((pack / "labels.yaml").read_bytes().splitlines())
    assert said(pack) == [f"labels.yaml:{last}: is not UTF-8 text"]


def test_an_empty_file_and_an_empty_list(pack: Path) -> None:
    (pack / "calendar.yaml").write_text("[]\n", "utf-8")
    (pack / "labels.yaml").write_text("", "utf-8")
    assert said(pack) == ["calendar.yaml:1: must have at least one entry", "labels.yaml: is empty"]


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    assert [problem.message for problem in check_directory(tmp_path / "nowhere")] == ["is not a directory"]


def test_no_is_text_where_text_is_meant(pack: Path) -> None:
    """The word no, a code like 010 or a time like 09:00 is never turned into something else."""
    broken(pack, "labels.yaml", "en: Website", "en: no")
    assert load_pack(pack).labels.channels["web"].get("en") == "no"


def test_a_dead_routing_rule_is_reported(pack: Path) -> None:
    extra = (
        "- code: aqjar-all\n  when: {area: kz/11}\n  to: akmola\n"
        "  reason: {kk: себеп, ru: причина, en: reason}\n\n- code: aqjar-land\n"
    )
    line = broken(pack, "routing.yaml", "- code: aqjar-land\n", extra)
    found = said(pack)
    assert (
        f"routing.yaml:{line + 5}: code: can never apply: aqjar-all above already takes everything it would take"
        in found
    )
    assert any(
        "aqjar-education" not in entry and "aqjar-other" in (pack / "routing.yaml").read_text("utf-8")
        for entry in found
    )
    assert not any("astana" in entry for entry in found)


def test_a_rule_for_a_topic_below_an_earlier_one_is_dead(pack: Path) -> None:
    broken(pack, "routing.yaml", "topics: [land]", "topics: [heating]", "code: aqjar-land")
    assert any(
        entry.endswith("code: can never apply: aqjar-utilities above already takes everything it would take")
        for entry in said(pack)
    )


def test_topics_that_run_in_a_circle(pack: Path) -> None:
    line = broken(pack, "topics.yaml", "- code: utilities\n", "- code: utilities\n  parent: heating\n")
    assert f"topics.yaml:{line + 1}: parent: the parents of this topic come back to itself" in said(pack)


def test_bodies_whose_way_up_runs_in_a_circle(pack: Path) -> None:
    broken(pack, "organizations.yaml", "  parent: null\n", "  parent: null\n  higher: astana\n", "- code: gov\n")
    assert any(entry.endswith("the way up from here comes back to itself") for entry in said(pack))


def test_a_code_must_stand_under_its_parent(pack: Path) -> None:
    line = broken(pack, "organizations.yaml", "parent: gov\n", "parent: astana\n", "- code: gov/moh")
    assert f"organizations.yaml:{line - 1}: code: must be astana/ and one more step, as its parent says" in said(pack)


def test_every_error_of_a_file_is_reported_at_once(pack: Path) -> None:
    broken(pack, "kinds.yaml", "amount: 15", "amount: x")
    broken(pack, "rules.yaml", "confirmed: yes", "confirmed: maybe")
    assert [entry.split(":")[0] for entry in said(pack)] == ["kinds.yaml", "rules.yaml"]


def test_unread_files_and_uncited_sources_are_warnings(pack: Path) -> None:
    (pack / "holidays.yaml").write_text("- nothing\n", "utf-8")
    line = broken(pack, "pack.yaml", "  DEMO:", "  S999: A page nobody cites\n  DEMO:")
    assert said(pack) == []
    assert [str(entry) for entry in warnings(pack)] == [
        "holidays.yaml: is not a file of a pack and was not read",
        f"pack.yaml:{line}: sources.S999: is cited nowhere in this pack",
    ]


def test_the_version_changes_with_any_byte(pack: Path) -> None:
    before = version_of(pack)
    assert before == version_of(KZ) == load_pack(pack).version
    broken(pack, "labels.yaml", "en: Website", "en: Web site")
    assert version_of(pack) != before


class Office(Part):
    """An entry of a file that an upper room adds to the pack."""

    code: Slug


def test_upper_rooms_add_their_own_files(pack: Path) -> None:
    (pack / "offices.yaml").write_text("- code: first\n- code: second\n", "utf-8")
    loaded = load_pack(pack, {"offices.yaml": Office})
    assert [office.code for office in loaded.section("offices.yaml")] == ["first", "second"]
    assert load_pack(pack).section("offices.yaml") == ()
    (pack / "offices.yaml").write_text("- code: first\n- code: first\n", "utf-8")
    assert [str(p) for p in check_directory(pack, {"offices.yaml": Office})] == [
        "offices.yaml:2: code: first is already used on line 1"
    ]


def test_a_loaded_pack_cannot_be_changed() -> None:
    pack = load_pack(KZ)
    with pytest.raises(AttributeError):
        pack.version = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        pack.kinds["x"] = pack.kinds["application"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        pack.kinds["application"].goes_up = True  # type: ignore[misc]


def test_a_term_of_keeping_for_a_kind_that_is_not_there(pack: Path) -> None:
    line = broken(pack, "retention.yaml", "ended: [withdrawn]", "kinds: [poem]")
    assert said(pack) == [f"retention.yaml:{line}: kinds[1]: poem is not in kinds.yaml"]


def test_a_term_of_keeping_has_a_length(pack: Path) -> None:
    line = broken(pack, "retention.yaml", "months: 12", "months: 0")
    assert said(pack)[0].startswith(f"retention.yaml:{line}: months: ")
