"""A key folder of each test's own, and nothing of it kept in the process."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dauys.ground.sealed import keys
from dauys.ground.sealed.seal import lookup_key, seal


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    seal("x", place="cases_party.phone"), lookup_key("x", what="phone")  # the first keys are made
    shutil.copytree(settings.KEY_DIR, tmp_path / "keys")
    settings.KEY_DIR = tmp_path / "keys"
    yield settings.KEY_DIR
    keys.key.cache_clear()
