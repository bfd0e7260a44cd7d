"""`dauys pack`: what a person sees who begins a pack of their own and makes the usual mistakes."""

import json
import re
from pathlib import Path

import pytest

from dauys.ground.packs.load import built_in, check_directory, load_pack
from dauys.site.cli import main


@pytest.fixture
def pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A pack begun from oldtown, as the tutorial does."""
    folder = tmp_path / "riverton"
    assert main(["pack", "new", "riverton", "--into", str(folder)]) == 0
    capsys.readouterr()
    return folder


def change(pack: Path, file: str, old: str, new: str) -> int:
    """Replaces the first `old`; the line it stood on."""
    text = (pack / file).read_text("utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def check(pack: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["pack", "check", str(pack)])
    return code, capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("source", ["oldtown", "kz"])
def test_a_new_pack_passes_its_check_and_confirms_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    folder = tmp_path / "new"
    assert main(["pack", "new", "river-town", "--from", source, "--into", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pack"], told["folder"]) == ("river-town", str(folder))
    made, old = load_pack(folder), load_pack(built_in(source))
    assert check_directory(folder) == []
    assert made.code == "river-town"
    assert made.info.number_prefix == "RI"
    assert list(made.areas) == [re.sub(rf"^{source}", "river-town", code) for code in old.areas]
    assert list(made.organizations) == list(old.organizations)
    assert len(made.unconfirmed_rules()) == len(made.rules)
    assert not any(body.confirmed for body in made.organizations.values())
    assert made.terms("complaint") == old.terms("complaint")


def test_a_new_pack_writes_over_nothing(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in pack.iterdir()}
    assert main(["pack", "new", "riverton", "--into", str(pack)]) == 1
    assert "is there already and not empty" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in pack.iterdir()} == before


@pytest.mark.parametrize("name", ["River", "../up", "9town", "a b", "x" * 41])
def test_a_bad_name_makes_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["pack", "new", name, "--into", str(tmp_path / "there")]) == 1
    assert "is no code of a pack" in capsys.readouterr().err
    assert not (tmp_path / "there").exists()


def test_an_unknown_source_names_the_known_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "new", "riverton", "--from", "atlantis", "--into", str(tmp_path / "there")]) == 1
    assert "Dauys brings: kz, oldtown" in capsys.readouterr().err


def test_unconfirmed_law_is_listed_as_warnings(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = check(pack, capsys)
    assert code == 0
    assert told[-1] == "dauys: no problems; warnings: 11"
    line = change(pack, "rules.yaml", "\n  confirmed: no", "\n  confirmed: yes")
    _, told = check(pack, capsys)
    assert told[-1] == "dauys: no problems; warnings: 10"
    assert not any(entry.startswith(f"warning: rules.yaml:{line}") for entry in told)
    assert sum("is law that nobody has confirmed" in entry for entry in told) == 10


def test_a_rule_behind_one_that_takes_its_cases(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = "- code: heating\n  when: {topics: [heating]}\n  to: council/hall\n  reason: {en: Heat., ru: Тепло.}\n\n"
    line = change(pack, "routing.yaml", "- code: parks\n", f"{rule}- code: parks\n")
    code, told = check(pack, capsys)
    assert code == 1
    assert told == [
        f"routing.yaml:{line}: code: can never apply: utilities above already takes everything it would take",
        "dauys: problems: 1",
    ]


def test_a_rule_behind_several_that_take_its_cases_together(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of the four takes one kind; none of them alone takes what the last one would."""
    rules = "".join(
        f"- code: p-{kind}\n  when: {{topics: [parks], kinds: [{kind}]}}\n  to: council/hall\n"
        f"  reason: {{en: Parks., ru: Парки.}}\n\n"
        for kind in ("request", "report", "question")  # complaints are taken further up
    )
    line = change(pack, "routing.yaml", "- code: parks\n", f"{rules}- code: parks\n")
    code, told = check(pack, capsys)
    assert code == 1
    said = "code: can never apply: the rules above together already take everything it would take"
    assert told == [f"routing.yaml:{line + rules.count(chr(10))}: {said}", "dauys: problems: 1"]
    change(pack, "routing.yaml", "kinds: [question]", "kinds: [question], words: [oak]")
    assert check(pack, capsys)[0] == 0, "a rule that needs a word leaves the others to the next"


def test_a_way_up_that_runs_in_a_circle(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(pack, "organizations.yaml", "  higher: assembly\n", "  higher: council/hall/water\n")
    code, told = check(pack, capsys)
    assert code == 1
    assert told[-1] == "dauys: problems: 3"
    assert all(entry.endswith("the way up from here comes back to itself") for entry in told[:-1])


def test_topics_that_run_in_a_circle(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(pack, "topics.yaml", "- code: streets\n", "- code: streets\n  parent: lights\n")
    _, told = check(pack, capsys)
    assert f"topics.yaml:{line + 1}: parent: the parents of this topic come back to itself" in told


def test_a_text_without_one_of_the_languages(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(pack, "topics.yaml", "name: {en: Heating, ru: Отопление}", "name: {en: Heating}")
    code, told = check(pack, capsys)
    assert code == 1
    assert told[0] == f"topics.yaml:{line}: name: ru is missing; every text needs en, ru"


def test_words_of_a_topic_without_one_of_the_languages(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(pack, "topics.yaml", "    ru: [парк,", "    # ru: [парк,")
    _, told = check(pack, capsys)
    assert told[0] == f"topics.yaml:{line - 2}: words: ru is missing; every text needs en, ru"


def test_a_sentence_that_was_not_translated(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(pack, "kinds.yaml", "ru: Когда зимой открывается рынок?", "ru: When does the market open in winter?")
    code, told = check(pack, capsys)
    assert code == 0
    assert f"warning: kinds.yaml:{line}: example.ru: says the same as in en; was it translated?" in told


def test_an_example_that_its_own_words_do_not_find(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(pack, "topics.yaml", "en: My allowance has not come this month.", "en: My money has not come.")
    line2 = change(pack, "topics.yaml", "ru: Паром уходит раньше расписания.", "ru: Школа закрыта, учителя нет.")
    _, told = check(pack, capsys)
    assert f"warning: topics.yaml:{line}: example.en: holds none of the words of this topic; is a word missing?" in told
    assert f"warning: topics.yaml:{line2}: example.ru: speaks of schools by its words; is a word missing?" in told


def test_the_place_that_holds_all_others_has_the_code_of_the_pack(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(pack, "pack.yaml", "code: riverton", "code: riverside")
    code, told = check(pack, capsys)
    assert code == 1
    assert "areas.yaml:5: the place that holds all others must have the code of the pack, riverside" in told


def test_a_language_in_which_there_are_no_pages(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(pack, "pack.yaml", "languages: [en, ru]", "languages: [en, de]")
    _, told = check(pack, capsys)
    assert any("the pages are not written in de, only in kk, ru, en" in entry for entry in told)
