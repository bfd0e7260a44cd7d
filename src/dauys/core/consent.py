"""Who may do which kind of work at which age, and with whose consent: bands of age read against what was given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

GUARDIAN = "guardian"  # a parent or guardian agreed in writing
ACCOMPANIED = "accompanied"  # a parent or guardian comes along
CONSENTS = (GUARDIAN, ACCOMPANIED)

Asks = Literal["forbidden", "guardian", "accompanied", "guardian_or_accompanied"]
ASKS: tuple[Asks, ...] = ("forbidden", "guardian", "accompanied", "guardian_or_accompanied")
_ENOUGH: Mapping[str, frozenset[str]] = {
    "forbidden": frozenset(),
    "guardian": frozenset({GUARDIAN}),
    "accompanied": frozenset({ACCOMPANIED}),
    "guardian_or_accompanied": frozenset({GUARDIAN, ACCOMPANIED}),
}


class UnknownWork(LookupError):
    """No kind of work has this code."""


@dataclass(frozen=True, slots=True)
class Band:
    """What is asked of people from `from_age` up to, but without, `under_age`; `rule` is the norm that asks it."""

    asks: Asks
    rule: str
    from_age: int = 0
    under_age: int = 1000

    def holds_for(self, age: int) -> bool:
        return self.from_age <= age < self.under_age

    def is_met_by(self, consents: Iterable[str]) -> bool:
        return not _ENOUGH[self.asks].isdisjoint(consents)


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work with its bands; work that goes `first` is given people before all other work."""

    code: str
    bands: tuple[Band, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person may do the work, and the band it hangs on: the one that stands in the way, or the strictest one
    that was met; None where nothing is asked of that age."""

    allowed: bool
    band: Band | None = None


_FREE = Verdict(True)


def decide(works: Mapping[str, Work], work: str, age: int, consents: Iterable[str] = ()) -> Verdict:
    """Whether somebody of this age, with these consents, may do this kind of work. Raises UnknownWork.

    Every band that holds for the age has to be met; of several that are not, the strictest is named. `age` is that on
    the day of the work, in whole years.
    """
    if work not in works:
        raise UnknownWork(work)
    held = [band for band in works[work].bands if band.holds_for(age)]
    if not held:
        return _FREE
    given = frozenset(consents)
    asked = sorted(held, key=lambda band: ASKS.index(band.asks))
    unmet = next((band for band in asked if not band.is_met_by(given)), None)
    if unmet:
        return Verdict(False, unmet)
    return Verdict(True, asked[0])
