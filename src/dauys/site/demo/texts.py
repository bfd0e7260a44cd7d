"""Reads the invented voices and words of the demonstration from its data files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = {"voices_kk.yaml": "kk", "voices_ru.yaml": "ru", "voices_mixed.yaml": "", "voices_urgent.yaml": ""}
HOME = "kz/11/aqjar"
PLACES = ("kz/11/aqjar/aqjar", "kz/11/aqjar/aqjar", "kz/11/aqjar/dostyq", "kz/11/aqjar/baiterek")


@dataclass(frozen=True, slots=True)
class Text:
    """One invented voice with gaps for street, house and days; without `found` it is never answered."""

    code: str
    language: str
    topic: str
    kind: str
    text: str
    area: str = ""
    found: str = ""
    decided: str = ""
    file: str = ""

    @property
    def urgent(self) -> bool:
        return self.file == "voices_urgent.yaml"


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


@cache
def voices() -> tuple[Text, ...]:
    """Every voice, in the order of the files."""
    return tuple(
        Text(**{"language": language, "file": name, **row})
        for name, language in LANGUAGES.items()
        for row in _read(name)
    )


@cache
def words() -> Mapping[str, Any]:
    """Streets, names, comments, reasons: what is put around the voices."""
    found: Mapping[str, Any] = _read("words.yaml")
    return found
