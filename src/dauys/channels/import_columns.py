"""The columns of a table of appeals from another system, and under which headings each is found.

No official description of e-Otinish's files was at hand. What its files may be called is guessed here in one place:
mend `HEADINGS` when a real file shows another heading. The rest of the import knows only our own names.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dauys.ground.tables.lines import columns_called

# Our name, what stands in the column, and other headings it is known by, in any letters and separators.
COLUMNS: Mapping[str, Any] = {
    "external_number": _("Registration number in the other system. It must be there."),
    "number": _("Our own number, if the table was taken from here."),
    "received_on": _("Day the appeal reached the office, as 2026-03-15 or 15.03.2026. The term is counted from it."),
    "name": _("Full name of the person."),
    "text": _("Words of the appeal."),
    "place": _("Name of the place, or its code. Empty means the place of your office."),
    "place_note": _("Street, house or landmark. May be empty."),
    "kind": _("Kind of appeal. Empty means the usual one."),
    "topic": _("Topic. Empty means by the words."),
    "language": _("Language of the answer: kk or ru. Empty means by the words."),
    "subject": _("The appeal in a few words. May be empty."),
    "national_id": _("IIN. May be empty."),
    "phone": _("Phone. May be empty."),
    "email": _("E-mail. May be empty."),
    "address": _("Postal address. May be empty."),
    "signers": _("How many people signed it together. Empty means one."),
}
HEADINGS: Mapping[str, Sequence[str]] = {
    "external_number": (
        "external number", "внешний номер", "сыртқы нөмір", "регистрационный номер", "рег номер", "тіркеу нөмірі",
        "номер обращения", "жолданым нөмірі", "өтініш нөмірі", "registration number", "reg number",
    ),
    "number": ("номер", "нөмірі"),
    "received_on": (
        "received", "получено", "қабылданды", "дата поступления", "дата регистрации", "түскен күні", "тіркелген күні",
        "registration date", "date", "дата", "күні",
    ),
    "name": (
        "фио", "ф и о", "заявитель", "фио заявителя", "аты жөні", "тегі аты әкесінің аты", "өтініш беруші", "full name",
        "applicant",
    ),
    "text": (
        "текст", "содержание", "текст обращения", "содержание обращения", "суть обращения", "мәтін", "мәтіні",
        "мазмұны", "жолданым мәтіні", "content",
    ),
    "place": (
        "место", "орны", "территория", "населенный пункт", "регион", "аумақ", "елді мекен", "area", "kato", "като",
    ),
    "place_note": ("улица", "көше", "адрес происшествия", "street"),
    "kind": ("вид", "вид обращения", "түрі", "жолданым түрі"),
    "topic": ("тема", "тематика", "тақырып", "тақырыбы"),
    "language": ("язык", "язык ответа", "тілі", "жауап тілі"),
    "subject": ("краткое содержание", "қысқаша мазмұны", "заголовок", "тақырыпша"),
    "national_id": ("iin", "иин", "жсн"),
    "phone": ("телефон", "телефоны", "контактный телефон", "байланыс телефоны"),
    "email": ("e mail", "mail", "почта", "электронная почта", "электрондық пошта"),
    "address": ("адрес", "почтовый адрес", "мекенжай", "мекенжайы", "пошталық мекенжай"),
    "signers": ("количество подписавших", "число подписавших", "қол қойғандар саны"),
}  # fmt: skip


def known_columns(headings: Sequence[str]) -> dict[str, str]:
    """Which of our columns each heading is; those that are none of ours are left out, and so is one that comes twice.

    The only number of a table is the other system's, whatever its heading.
    """
    found = columns_called(headings, HEADINGS)
    if "external_number" in found.values():
        return found
    return {heading: "external_number" if name == "number" else name for heading, name in found.items()}
