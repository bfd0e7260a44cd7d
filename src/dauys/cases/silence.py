"""What the law makes of a term that ran out without an answer, and until when one may complain about it."""

from dataclasses import dataclass
from datetime import date, datetime

from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES
from dauys.ground.packs.current import current


@dataclass(frozen=True, slots=True)
class Silence:
    """The pack's rule in words, and the last day to complain where the calendar of that time is known."""

    says: str
    article: str
    confirmed: bool
    complain_until: date | None


def is_silent(row: Obligation, at: datetime) -> bool:
    """Whether the law's term is over and nobody has answered."""
    return row.state in OPEN_STATES and row.by_law and not row.paused and at > row.due_at


def silence_of(row: Obligation, at: datetime, language: str) -> Silence | None:
    """The deemed refusal of an obligation at a moment, if there is one. No statement."""
    if not is_silent(row, at) or row.due_on is None:
        return None
    pack = current()
    rule = pack.rules[pack.kinds[row.kind].silence.rule]
    until = pack.complain_until(row.kind, row.due_on)
    article = rule.article.get(language) if rule.article else ""
    return Silence(rule.says.get(language), article, rule.confirmed, until)
