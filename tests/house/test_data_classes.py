"""The page of data by classes names every table once, and exactly the columns that are sealed or found by digest."""

import re
from collections import Counter

from django.apps import apps
from tests.house.sources import ROOT

from dauys.ground.sealed.rotation import lookup_columns, sealed_columns

PAGE = (ROOT / "docs/data.md").read_text("utf-8")


def test_every_table_stands_in_one_class() -> None:
    named = Counter(re.findall(r"`(\w+)`", "".join(line for line in PAGE.splitlines() if line.startswith("| "))))
    assert [table for table, times in named.items() if times > 1] == []
    assert set(named) == {m._meta.db_table for m in apps.get_models()}, "name a new table in docs/data.md"


def test_the_columns_are_those_of_the_code() -> None:
    parts = PAGE.partition("Sealed columns:")[2].partition("Columns of keyed digests")
    for part, columns in ((parts[0], sealed_columns()), (parts[2], lookup_columns())):
        assert set(re.findall(r"`(\w+\.\w+)`", part)) == {column.place for column in columns}
