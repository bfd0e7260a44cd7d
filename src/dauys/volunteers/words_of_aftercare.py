"""What incidents and impressions are called."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

INCIDENT_WORDS: Mapping[str, Callable[[], str]] = {
    "injury": lambda: _("Somebody is hurt"),
    "danger": lambda: _("There is a danger to people"),
    "damage": lambda: _("Something is broken or lost"),
    "conduct": lambda: _("Somebody behaved badly"),
    "other": lambda: _("Something else"),
}
SCORE_WORDS: Mapping[int, Callable[[], str]] = {
    5: lambda: _("Very good"),
    4: lambda: _("Good"),
    3: lambda: _("Middling"),
    2: lambda: _("Bad"),
    1: lambda: _("Very bad"),
}
