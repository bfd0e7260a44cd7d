"""Reads lines of a table as needs: which are new, which are here, and what is wrong with one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext as _

from dauys.core.folding import fold
from dauys.ground.packs.current import current
from dauys.ground.tables.lines import Line, Problem, day
from dauys.volunteers.actions.needs import NewLine
from dauys.volunteers.forms_of_asking import AskForm
from dauys.volunteers.forms_of_needs import check_crew, crew_field
from dauys.volunteers.pack_words import languages, skills, works
from dauys.volunteers.words_of_needs import PRIORITY_WORDS

MOST = 300
_KEYS = UUID("5c0b1f3e-61d2-5f0a-9e47-646175797376")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class New:
    """A need that would be taken in, checked as that of who asks by themselves."""

    line: int
    number: str
    key: UUID
    language: str
    form: AskForm


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the lines say; `here` are the numbers of lines whose need is here already."""

    new: tuple[New, ...]
    here: tuple[int, ...]
    problems: tuple[Problem, ...]


class _RowForm(AskForm):
    """A line is for a certain time, of any kind of work, and may leave the phone out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
        self.fields["min_crew"] = crew_field()
        self.fields["skills"] = forms.MultipleChoiceField(
            required=False, **_choices([skill.code for skill in skills()])
        )
        self.fields["speaks"] = forms.ChoiceField(required=False, **_choices([code for code, _name in languages()]))
        self.fields["priority"] = forms.TypedChoiceField(
            required=False, coerce=int, empty_value=None, **_choices([str(code) for code in PRIORITY_WORDS])
        )
        self.fields["work"].choices = [(work.code, work.code) for work in works()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_crew(self, data)
        return data

    def line(self) -> NewLine:
        data, line = self.cleaned_data, super().line()
        return replace(
            line, min_crew=data["min_crew"] or 1, skills=data["skills"], language=data["speaks"],
            priority=data["priority"] or line.priority,
        )  # fmt: skip


def _choices(codes: list[str]) -> dict[str, Any]:
    told = _("Write one of: %s") % ", ".join(codes)
    return {"choices": [(code, code) for code in codes], "error_messages": {"invalid_choice": told}}


def key_of(partner: str, number: str) -> UUID:
    """The key under which a need is filed: the partner is known by the office that brings its tables."""
    return uuid5(_KEYS, f"{partner} {fold(number)}")


def read_needs(lines: Sequence[Line], *, partner: str, here: Collection[UUID], at: datetime) -> Reading:
    """Every line: taken in once, here or wrong. `here` are the keys of needs that are filed."""
    new: list[New] = []
    known: list[int] = []
    problems: list[Problem] = []
    first: dict[UUID, int] = {}
    for line in lines:
        number = " ".join(line.cells.get("number", "").split())
        key = key_of(partner, number)
        if number and key in here:
            known.append(line.number)
            continue
        form = _RowForm(_typed(line), at=at)
        wrong = [*_number_problems(line.number, number, first.get(key)), *_language_problems(line)]
        wrong += [Problem(line.number, name, str(errors[0])) for name, errors in form.errors.items()]
        first.setdefault(key, line.number)
        if wrong:
            problems += wrong
        else:
            language = line.cells.get("language", "") or current().info.default_language
            new.append(New(line.number, number, key, language, form))
    return Reading(tuple(new), tuple(known), tuple(problems))


def _codes(named: Iterable[Any]) -> dict[str, str]:
    """Each code and each name in any language, folded, to its code."""
    return {fold(name): row.code for row in named for name in (row.code, *dict(row.name.root).values())}


def _skills(text: str) -> list[str]:
    codes = _codes(skills())
    return [codes.get(fold(name), name.strip()) for name in text.split("|") if name.strip()]


def _typed(line: Line) -> dict[str, Any]:
    """The cells as the form of who asks by themselves takes them."""
    cells = dict(line.cells)
    on = day(cells.get("day", ""))
    codes = _codes(works())
    return {
        **cells,
        "when": "at",
        "day": on.isoformat() if on else cells.get("day", ""),
        "work": codes.get(fold(cells.get("work", "")), cells.get("work", "")),
        "people": cells.get("people") or "1",
        "skills": _skills(cells.get("skills", "")),
    }


def _number_problems(line: int, number: str, first: int | None) -> list[Problem]:
    if not number:
        return [Problem(line, "number", _("Write the number of the need with the partner"))]
    if len(number) > _LONGEST:
        return [Problem(line, "number", _("This number is too long"))]
    if first is not None:
        return [Problem(line, "number", _("The same number stands on line %d") % first)]
    return []


def _language_problems(line: Line) -> list[Problem]:
    told = line.cells.get("language", "")
    if not told or told in current().languages:
        return []
    return [Problem(line.number, "language", _("Write one of: %s") % ", ".join(current().languages))]
