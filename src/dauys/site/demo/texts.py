"""Reads the invented voices and words of the demonstration from its data files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "texts"
# The files of a pack's voices and their language; "" where each voice names its own.
LANGUAGES = {
    "voices_kk.yaml": "kk",
    "voices_ru.yaml": "ru",
    "voices_en.yaml": "en",
    "voices_mixed.yaml": "",
    "voices_urgent.yaml": "",
}
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
    channel: str = ""

    @property
    def urgent(self) -> bool:
        return self.file == "voices_urgent.yaml"


def _read(pack: str, name: str) -> Any:
    file = FOLDER / pack / name
    return yaml.safe_load(file.read_text("utf-8")) if file.exists() else []


@cache
def voices(pack: str = "kz") -> tuple[Text, ...]:
    """Every voice that was invented for the pack, in the order of the files; none for a pack of somebody's own."""
    return tuple(
        Text(**{"language": language, "file": name, **row})
        for name, language in LANGUAGES.items()
        for row in _read(pack, name)
    )


@cache
def unknown_authors(pack: str = "kz") -> tuple[Text, ...]:
    """Voices of people who did not give their name, with the door each came through."""
    return tuple(Text(**row) for row in _read(pack, "voices_unknown.yaml"))


@cache
def words(pack: str = "kz") -> Mapping[str, Any]:
    """Streets, names, comments, reasons: what is put around the voices; what a pack lacks is taken from kz."""
    return {**_read("kz", "words.yaml"), **(dict(_read(pack, "words.yaml")) if pack != "kz" else {})}


@cache
def received(pack: str = "kz") -> Mapping[str, Any]:
    """Who is received, about what, and where; empty for a pack of somebody's own."""
    return dict(_read(pack, "received.yaml"))


@cache
def helping(pack: str = "kz") -> Mapping[str, Any]:
    """Who helps and who needs help; empty for a pack of somebody's own."""
    return dict(_read(pack, "helping.yaml"))


@cache
def sheets(pack: str = "kz") -> tuple[Mapping[str, Any], ...]:
    """Invented method sheets: the topic each is about and its versions, the oldest first."""
    return tuple(_read(pack, "sheets.yaml"))
