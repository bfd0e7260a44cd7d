"""The columns of a table of needs, and under which headings each is found."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dauys.ground.tables.lines import columns_called

COLUMNS: Mapping[str, Any] = {
    "number": _("Number of the need with the partner. It must be there: by it nothing is taken in twice."),
    "text": _("What help is needed, in words."),
    "work": _("Kind of work: its code or its name."),
    "area": _("Name of the place, or its code."),
    "address": _("Street, house and how to find it."),
    "day": _("Day, as 2026-03-15 or 15.03.2026."),
    "since": _("From what time, as 10:00."),
    "until": _("Until what time, as 12:00."),
    "people": _("How many people are needed. Empty means one."),
    "min_crew": _("Fewest people with whom work can begin. Empty means one."),
    "skills": _("What they must be able to do: codes or names, joined by |. May be empty."),
    "speaks": _("Language they must speak: its code. May be empty."),
    "priority": _("How urgent: 1 can wait, 2 usual, 4 important, 8 urgent. Empty means usual."),
    "name": _("Full name of the person."),
    "phone": _("Phone. May be empty."),
    "language": _("Language of the person: kk or ru. Empty means that of the office."),
}
HEADINGS: Mapping[str, Sequence[str]] = {
    "number": ("номер", "нөмірі", "номер заявки", "өтінім нөмірі"),
    "text": ("текст", "мәтін", "что нужно", "не керек", "описание", "сипаттамасы"),
    "work": ("вид", "түрі", "вид работы", "жұмыс түрі", "kind"),
    "area": ("место", "орны", "населенный пункт", "елді мекен", "place"),
    "address": ("адрес", "мекенжай", "мекенжайы"),
    "day": ("день", "дата", "күні", "date"),
    "since": ("с", "начало", "басталуы", "from"),
    "until": ("до", "конец", "аяқталуы", "to"),
    "people": ("людей", "сколько человек", "адам саны"),
    "min_crew": ("минимум людей", "кемінде адам", "fewest people"),
    "skills": ("навыки", "дағдылар", "умения"),
    "speaks": ("язык волонтера", "ерікті тілі", "говорит"),
    "priority": ("срочность", "шұғылдығы", "приоритет"),
    "name": ("фио", "имя", "аты жөні", "full name"),
    "phone": ("телефон", "телефоны"),
    "language": ("язык", "тілі"),
}


def known_columns(headings: Sequence[str]) -> dict[str, str]:
    """Our column for each heading that is one of ours; the first of two that mean the same."""
    return columns_called(headings, HEADINGS)
