"""How each public figure is counted, in words: what it says, from which facts, of which days, what it leaves out."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `code` is its anchor; the rest are lazy translations."""

    code: str
    name: Any
    says: Any
    facts: Any
    days: Any
    leaves_out: Any


_WINDOW = _("The last 30 whole days; today is not among them.")
_NOW = _("The moment named beside the figures.")

MEASURES = (
    Measure(
        "in-time",
        _("Answered in time"),
        _("Of all terms that ended in the window, the share answered before their end. Not answered counts as late."),
        _("The day of the answer reckoned at registration, and the moment the answer was sent."),
        _WINDOW,
        _(
            "Withdrawn appeals, those passed on to another body, whose own term counts, those left without "
            "consideration, and terms that are paused."
        ),
    ),
    Measure(
        "median",
        _("Days to an answer"),
        _("Half of the answers came within this number of calendar days from the receipt, the other half later."),
        _("The moment of receipt and the moment the answer was sent. Time spent between bodies is included."),
        _WINDOW,
        _("Appeals not answered yet: they are seen in the share answered in time. Second answers after a reopening."),
    ),
    Measure(
        "not-solved",
        _("Not solved"),
        _("Of all people who rated an answer in the window, the share who said: not solved."),
        _("The word of the person on the answer; each can say it once."),
        _WINDOW,
        _("People who did not rate. Solved and partly are not shown as one good number."),
    ),
    Measure(
        "reopened",
        _("Opened again"),
        _("Of all first answers sent in the window, the share after which the appeal was opened again."),
        _("The reopening, which follows the word: not solved."),
        _WINDOW,
        _("Reopenings still to come: young answers can only raise this share."),
    ),
    Measure(
        "repeated",
        _("Repeated appeals"),
        _("Of the appeals registered in the window, those that staff marked as repeated: written before, same matter."),
        _("Registration, and the mark a clerk or officer made; a mark taken off does not count."),
        _WINDOW,
        _("Repeats that nobody noticed."),
    ),
    Measure(
        "collective",
        _("Appeals of several people"),
        _("Of the appeals registered in the window, those that several people signed. Each counts once."),
        _("The number of people who signed, given at registration."),
        _WINDOW,
        _("People who joined an appeal of somebody else."),
    ),
    Measure(
        "open-now",
        _("In work now"),
        _("Appeals that are not answered yet, whatever their age."),
        _("Registration, answer and reopening."),
        _NOW,
        _("Voices held back in a flood until somebody looked at them."),
    ),
    Measure(
        "overdue-now",
        _("Overdue now"),
        _("Appeals in work whose day of the answer is before today."),
        _("The day of the answer reckoned at registration."),
        _NOW,
        _("Those whose term ends today."),
    ),
)
