"""The columns of a table of people who want to help, and under which headings each is found in three languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dauys.ground.tables.lines import columns_called

# Our name, what stands in the column, and other headings it is known by, in any letters and separators.
COLUMNS: Mapping[str, Any] = {
    "name": _("Full name. It must be there."),
    "born_on": _("Date of birth, as 2008-03-15 or 15.03.2008. It must be there."),
    "phone": _("Phone. May be empty."),
    "email": _("E-mail. May be empty."),
    "place": _("Name of the place from where they help, or its code. Empty means the place of the office."),
    "radius_km": _("How many kilometres they go. Empty means 15."),
    "language": _("Language in which they are written to. Empty means Kazakh."),
    "languages": _("Languages they speak, by commas. Empty means the one they are written to in."),
    "skills": _("What they can do, by commas: names or codes of the list. What needs a paper counts once it was seen."),
    "free": _(
        "When they are free, by commas: any, weekdays, weekend, mornings, afternoons, evenings. Empty means any."
    ),
    "max_load": _("Tasks a week at most, from 1 to 10. Empty means 1."),
}
HEADINGS: Mapping[str, Sequence[str]] = {
    "name": ("full name", "фио", "ф и о", "имя", "аты жөні", "аты", "тегі аты әкесінің аты", "студент", "оқушы"),
    "born_on": ("date of birth", "birth date", "born", "дата рождения", "день рождения", "туған күні"),
    "phone": ("телефон", "телефоны", "ұялы телефон", "мобильный телефон", "mobile"),
    "email": ("e mail", "mail", "почта", "электронная почта", "электрондық пошта"),
    "place": ("место", "орны", "населенный пункт", "город", "қала", "аумақ", "елді мекен", "area", "kato", "като"),
    "radius_km": ("radius", "радиус", "радиус км", "неше километр", "километры"),
    "language": ("язык", "тілі", "тіл", "язык писем"),
    "languages": ("языки", "тілдері", "тілдер", "знание языков"),
    "skills": ("навыки", "умения", "дағдылары", "дағдылар", "дағды"),
    "free": ("свободное время", "когда свободен", "бос уақыты", "бос уақыт", "when free", "availability"),
    "max_load": ("tasks a week", "заданий в неделю", "аптасына неше жұмыс", "нагрузка"),
}  # fmt: skip


def known_columns(headings: Sequence[str]) -> dict[str, str]:
    """Which of our columns each heading is, without those that are none of ours or come twice."""
    return columns_called(headings, HEADINGS)
