"""What outcomes, states and reasons of hours are called, and how long so many minutes are."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.ground.packs.current import current
from dauys.volunteers.words_of_needs import Words

OUTCOME_WORDS: Words = {
    "planned": lambda: _("Came as planned"),
    "partial": lambda: _("Came for part of the time"),
    "longer": lambda: _("Stayed longer"),
    "absent": lambda: _("Did not come"),
    "unknown": lambda: _("I do not know"),
}
PRESENCE_STATE_WORDS: Words = {
    "said": lambda: _("Waits for approval"),
    "approved": lambda: _("Approved"),
    "refused": lambda: _("Not counted"),
}
LONGER_WORDS: Words = {
    "more_work": lambda: _("There was more work"),
    "waited": lambda: _("We had to wait"),
    "rescue": lambda: _("Somebody was in danger"),
    "other": lambda: _("Another reason"),
}
REFUSED_WORDS: Words = {
    "not_there": lambda: _("The person was not there"),
    "wrong_time": lambda: _("The time is wrong"),
    "twice": lambda: _("It stands here twice"),
    "other": lambda: _("Another reason"),
}
ODD_WORDS: Words = {
    "too_far": lambda: _("Too far from the work before or after"),
    "round": lambda: _("Always full hours"),
    "long": lambda: _("Very long at a stretch"),
    "same_device": lambda: _("Five or more checked in on one phone"),
}


def long_words(minutes: int) -> str:
    """So many minutes in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return _("%(hours)s h") % {"hours": hours}


def points_words(points: Mapping[str, int]) -> list[tuple[str, int]]:
    """Rules of the pack with the points they gave, in its order; a rule it knows no longer by its code."""
    names = {rule.code: rule.name.get(lang()) for rule in current().section("points.yaml")}
    known = [code for code in names if code in points] + sorted(set(points) - set(names))
    return [(names.get(code, code), points[code]) for code in known]
