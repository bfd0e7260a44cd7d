"""How demands ended, as it may be published: answers by outcome, advice apart, and what ended without an answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from dauys.cases.rules import APART
from dauys.core.small_numbers import Share, Shown, protect, share, single
from dauys.figures.counting import LEFT_ENDS


@dataclass(frozen=True, slots=True)
class Ended:
    """One way to end: how many did, and their share of all answers; what is no answer has no share."""

    code: str
    count: Shown
    of_answers: Share | None = None


@dataclass(frozen=True, slots=True)
class Endings:
    """Answers by outcome, the most frequent first; advice, counted apart; and what ended without an answer."""

    answers: tuple[Ended, ...] = ()
    apart: tuple[Ended, ...] = ()
    unanswered: tuple[Ended, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.answers or self.apart or self.unanswered)


def published(ended: Mapping[str, int]) -> Endings:
    """The number of all answers is published beside them, that of the rest is not: only answers protect each other."""
    answers = {code: n for code, n in ended.items() if code not in APART and code not in LEFT_ENDS}
    shown, whole = protect(answers), sum(answers.values())
    order = sorted(answers, key=lambda code: (-(shown[code].number or 0), code))
    return Endings(
        tuple(Ended(code, shown[code], _share(code, shown[code], whole)) for code in order),
        tuple(Ended(code, single(ended[code])) for code in APART if ended.get(code)),
        tuple(Ended(code, single(ended[code])) for code in LEFT_ENDS if ended.get(code)),
    )


def _share(code: str, count: Shown, whole: int) -> Share:
    """The share of "solved" is rounded down, every other up."""
    if count.number is None:
        return Share(None, hidden=count.hidden)
    return share(count.number, whole, worse="down" if code == "solved" else "up")
