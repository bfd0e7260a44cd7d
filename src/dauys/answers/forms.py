"""The forms of answers: the four blocks, the return, the proof of a call or a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
    language = forms.CharField(widget=forms.HiddenInput, max_length=8)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


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
