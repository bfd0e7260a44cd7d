"""The forms of answers: the four blocks, the return, the proof of a call or a letter; and those of a hearing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dauys.cases.display import outcome_name
from dauys.cases.fields import DayField
from dauys.cases.rules import OUTCOMES

_ROWS = {"rows": 4}


class AnswerForm(forms.Form):
    asked = forms.CharField(
        label=_("1. What was asked"),
        help_text=_("in the person's words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    found = forms.CharField(
        label=_("2. What was found"),
        help_text=_("facts, who checked and when"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    decided = forms.CharField(
        label=_("3. What was decided"),
        help_text=_("action, date, norm"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    appeal = forms.CharField(
        label=_("4. How to disagree"),
        help_text=_("where and until when"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    outcome = forms.ChoiceField(
        label=_("How does it end?"),
        help_text=_("The person, the list of appeals and the figures say this word: answered is not yet solved."),
        required=False,
    )
    norm = forms.CharField(
        label=_("Norm the refusal rests on"),
        help_text=_("for a refusal only: the law and its article"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scan = forms.FileField(required=False, widget=forms.HiddenInput)  # drawn and kept by the page
    language = forms.CharField(widget=forms.HiddenInput, max_length=8)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ((code, outcome_name(code)) for code in OUTCOMES)
        self.fields["outcome"].choices = [("", _("Choose")), *names]  # type: ignore[attr-defined]


def revision_of(posted: Mapping[str, str]) -> int:
    """The revision the page showed; a missing or odd one fits nothing."""
    text = posted.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


class ReturnForm(forms.Form):
    because = forms.CharField(
        label=_("What has to change?"),
        help_text=_("The officer sees these words. Say what is missing and where to find it."),
        widget=forms.Textarea(attrs=_ROWS),
        min_length=10,
        max_length=2000,
        error_messages={
            "required": _("Write what has to change"),
            "min_length": _("Write a little more: what exactly has to change"),
        },
    )


class ProofForm(forms.Form):
    proof = forms.CharField(
        label=_("Who answered the call, and what did they confirm?"),
        help_text=_("For example: the applicant herself, at 15:20, heard the whole answer, asked for it on paper too."),
        widget=forms.Textarea(attrs=_ROWS),
        min_length=10,
        max_length=1000,
        error_messages={
            "required": _("Write who answered and what they confirmed"),
            "min_length": _("Write a little more: who answered and what they confirmed"),
        },
    )


class PostForm(forms.Form):
    proof = forms.CharField(
        label=_("Number of the letter, or who took it"),
        help_text=_("For example: registered letter, its number, the day; or: handed over at the reception."),
        min_length=3,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Write the number of the letter or who took it"),
            "min_length": _("Write the number of the letter or who took it"),
        },
    )


def _times() -> dict[str, Any]:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return {"required": False, "widget": widget, "error_messages": {"invalid": _("Write the time as 14:30")}}


class HearingForm(forms.Form):
    day = DayField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), **(_times() | {"required": True}))
    place = forms.CharField(
        label=_("Where"),
        help_text=_("Address and room, or the number that will be called"),
        max_length=200,
        min_length=5,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write where"), "min_length": _("Write the address and the room")},
    )
    about = forms.CharField(
        label=_("What is to be decided, and on what grounds?"),
        help_text=_("The person reads these words beforehand, to prepare an answer."),
        min_length=15,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write what is to be decided"),
            "min_length": _("Write a little more: what is to be decided, and on what grounds"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].error_messages["required"] = _("Write the time")


class ProtocolForm(forms.Form):
    came = forms.ChoiceField(
        label=_("Did the person come?"),
        choices=[("yes", _("Yes")), ("no", _("No, though they were told in time"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    began_at = forms.TimeField(label=_("Began at"), **_times())
    ended_at = forms.TimeField(label=_("Ended at"), **_times())
    participants = forms.CharField(
        label=_("Who took part?"),
        help_text=_("Name and part of each: the person, their representative, the officer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    said = forms.CharField(
        label=_("Questions and answers"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    remarks = forms.CharField(
        label=_("What the person asked to be written down"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("came") != "yes":
            return data
        for name, words in _WANTED.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        began, ended = data.get("began_at"), data.get("ended_at")
        if began and ended and ended <= began:
            self.add_error("ended_at", _("The end comes after the beginning"))
        return data


_WANTED = {
    "began_at": _("Write when it began"),
    "ended_at": _("Write when it ended"),
    "participants": _("Write who took part"),
    "said": _("Write what was asked and answered"),
}
