"""What the pack asks of volunteers by age and kind of work, as `core.consent` decides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from dauys.core.consent import ACCOMPANIED, CONSENTS, GUARDIAN, Band, Verdict, Work, decide
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.volunteering import AgeBand, VolunteerWork
from dauys.volunteers.rules import age_on, birthday

FILE = "volunteering.yaml"
CONSENT_BITS = {GUARDIAN: 1, ACCOMPANIED: 2}  # as tables of the matching hold them


# The kinds of work of the pack that was asked last: asked again for each of thousands of people.
_read: tuple[tuple[VolunteerWork, ...], Mapping[str, Work]] = ((), {})


def works_of(pack: Pack) -> Mapping[str, Work]:
    """The kinds of work of a pack by code; none where it has no `volunteering.yaml`."""
    global _read
    kinds: tuple[VolunteerWork, ...] = pack.section(FILE)
    known, works = _read
    if known is not kinds:
        works = {kind.code: Work(kind.code, tuple(map(_band, kind.ages)), kind.first) for kind in kinds}
        _read = kinds, works
    return works


def _band(band: AgeBand) -> Band:
    whole = Band(band.asks, band.rule)
    return Band(band.asks, band.rule, band.from_age or whole.from_age, band.under_age or whole.under_age)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody may or may not do a kind of work: what is asked of their age, by which article, in words."""

    allowed: bool
    asks: str
    rule: str
    article: str
    says: str
    confirmed: bool


def reason(pack: Pack, verdict: Verdict, language: str) -> Reason | None:
    """What a verdict hangs on, in words of the pack; None where nothing is asked."""
    if verdict.band is None:
        return None
    rule = pack.rule(verdict.band.rule)
    article = rule.article.get(language) if rule.article else ""
    return Reason(verdict.allowed, verdict.band.asks, rule.code, article, rule.says.get(language), rule.confirmed)


def opened(works: Mapping[str, Work], age: int, kind: str) -> list[str]:
    """The kinds of work that a consent of this kind opens to somebody who may not do them without."""
    return [
        code for code in works if not decide(works, code, age).allowed and decide(works, code, age, (kind,)).allowed
    ]


def asked_kind(works: Mapping[str, Work], age: int) -> str:
    """The kind of consent that is asked of who is so old, the lighter one first; empty where none opens anything."""
    return next((kind for kind in CONSENTS if opened(works, age, kind)), "")


def asked_until(works: Mapping[str, Work], born_on: date, day: date, kind: str) -> date:
    """The last day on which such a consent opens anything: on the next birthday nothing is asked, or nothing helps.

    For a day on which it opens something.
    """
    age = next(age for age in count(age_on(born_on, day) + 1) if not opened(works, age, kind))
    return birthday(born_on, age) - timedelta(days=1)


def asks_nothing(works: Mapping[str, Work], age: int) -> bool:
    """Whether who is so old may do every kind of work by themselves: such a one may lead others."""
    return all(decide(works, code, age).allowed for code in works)
