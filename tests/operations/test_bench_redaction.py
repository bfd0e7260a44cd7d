"""The bench of redaction: what it plants is what it says, tags are read right, and without texts it says so."""

import random
from pathlib import Path

from dauys.core.national_id import is_valid_iin
from dauys.site.bench import redaction


def test_plants_the_same_every_time_and_in_place() -> None:
    made = [redaction.planted(random.Random(7), "су жоқ бүгін", kind, "kk") for kind in redaction.MAKERS]
    assert made == [redaction.planted(random.Random(7), "су жоқ бүгін", kind, "kk") for kind in redaction.MAKERS]
    whole, start, end = redaction.planted(random.Random(1), "су жоқ бүгін", "iin", "kk")
    assert is_valid_iin(whole[start:end])
    whole, start, end = redaction.planted(random.Random(1), "су жоқ бүгін", "document", "kk")
    assert whole[start - 1] == "№" and whole[start:end][-8:].isdecimal()


def test_reads_tags_and_counts(tmp_path: Path) -> None:
    (tmp_path / "IOB2_small.txt").write_text(
        "Айгүл B-PERSON\nСерікқызы I-PERSON\nкелді O\n\nАстана B-GPE\nүлкен O\n", encoding="utf-8"
    )
    count, wrong = redaction.against_tags([tmp_path / "IOB2_small.txt"])
    assert (count.planted, count.found, count.extra, wrong) == (1, 1, 0, [])


def test_measures_a_folder(tmp_path: Path) -> None:
    rows = "\n".join(f'"Бұл жерде жол өте нашар екен {number}"' for number in "абвгдежз")
    (tmp_path / "t.csv").write_text(f"text\n{rows}\n", encoding="utf-8")
    figures = {f.name: f for f in redaction.run(tmp_path, lambda _said: None)}
    assert figures["kk iin, recall"].value == 1.0
    assert figures["kk marks in 100 plain texts"].value == 0.0
