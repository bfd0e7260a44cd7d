"""The forms of hours: how it was with one person, and what the desk writes down of work without a need."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dauys.cases.desk import lang
from dauys.cases.fields import DayField, TimeOfDayField
from dauys.ground.ui.moments import local, zone
from dauys.volunteers.actions import Told
from dauys.volunteers.hours import MOST_EARLIER
from dauys.volunteers.pack_words import named, works
from dauys.volunteers.words_of_hours import LONGER_WORDS, OUTCOME_WORDS
from dauys.volunteers.words_of_people import chosen

_CHOOSE = {"required": _("Choose one"), "invalid_choice": _("Choose one from the list")}


class SayForm(forms.Form):
    """How it was with one person; hours only for part of the time or longer, a reason only for longer."""

    outcome = forms.ChoiceField(label=_("How it was"), error_messages=_CHOOSE)
    since = TimeOfDayField(label=_("From what time"), required=False)
    until = TimeOfDayField(label=_("Until what time"), required=False)
    reason = forms.ChoiceField(label=_("Why longer"), required=False, error_messages=_CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = chosen(OUTCOME_WORDS)  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", "—"), *chosen(LONGER_WORDS)]  # type: ignore[attr-defined]

    def told(self, begins: datetime) -> Told:
        """What is said of work that was to begin then; a time before that is one of the next day."""
        data = self.cleaned_data
        starts = ends = None
        if data["since"] and data["until"]:
            starts = _next(data["since"], local(begins) - MOST_EARLIER)
            ends = _next(data["until"], starts)
        return Told(data["outcome"], starts, ends, data["reason"])


def _next(clock: time, since: datetime) -> datetime:
    """The first moment, from this one on, at which a clock shows that."""
    found = datetime.combine(since.date(), clock, tzinfo=since.tzinfo)
    return found if found >= since else found + timedelta(days=1)


class WalkInForm(forms.Form):
    """Work without a need, as the desk writes it down for who came by."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    work = forms.ChoiceField(label=_("Kind of work"), error_messages=_CHOOSE)
    day = DayField(label=_("Day"))
    since = TimeOfDayField(label=_("From what time"))
    until = TimeOfDayField(label=_("Until what time"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].choices = named(works(), lang())  # type: ignore[attr-defined]

    def times(self) -> tuple[datetime, datetime]:
        """An end that is not after the beginning is one of the next day."""
        day: date = self.cleaned_data["day"]
        starts = datetime.combine(day, self.cleaned_data["since"], tzinfo=zone())
        return starts, _next(self.cleaned_data["until"], starts + timedelta(minutes=1))
