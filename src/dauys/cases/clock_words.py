"""What people read about a clock that is moved: how far, by which rule, and why not."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dauys.cases.clocks import limit_of, terms_for
from dauys.cases.display import no_calendar_words
from dauys.cases.models import ClockEvent, Obligation
from dauys.core.clock import add_term
from dauys.core.terms import ClockRunOut, ExtensionNotLater, ExtensionTooLong, NotExtendable
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words


@dataclass(frozen=True, slots=True)
class Offer:
    """How far a term can be extended: the day proposed, the last possible one, and the pack's reading of the law."""

    usual: date
    limit: date
    base: str
    article: str
    confirmed: bool

    def words(self, language: str) -> str:
        """The limit with its reading, in one sentence or two."""
        day = day_words(self.limit, language)
        if self.base == "receipt":
            text = _("At the latest %s, counted from the day of receipt: the stricter of two readings.") % day
        else:
            text = _("At the latest %s, counted from the end of the first term.") % day
        marks = [self.article] if self.article else []
        if not self.confirmed:
            marks.append(_("unconfirmed"))
        return f"{text} ({', '.join(marks)})" if marks else text


def offer(row: Obligation, events: list[ClockEvent], language: str) -> Offer | None:
    """None when the term cannot be extended, or not before the calendar of the time is known."""
    pack, terms = current(), terms_for(row.kind, reopening=row.reopens_id is not None)
    limit = limit_of(row, events)
    if limit is None or terms.extend is None or row.due_on is None or limit <= row.due_on:
        return None
    try:
        usual = min(add_term(pack.calendar(), terms.consider, row.due_on), limit)
    except CalendarNotCovered:
        usual = limit
    rule = pack.rules.get(terms.extend.rule)
    article = rule.article.get(language) if rule and rule.article else ""
    return Offer(usual, limit, terms.extend_base, article, rule.confirmed if rule else True)


def problem_words(error: Exception, row: Obligation, limit: date | None, language: str) -> str:
    """Why a clock could not be moved so, for the person who tried."""
    due = day_words(row.due_on or row.due_at, language)
    match error:
        case CalendarNotCovered():
            return no_calendar_words()
        case ExtensionTooLong() if limit:
            return _("The day is too late: the law allows %s at the latest.") % day_words(limit, language)
        case ExtensionNotLater():
            return _("The answer is due on %s anyway. Choose a later day.") % due
        case NotExtendable():
            return _("This term cannot be extended.")
        case ClockRunOut():
            return _("The term ended on %s, so it cannot be moved any more. Answer as soon as you can.") % due
        case _:
            return _("The term stands still until the person replies. Wait for the reply or take the question back.")
