"""What certificates are called, in words: hours, why one was taken back, and what one says in a document."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.core.credentials.badges import Hours
from dauys.ground.ui.moments import day_words
from dauys.volunteers.models import Certificate
from dauys.volunteers.pack_words import work_name

REASON_WORDS: dict[str, Callable[[], str]] = {
    "hours": lambda: _("The hours were wrong"),
    "person": lambda: _("It was given to the wrong person"),
    "asked": lambda: _("Its holder asked for it"),
}


def hours_words(minutes: int) -> str:
    """«24 h 7 min»."""
    hours, rest = divmod(minutes, 60)
    return (
        _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
        if rest
        else _("%(hours)s h") % {"hours": hours}
    )


def period_words(row: Certificate, language: str) -> str:
    first, last = day_words(row.first_day, language), day_words(row.last_day, language)
    return first if first == last else f"{first} – {last}"


def works_words(row: Certificate, language: str) -> str:
    return ", ".join(work_name(code, language) for code in row.works)


def limits() -> str:
    """What no certificate proves."""
    return _("It says nothing of the quality of the work.")


def said(row: Certificate, language: str) -> Hours:
    """What a document says of the hours, in one language."""
    with override(language):
        hours = hours_words(row.minutes)
        about = {
            "office": row.office.name(language),
            "hours": hours,
            "period": period_words(row, language),
            "works": works_words(row, language),
        }
        return Hours(
            minutes=row.minutes,
            first=row.first_day,
            last=row.last_day,
            title=_("Volunteering: %(hours)s") % {"hours": hours},
            about=_("%(office)s confirmed these hours of a volunteer: %(hours)s, %(period)s. Kinds of work: %(works)s.")
            % about,
            criteria=" ".join([_("Only time that the office approved is counted."), limits()]),
            evidence=_(
                "Tasks where somebody wrote down who was there: %(tasks)s. The office approved the time of each."
            )
            % {"tasks": row.tasks},
        )
