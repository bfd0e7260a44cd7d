"""Everything held about a person as one file: JSON for machines, a PDF for reading; every room gives its part."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dauys.cases.own_copy import Whose
from dauys.ground.access.fence import whole_house
from dauys.ground.documents import pdf
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, moment_words
from dauys.ground.ui.parts import Held
from dauys.ground.ui.slots import gather

_TEMPLATE = Path(__file__).resolve().parent / "templates/channels/own_copy.typ"


@whole_house()
def everything(whose: Whose) -> list[Held]:
    """What every room holds, room by room."""
    return [record for part in gather("person.export", whose) for record in part]


def _by_case(records: Sequence[Held], whose: Whose) -> dict[UUID | None, list[Held]]:
    """The records of each case in the order of `whose`, and under None those of the contact alone."""
    keys: list[UUID | None] = [*whose.cases, None]
    return {key: [r for r in records if r.case_id == key] for key in keys}


def as_json(records: Sequence[Held], whose: Whose, at: datetime) -> dict[str, Any]:
    """`appeals`, a list of records for each, and `contact`, the records that belong to no appeal of theirs."""
    parts = _by_case(records, whose)
    found = {key: [_plain(record) for record in part] for key, part in parts.items()}
    office = current().info.name.get(whose.language)
    return {"office": office, "made_at": at, "appeals": [found[c] for c in whose.cases], "contact": found[None]}


def _plain(record: Held) -> dict[str, Any]:
    return {"what": record.code, **{code: value for code, _label, value in record.fields}}


def as_pdf(records: Sequence[Held], whose: Whose, at: datetime) -> bytes:
    language, parts = whose.language, _by_case(records, whose)
    sections = [{"heading": _number(part), "groups": _groups(part, language)} for case, part in parts.items() if case]
    if parts[None]:
        sections.append({"heading": _("Under your contact"), "groups": _groups(parts[None], language)})
    data = {
        "lang": language,
        "title": _("Everything held about you"),
        "office": current().info.name.get(language),
        "made": f"{_('Made')}: {moment_words(at, language, year=True)}",
        "about": _(
            "This is everything that this office holds about you: your words, your contacts, answers, messages, files "
            "and who looked. What was signed into the open journal holds no name and no text."
        ),
        "nothing": "" if sections else _("Nothing is held about you."),
        "sections": sections,
    }
    return pdf(_TEMPLATE, data)


def _number(records: Sequence[Held]) -> str:
    numbers = [value for r in records if r.code == "case" for code, _l, value in r.fields if code == "number"]
    return numbers[0] if numbers else "–"


def _groups(records: Sequence[Held], language: str) -> list[dict[str, Any]]:
    """Records under their headings, each heading once."""
    headings = list(dict.fromkeys(r.heading for r in records))
    ordered = sorted(records, key=lambda r: headings.index(r.heading))
    return [
        {"heading": heading, "records": [[[label, _words(v, language)] for _c, label, v in r.fields] for r in some]}
        for heading, some in groupby(ordered, key=lambda r: r.heading)
    ]


def _words(value: Any, language: str) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return moment_words(value, language, year=True)
        case date():
            return day_words(value, language)
        case time():
            return f"{value:%H:%M}"
    return str(value)
