"""A sheet of KATO fills the places of a pack: codes a pack has stay, errors name the line, a second run is the same."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from dauys.ground.packs.kato import MARK, in_latin
from dauys.ground.packs.load import built_in, load_pack
from dauys.ground.packs.pack import Pack

HEAD = "te,ab,cd,ef,hij,k,name_kaz,name_rus,nn"
ROWS = [
    "110000000,11,00,00,000,0,АҚМОЛА ОБЛЫСЫ,АКМОЛИНСКАЯ ОБЛАСТЬ,1",
    "111000000,11,10,00,000,1,Көкшетау Қ.Ә.,Кокшетау Г.А.,2",
    "111010000,11,10,10,000,1,Көкшетау қ.,г.Кокшетау,3",
    "111037100,11,10,37,100,3,Үлгі-Красный Яр а.,с.Образцовый Яр,4",
    "115600000,11,56,00,000,1,Зеренді ауданы,Зерендинский район,5",
    "115630000,11,56,30,000,2,Зеренді а.о.,Зерендинский с.о.,6",
    "115630100,11,56,30,100,3,Зеренді а.,с.Зеренда,7",
    "115630200,11,56,30,200,3,Үлгітөбе а.,с.Образцовка,8",
    "119900000,11,99,00,000,1,Үлгі ауданы,Образцовый район,9",
    "119910000,11,99,10,000,2,Шұғыла к.,п.Шугыла,10",
    "710000000,71,00,00,000,0,АСТАНА Қ.,г.АСТАНА,11",
]


def sheet(tmp_path: Path, rows: list[str], head: str = HEAD) -> Path:
    path = tmp_path / "kato.csv"
    path.write_text("\n".join([head, *rows]), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_in("kz"), tmp_path / "pack"))


def run(folder: Path, file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dauys", "pack", "places", str(folder), "--kato", str(file)]
    return subprocess.run(command, capture_output=True, text=True, cwd=built_in("kz").parents[2])


def filled(folder: Path, file: Path) -> Pack:
    done = run(folder, file)
    assert done.returncode == 0, done.stderr
    return load_pack(folder)


def test_the_tree_is_filled_and_known_codes_stay(folder: Path, tmp_path: Path) -> None:
    before = load_pack(folder).areas
    pack = filled(folder, sheet(tmp_path, ROWS))
    assert before.keys() < pack.areas.keys()
    new = {code: area for code, area in pack.areas.items() if code not in before}
    assert {code: (a.kind, a.name.get("kk"), a.name.get("ru"), a.name.get("en")) for code, a in new.items()} == {
        "kz/11/kokshetau/111037100": (
            "village", "Үлгі-Красный Яр ауылы", "село Образцовый Яр", "Ulgi-Krasnyy Yar",
        ),
        "kz/11/zerendi/115630200": ("village", "Үлгітөбе ауылы", "село Образцовка", "Ulgitobe"),
        "kz/11/119900000": ("district", "Үлгі ауданы", "Образцовый район", "Ulgi district"),
        "kz/11/119900000/119910000": ("settlement", "Шұғыла кенті", "посёлок Шугыла", "Shugyla"),
    }  # fmt: skip
    codes = {code: pack.areas[code].official_code for code in ("kz/11", "kz/11/kokshetau", "kz/11/zerendi/zerendi")}
    assert codes == {"kz/11": "11", "kz/11/kokshetau": "111000000", "kz/11/zerendi/zerendi": "115630100"}
    assert all(area.code_confirmed and area.official_code for area in new.values())
    assert pack.areas["kz/11/aqjar"].official_code is None, "what is invented gets no code"


def test_a_second_run_changes_nothing_and_the_next_sheet_replaces(folder: Path, tmp_path: Path) -> None:
    filled(folder, sheet(tmp_path, ROWS))
    text = (folder / "areas.yaml").read_text("utf-8")
    filled(folder, sheet(tmp_path, ROWS[::-1]))
    assert (folder / "areas.yaml").read_text("utf-8") == text and text.count(MARK) == 1
    pack = filled(folder, sheet(tmp_path, ROWS[:8]))
    assert "kz/11/119900000" not in pack.areas and "kz/11/zerendi/115630200" in pack.areas


def test_a_sheet_of_numbers_is_read(folder: Path, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEAD.split(","))
    for row in ROWS:
        cells = row.split(",")
        book.active.append([*map(int, cells[:6]), *cells[6:]])
    out = io.BytesIO()
    book.save(out)
    file = tmp_path / "kato.xlsx"
    file.write_bytes(out.getvalue())
    assert "kz/11/119900000/119910000" in filled(folder, file).areas


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("119910100,11,99,10,10x,3,Ү,О,1", "kato.csv:13: hij: must be up to 3 digits, not '10x'"),
        ("119910100,11,99,10,200,3,Ү,О,1", "kato.csv:13: te: is not ab, cd, ef and hij together, which is 119910200"),
        ("119910000,11,99,10,000,3,Ү,О,1", "kato.csv:13: te: 119910000 stands on line 11 already"),
        ("119910100,11,99,10,100,3,,О,1", "kato.csv:13: name_kaz: is empty"),
        ("999910100,99,99,10,100,3,Ү,О,1", "kato.csv:13: ab: the pack has no region with the official code 99"),
    ],
)
def test_errors_name_the_line_and_nothing_is_written(folder: Path, tmp_path: Path, row: str, told: str) -> None:
    text = (folder / "areas.yaml").read_bytes()
    done = run(folder, sheet(tmp_path, [*ROWS, row]))
    assert done.returncode == 1 and told in done.stderr.splitlines()
    assert (folder / "areas.yaml").read_bytes() == text


def test_a_missing_column_and_a_missing_file(folder: Path, tmp_path: Path) -> None:
    assert "kato.csv:1: hij: this column is missing" in run(folder, sheet(tmp_path, [], "te,ab,cd,ef,k")).stderr
    assert "Name the sheet of KATO" in run(folder, tmp_path / "no.csv").stderr


def test_latin_names() -> None:
    assert [in_latin(name) for name in ("Өскемен", "Щучинск", "Жаңа Қима", "Ақсу-Аюлы")] == [
        "Oskemen", "Shchuchinsk", "Zhana Kima", "Aksu-Ayuly",
    ]  # fmt: skip
