"""Settings: every variable the program reads is explained, and none is explained that nobody reads."""

import json
import logging
import re
import sys

from tests.house.sources import PACKAGE

from dauys.site.log_lines import JsonFormatter
from dauys.site.quality import ROOT

NAME = re.compile(r"\b(?:DAUYS_[A-Z_]+|DATABASE_URL)\b")


def test_every_setting_is_explained_once() -> None:
    sources = [p for p in PACKAGE.rglob("*.py") if "tests" not in p.parts]
    read = {name for path in sources for name in NAME.findall(path.read_text("utf-8"))}
    lines = (ROOT / "docs/settings.md").read_text("utf-8").splitlines()
    explained = [name for line in lines if line.startswith("| `") for name in NAME.findall(line.split("|")[1])]
    assert len(explained) == len(set(explained))
    assert set(explained) == read - {"DAUYS_DEMO", "DAUYS_TEST"}


def test_a_line_of_the_log_is_one_object_without_what_the_database_quotes() -> None:
    told = 'no such row\nDETAIL:  Key (name)=(Aigul "A") is not present.'
    try:
        raise ValueError(told)
    except ValueError:
        failed = sys.exc_info()
    record = logging.LogRecord("dauys.cases", logging.ERROR, __file__, 1, "it failed for %s", ("7",), failed)
    text = JsonFormatter().format(record)
    assert "\n" not in text and "Aigul" not in text
    line = json.loads(text)
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "dauys.cases", "it failed for 7")
    assert line["at"].endswith("+00:00") and "ValueError: no such row" in line["traceback"]
