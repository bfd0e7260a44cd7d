"""What volunteers and what they may do are called on pages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dauys.core.consent import decide
from dauys.ground.packs.current import current
from dauys.volunteers.consent import Reason, reason, works_of
from dauys.volunteers.models import Consent
from dauys.volunteers.pack_words import works
from dauys.volunteers.rules import DAYS, PARTS, age_on, names_of
from dauys.volunteers.standing import given_by

_Word = Callable[[], str]
DAY_WORDS: Mapping[str, _Word] = {
    "mon": lambda: _("Monday"),
    "tue": lambda: _("Tuesday"),
    "wed": lambda: _("Wednesday"),
    "thu": lambda: _("Thursday"),
    "fri": lambda: _("Friday"),
    "sat": lambda: _("Saturday"),
    "sun": lambda: _("Sunday"),
}
PART_WORDS: Mapping[str, _Word] = {"am": lambda: _("Morning"), "pm": lambda: _("Afternoon"), "ev": lambda: _("Evening")}
STATE_WORDS: Mapping[str, _Word] = {
    "active": lambda: _("Takes part"),
    "paused": lambda: _("Paused"),
    "unconfirmed": lambda: _("Contact not confirmed"),
}
VETTING_WORDS: Mapping[str, _Word] = {
    "new": lambda: _("Not looked at yet"),
    "checked": lambda: _("Looked at by the office"),
    "refused": lambda: _("Not taken"),
}
GROUP_WORDS: Mapping[str, _Word] = {
    "class": lambda: _("Class"),
    "company": lambda: _("Company"),
    "organization": lambda: _("Organisation"),
    "team": lambda: _("Team"),
}
KIND_WORDS: Mapping[str, _Word] = {
    "guardian": lambda: _("A parent or guardian agrees"),
    "accompanied": lambda: _("A parent or guardian comes along"),
}
WAY_WORDS: Mapping[str, _Word] = {
    "code": lambda: _("By a code on their phone"),
    "paper": lambda: _("On paper"),
    "in_person": lambda: _("In person, before a clerk"),
}
CONSENT_WORDS: Mapping[str, _Word] = {
    "asked": lambda: _("Waits for the signature"),
    "holds": lambda: _("The consent holds"),
    "over": lambda: _("Its time is over"),
    "refused": lambda: _("Refused"),
    "revoked": lambda: _("Revoked"),
}


def consent_state(row: Consent, day: date) -> str:
    if row.signed_at is None:
        return "refused" if row.revoked_at else "asked" if row.until >= day else "over"
    return "revoked" if row.revoked_at else "holds" if row.until >= day else "over"


def consent_words(row: Consent, day: date) -> str:
    return CONSENT_WORDS[consent_state(row, day)]()


@dataclass(frozen=True, slots=True)
class Standing:
    """Kinds of work by their names, of which the same is true: whether somebody may do them, and why by the pack."""

    names: list[str]
    allowed: bool
    why: Reason | None

    @property
    def may_be_asked(self) -> bool:
        """Not allowed so far, but a parent can open it."""
        return not self.allowed and self.why is not None and self.why.asks != "forbidden"


def standings(born_on: date, consents: Iterable[Consent], day: date, language: str) -> list[Standing]:
    """Every kind of work for somebody with these consents, those of one reason together."""
    known, age, rows = works_of(current()), age_on(born_on, day), list(consents)
    found: dict[tuple[bool, str], Standing] = {}
    for work in works():
        verdict = decide(known, work.code, age, given_by(rows, work.code, day))
        why = reason(current(), verdict, language)
        alike = found.setdefault((verdict.allowed, why.rule if why else ""), Standing([], verdict.allowed, why))
        alike.names.append(work.name.get(language))
    return list(found.values())


def week_words(bits: int) -> list[tuple[str, str]]:
    """The days on which somebody is free, each with its parts."""
    free = set(names_of(bits))
    days = [(day, [PART_WORDS[part]() for part in PARTS if f"{day}-{part}" in free]) for day in DAYS]
    return [(DAY_WORDS[day](), ", ".join(parts)) for day, parts in days if parts]


def chosen(words: Mapping[str, _Word], codes: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Codes with their words, as a field of choices takes them."""
    return [(code, words[code]()) for code in codes or words]
