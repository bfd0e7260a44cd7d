"""The bench of languages: what was learned from is never measured, and floors hold on texts as people write them."""

import csv
import json
from pathlib import Path

import pytest

from dauys.site.bench.language import held_back, reviews, run
from dauys.site.cli import main

TEXTS = [
    "Өте жақсы қосымша екен, рахмет",
    "Қызмет көрсету сапасы төмен",
    "Жаксы екен, рахмет сиздерге",
    "Кызмет корсету сапасы томен",
    "Ote zhaksy eken, rahmet sizderge",
    "Qyzmet korsetu sapasy tomen",
    "Kaspi арқылы жеткізді, рахмет",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with (tmp_path / "texts.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["text", "label"])
        table.writerows([f"{text} {'!' * n}", 1] for text in TEXTS for n in range(1, 30))
    return tmp_path


def test_only_what_was_held_back_is_measured(folder: Path) -> None:
    said: list[str] = []
    figures = run(folder, said.append)
    assert 0 < sum(map(held_back, reviews(folder))) < len(reviews(folder)) / 2
    measured = {figure.name: figure for figure in figures}
    assert measured["own model: Latin"].passed
    assert measured["own model: Cyrillic without Kazakh letters"].passed
    assert measured["own model: Russian"].passed


def test_the_command_prints_figures_with_their_floors(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["bench", "language", "--texts", str(folder), "--json"])
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert all("bar" in f for f in figures if f["name"].startswith("own model"))


def test_without_texts_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "language"]) == 1
    assert "--texts" in capsys.readouterr().err
    assert main(["bench", "language", "--texts", str(tmp_path)]) == 1
    assert "no table" in capsys.readouterr().err
