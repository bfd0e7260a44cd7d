"""The small types of a pack's values: words in the pack's languages, codes, days, yes and no, whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, RootModel, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

_STEM = re.compile(r"[^\W_][\w'’-]*\*?(?: [^\W_][\w'’-]*\*?)*")


def refuse(message: str, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """An error whose message is shown to the operator as it stands, at the place below the value if `at` is given."""
    return PydanticCustomError("pack", "{said}", {"said": message, "at": at})


def languages_of(info: ValidationInfo) -> tuple[str, ...]:
    """The pack's languages, known once `pack.yaml` was read."""
    return tuple((info.context or {}).get("languages") or ())


def _keyed_by_language(value: Any, info: ValidationInfo) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refuse("must be a block with one entry a language")
    wanted = languages_of(info) or tuple(value)
    missing = [language for language in wanted if language not in value]
    if missing:
        raise refuse(f"{', '.join(missing)} is missing; every text needs {', '.join(wanted)}")
    unknown = [language for language in value if language not in wanted]
    if unknown:
        raise refuse(f"is not a language of this pack ({', '.join(wanted)})", (unknown[0],))
    return {language: value[language] for language in wanted}


class Words(RootModel[tuple[tuple[str, str], ...]]):
    """One text in every language of the pack, in the pack's order of languages."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, cls | tuple):
            return value
        texts = _keyed_by_language(value, info)
        for language, text in texts.items():
            if not isinstance(text, str) or not text.strip():
                raise refuse("must be a text that is not empty", (language,))
        return tuple((language, text.strip()) for language, text in texts.items())

    def get(self, language: str) -> str:
        """The text in this language, or in the pack's first language when the pack does not speak it."""
        for code, text in self.root:
            if code == language:
                return text
        return self.root[0][1]

    def as_dict(self) -> dict[str, str]:
        """Language code to text."""
        return dict(self.root)

    def __str__(self) -> str:
        return self.root[0][1]


class WordLists(RootModel[tuple[tuple[str, tuple[str, ...]], ...]]):
    """Lists of stems per language; `*` at the end marks a prefix, a text with spaces is a phrase."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, cls | tuple):
            return value
        lists = _keyed_by_language(value, info)
        for language, stems in lists.items():
            if not isinstance(stems, list) or not stems:
                raise refuse("must be a list with at least one word", (language,))
            seen: set[str] = set()
            for at, stem in enumerate(stems):
                if not isinstance(stem, str) or not is_stem(stem):
                    raise refuse("must be a word in lower case, with * only at the end of a word", (language, at))
                if stem in seen:
                    raise refuse(f"{stem} is written twice", (language, at))
                seen.add(stem)
        return tuple((language, tuple(stems)) for language, stems in lists.items())

    def get(self, language: str) -> tuple[str, ...]:
        """The stems of one language, empty when the pack does not speak it."""
        return dict(self.root).get(language, ())

    def all(self) -> tuple[str, ...]:
        """The stems of all languages, each once, in the order written."""
        return tuple(dict.fromkeys(stem for _, stems in self.root for stem in stems))


def is_stem(text: str) -> bool:
    """Whether a text can be a routing word: lower case, one or more words, a star only at the end of a word."""
    return bool(_STEM.fullmatch(text)) and text == text.lower()


def _slug(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", value):
        raise refuse("must be a code of small Latin letters, digits, - and _")
    return value


def _path_code(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(?:[-_/][a-z0-9]+)*", value):
        raise refuse("must be a path of small Latin letters, digits, - and _ joined by /")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise refuse("must be a text that is not empty")
    return value.strip()


def _yes(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("yes", "no"):
        raise refuse("must be yes or no")
    return bool(value == "yes")


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise refuse(f"{value} is not in the calendar") from None
    raise refuse("must be a day like 2026-03-21")


def _hour(value: Any) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise refuse('must be an hour like "09:00"')


def _count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{0,5}", value):
        raise refuse("must be a whole number above 0")
    return int(value)


def _degrees(value: Any) -> float:
    if isinstance(value, float):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{1,6}", value) or abs(float(value)) > 180:
        raise refuse("must be degrees like 51.17")
    return float(value)


V = TypeVar("V")


def _frozen(value: Mapping[str, V]) -> Mapping[str, V]:
    return MappingProxyType(dict(value))


Slug = Annotated[str, BeforeValidator(_slug)]
PathCode = Annotated[str, BeforeValidator(_path_code)]
Text = Annotated[str, BeforeValidator(_text)]
Yes = Annotated[bool, BeforeValidator(_yes)]
Day = Annotated[date, BeforeValidator(_day)]
Hour = Annotated[time, BeforeValidator(_hour)]
Count = Annotated[int, BeforeValidator(_count)]
Degrees = Annotated[float, BeforeValidator(_degrees)]
Frozen = Annotated[Mapping[Slug, V], AfterValidator(_frozen)]


class Part(BaseModel):
    """The base of everything in a pack: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def needs(keys: Iterable[str], *, closed: bool = False) -> AfterValidator:
    """A check that a mapping has at least these keys, or when `closed` exactly these."""
    wanted = tuple(keys)

    def check(value: Mapping[str, Any]) -> Mapping[str, Any]:
        missing = [key for key in wanted if key not in value]
        if missing:
            raise refuse(f"{', '.join(missing)} is missing")
        for key in value:
            if closed and key not in wanted:
                raise refuse(f"is not one of {', '.join(wanted)}", (key,))
        return value

    return AfterValidator(check)
