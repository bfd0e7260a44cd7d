"""What receptions are called on pages: states, ways, outcomes, needs, and a line of a schedule."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from dauys.cases.display import area_line
from dauys.core.dates import weekday
from dauys.ground.ui.moments import day_words
from dauys.receptions.models import Visit, Window
from dauys.receptions.rules import REMOTE

WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_Word = Callable[[], str]
STATE_WORDS: dict[str, _Word] = {
    "held": lambda: _("Held"),
    "waiting": lambda: _("On the waiting list"),
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
    "live_line": lambda: _("Live line"),
}
KIND_WORDS: dict[str, _Word] = {"scheduled": lambda: _("By schedule"), "unscheduled": lambda: _("Out of schedule")}
OUTCOME_WORDS: dict[str, _Word] = {
    "solved": lambda: _("Solved on the spot"),
    "explained": lambda: _("Explained"),
    "refused": lambda: _("Refused"),
    "consultation": lambda: _("Advice given"),
    "instruction": lambda: _("Instructions given"),
    "forwarded": lambda: _("Forwarded to who decides"),
}
NEED_WORDS: dict[str, _Word] = {
    "interpreter": lambda: _("Interpreter"),
    "sign_language": lambda: _("Sign language interpreter"),
    "step_free": lambda: _("Step-free access"),
}
ROLE_WORDS: dict[str, _Word] = {
    "member": lambda: _("Comes along"),
    "representative": lambda: _("Representative"),
    "companion": lambda: _("Comes along"),
    "interpreter": lambda: _("Interpreter"),
}
RESULT_WORDS: dict[str, _Word] = {
    "given": lambda: _("Done here"),
    "explained": lambda: _("Explained"),
    "incomplete": lambda: _("A paper is missing"),
    "elsewhere": lambda: _("Sent elsewhere"),
    "case": lambda: _("Appeal written down"),
}
TICKET_WORDS: dict[str, _Word] = {
    "waiting": lambda: _("Waits"),
    "called": lambda: _("Called"),
    "serving": lambda: _("At the counter"),
    "parked": lambda: _("Fetches a paper"),
    "done": lambda: _("Served"),
    "missed": lambda: _("Missed the call"),
    "left": lambda: _("Left"),
}
DEVICE_WORDS: dict[str, _Word] = {
    "kiosk": lambda: _("Gives tickets"),
    "display": lambda: _("Shows who is called"),
}
REPEATS: dict[str, _Word] = {
    "once": lambda: _("Once"),
    "workdays": lambda: _("From Monday to Friday"),
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
    if window.rule == WORKDAYS:
        return f"{REPEATS['workdays']()}, {hours}"
    return f"{weekday(window.first, language)}, {hours}, {REPEATS[repeat_of(window.rule)]().lower()}"


def where_words(area_path: str, place: str, language: str) -> str:
    """«Достық кенті, мектеп»: where a visiting reception is held; empty for one at the centre."""
    village = area_line(area_path, language, depth=1) if area_path else ""
    return ", ".join(word for word in (village, place) if word)


def wished_words(visit: Visit, language: str) -> str:
    """On which days who waits for a free time can come; empty for any."""
    if visit.wished is None:
        return ""
    since, until = visit.wished.lower, visit.wished.upper
    ends = day_words(until - timedelta(days=1), language) if until else "…"
    return f"{day_words(since, language) if since else '…'} – {ends}"


def place_of_visit(visit: Visit, language: str) -> tuple[str, str]:
    """Where somebody comes to, the name and the address: the centre, or the village of a visiting reception. By video
    or phone nobody comes: the way and how to join it."""
    if visit.mode in REMOTE:
        return MODE_WORDS[visit.mode](), visit.join or _("how to join is told by the centre")
    if where := where_words(visit.held_in, visit.held_at, language):
        return MODE_WORDS[visit.mode](), where
    office = visit.host.office
    return office.name(language), office.address.get(language, "")


def repeat_of(rule: str) -> str:
    """The code of how a rule of ours repeats."""
    if not rule:
        return "once"
    if rule == WORKDAYS:
        return "workdays"
    if rule.startswith("FREQ=MONTHLY"):
        return "month"
    return "two_weeks" if "INTERVAL=2" in rule else "week"
