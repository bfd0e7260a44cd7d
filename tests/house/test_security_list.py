"""The list after OWASP ASVS 5.0 is whole, and each line is proved by a test that exists or says why it is not."""

import re
from collections import Counter
from pathlib import Path

from dauys.site.quality import ROOT

LIST = ROOT / "docs/security.md"
# How many numbers of levels 1 and 2 each chapter of the standard has.
WANTED = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16,
    17: 7,
}  # fmt: skip
REASONS = ("Does not apply: ", "Open: ")


def _rows() -> list[list[str]]:
    lines = [line for line in LIST.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _numbers(cell: str) -> list[str]:
    """`1.2.6-1.2.8` is three numbers."""
    first, _, last = cell.partition("-")
    section, _, start = first.rpartition(".")
    end = last.rpartition(".")[2] or start
    assert not last or last.rpartition(".")[0] == section, cell
    return [f"{section}.{n}" for n in range(int(start), int(end) + 1)]


def test_every_number_stands_in_the_list_once() -> None:
    found = Counter(number for row in _rows() for number in _numbers(row[0]))
    assert not [number for number, times in found.items() if times > 1]
    assert Counter(int(number.partition(".")[0]) for number in found) == WANTED


def test_every_line_is_proved_or_says_why_not() -> None:
    wrong = []
    for number, words, proof in _rows():
        tests = re.findall(r"`([\w/.]+\.py)::(\w+)`", proof)
        missing = [f"{path}::{name}" for path, name in tests if f"\ndef {name}(" not in _text(ROOT / path)]
        links = [ROOT / "docs" / target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", proof)]
        written = proof.startswith("Written: ") and links and all(link.is_file() for link in links)
        told = proof.startswith(REASONS) and len(proof) > 20
        if missing or not words or not (tests or written or told):
            wrong.append(f"{number}: {missing or proof}")
    assert not wrong


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
