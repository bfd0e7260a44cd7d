"""What is held of somebody's hours and points, for the copy they may ask for."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dauys.ground.ui.parts import Held, held
from dauys.volunteers.models import Volunteer
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.queries_of_hours import account_of
from dauys.volunteers.words_of_hours import OUTCOME_WORDS, PRESENCE_STATE_WORDS, long_words, points_words


def export_hours(volunteer: Volunteer, language: str) -> Iterator[Held]:
    """Every stay as it was said and decided, and what stands in the two ledgers."""
    for row in volunteer.presences.order_by("said_at", "pk"):
        yield held(
            "volunteer_presence",
            _("Hours of help"),
            ("work", _("Kind of work"), work_name(row.work, language)),
            ("outcome", _("How it was"), OUTCOME_WORDS[row.outcome]()),
            ("begins", _("Begins"), row.during.lower if row.during else None),
            ("ends", _("Ends"), row.during.upper if row.during else None),
            ("state", _("State"), PRESENCE_STATE_WORDS[row.state]()),
        )
    account = account_of(volunteer.pk)
    if account.minutes or account.points:
        points = "; ".join(f"{name}: {n}" for name, n in points_words(account.points))
        yield held(
            "volunteer_account",
            _("Hours and points"),
            ("hours", _("Real hours"), long_words(account.minutes)),
            ("points", _("Reward points"), points),
        )
