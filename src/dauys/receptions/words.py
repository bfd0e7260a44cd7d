"""What receptions are called on pages: states, ways, outcomes, needs, and a line of a schedule."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from dauys.core.dates import weekday
from dauys.ground.ui.moments import day_words
from dauys.receptions.models import Window

_Word = Callable[[], str]
STATE_WORDS: dict[str, _Word] = {
    "held": lambda: _("Held"),
    "booked": lambda: _("Booked"),
    "arrived": lambda: _("Waits"),
    "serving": lambda: _("Is being received"),
    "done": lambda: _("Received"),
    "cancelled": lambda: _("Cancelled"),
    "expired": lambda: _("Not confirmed"),
    "no_show": lambda: _("Did not come"),
    "moved": lambda: _("Moved"),
}
SCHEDULE_WORDS: dict[str, _Word] = {
    "draft": lambda: _("Draft"),
    "approved": lambda: _("Approved, not published yet"),
    "published": lambda: _("Published"),
    "replaced": lambda: _("Replaced by a later one"),
}
MODE_WORDS: dict[str, _Word] = {
    "in_person": lambda: _("In person"),
    "video": lambda: _("By video"),
    "phone": lambda: _("By phone"),
    "visiting": lambda: _("Visiting reception"),
}
KIND_WORDS: dict[str, _Word] = {"scheduled": lambda: _("By schedule"), "unscheduled": lambda: _("Out of schedule")}
OUTCOME_WORDS: dict[str, _Word] = {
    "solved": lambda: _("Solved on the spot"),
    "explained": lambda: _("Explained"),
    "refused": lambda: _("Refused"),
    "consultation": lambda: _("Advice given"),
    "instruction": lambda: _("Instructions given"),
}
NEED_WORDS: dict[str, _Word] = {
    "interpreter": lambda: _("Interpreter"),
    "sign_language": lambda: _("Sign language interpreter"),
    "step_free": lambda: _("Step-free access"),
}
REPEATS: dict[str, _Word] = {
    "once": lambda: _("Once"),
    "week": lambda: _("Every week"),
    "two_weeks": lambda: _("Every second week"),
    "month": lambda: _("Once a month, on the same weekday"),
}


def chosen(words: dict[str, _Word]) -> list[tuple[str, str]]:
    """Codes with their words in the reader's language, for a field of choices."""
    return [(code, word()) for code, word in words.items()]


def line_words(window: Window, language: str) -> str:
    """«бейсенбі, 10:00–12:00, апта сайын»: one line of a schedule."""
    ends = (window.opens.hour * 60 + window.opens.minute + window.minutes) % 1440
    hours = f"{window.opens:%H:%M}–{ends // 60:02d}:{ends % 60:02d}"
    if not window.rule:
        return f"{day_words(window.first, language)}, {hours}"
    return f"{weekday(window.first, language)}, {hours}, {REPEATS[repeat_of(window.rule)]().lower()}"


def repeat_of(rule: str) -> str:
    """The code of how a rule of ours repeats."""
    if not rule:
        return "once"
    if rule.startswith("FREQ=MONTHLY"):
        return "month"
    return "two_weeks" if "INTERVAL=2" in rule else "week"
