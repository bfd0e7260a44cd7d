"""The forms of what comes after a task: something went wrong, how it was, and thanks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dauys.cases.fields import PhoneField
from dauys.volunteers.words_of_aftercare import INCIDENT_WORDS, SCORE_WORDS

MIN_WORDS, MAX_WORDS = 10, 4000


class IncidentForm(forms.Form):
    """What went wrong at a task; at the desk also who told of it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label=_("What is it about"), widget=forms.RadioSelect, error_messages={"required": _("Choose what it is about")}
    )
    text = forms.CharField(
        label=_("What went wrong"), min_length=MIN_WORDS, max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When, where, who is hurt, what was done at once."),
        error_messages={"required": _("Write what went wrong"), "min_length": _("Write a little more")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(code, words()) for code, words in INCIDENT_WORDS.items()]  # type: ignore[attr-defined]


class DeskIncidentForm(IncidentForm):
    """With who told of it, where they named themselves."""

    name = forms.CharField(label=_("Who told of it: full name"), required=False, max_length=200)
    phone = PhoneField(label=_("Their phone"), required=False)


class ImpressionForm(forms.Form):
    """How a task was, from 1 to 5."""

    score = forms.TypedChoiceField(
        label=_("How was it"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose how it was")}
    )
    words = forms.CharField(
        label=_("What should be better"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = [(code, words()) for code, words in SCORE_WORDS.items()]  # type: ignore[attr-defined]


class ThanksForm(forms.Form):
    """What the person says to who came."""

    words = forms.CharField(
        label=_("Your words"), min_length=2, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who came to you reads this. Write no address and no phone."),
        error_messages={"required": _("Write a few words"), "min_length": _("Write a few words")},
    )  # fmt: skip
