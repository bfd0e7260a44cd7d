"""The small forms of the case page."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.actions.contact import PURPOSES
from dauys.cases.fields import DayField

PURPOSE_WORDS = {
    "call_back": _("Call back"),
    "clarify": _("Clarify a detail"),
    "send_answer": _("Send or read out the answer"),
    "check_person": _("Check who the person is"),
}


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("Why do you need the contacts?"),
        help_text=_("Your name, the time and the purpose are written to the journal."),
        choices=[(code, PURPOSE_WORDS[code]) for code in PURPOSES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need the contacts")},
    )


class ListNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the list"),
        help_text=_("For example: Roads without an officer"),
        max_length=40,
        error_messages={
            "required": _("Write a name for the list"),
            "max_length": _("The name is too long: at most 40 characters"),
        },
    )


class ExportForm(forms.Form):
    form = forms.ChoiceField(
        label=_("In which form?"),
        choices=[
            ("xlsx", _("Spreadsheet (XLSX)")),
            ("csv", _("Plain table (CSV)")),
            ("xml", _("For another system (XML)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a form"), "invalid_choice": _("Choose one from the list")},
    )


_WORDS = {"rows": 4}


class ExtensionForm(forms.Form):
    until = DayField(
        label=_("Until which day?"),
        error_messages={"required": _("Choose the new day of the answer"), "invalid": _("Write a day")},
    )
    because = forms.CharField(
        label=_("Why is more time needed?"),
        help_text=_("Which facts have to be found out, and from whom. The head decides by these words."),
        widget=forms.Textarea(attrs=_WORDS),
        min_length=10,
        max_length=2000,
        error_messages={
            "required": _("Write why more time is needed"),
            "min_length": _("Write a little more: which facts have to be found out"),
        },
    )


class RefusalForm(forms.Form):
    because = forms.CharField(
        label=_("Why not?"),
        help_text=_("The officer sees these words."),
        widget=forms.Textarea(attrs=_WORDS),
        min_length=10,
        max_length=2000,
        error_messages={
            "required": _("Write why you refuse"),
            "min_length": _("Write a little more, so that the officer understands"),
        },
    )


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("What do you need from the person?"),
        help_text=_(
            "They read these words as they are, in the language of their appeal. Ask only for what the answer needs."
        ),
        widget=forms.Textarea(attrs=_WORDS),
        min_length=10,
        max_length=2000,
        error_messages={
            "required": _("Write what you need from the person"),
            "min_length": _("Write a little more, so that the person understands"),
        },
    )


class HeardReplyForm(forms.Form):
    """What a clerk or the officer heard from the person."""

    text = forms.CharField(
        label=_("What did the person reply?"),
        help_text=_("Write it in their words."),
        widget=forms.Textarea(attrs=_WORDS),
        max_length=5000,
        error_messages={"required": _("Write what the person replied"), "max_length": _("At most 5,000 signs")},
    )


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it kept?"),
        help_text=_("For example: a court looks at the decision. Write no names here."),
        widget=forms.Textarea(attrs=_WORDS),
        min_length=5,
        max_length=500,
        error_messages={
            "required": _("Write why it is kept"),
            "min_length": _("Write a little more: who looks at it, and why"),
        },
    )


class NumberedHoldForm(HoldForm):
    """Which appeal is kept, by its number."""

    number = forms.CharField(
        label=_("Number of the appeal"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number of the appeal")},
    )
    field_order = ("number", "reason")


class RepeatForm(forms.Form):
    """Which earlier appeal is repeated, and why. `earlier` are those of the same person; a number means any other."""

    earlier = forms.ChoiceField(
        label=_("Which earlier appeal is repeated?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the earlier appeal"), "invalid_choice": _("Choose one from the list")},
    )
    number = forms.CharField(
        label=_("Number of the earlier appeal"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.ChoiceField(
        label=_("Why is it a repeated one?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why it is a repeated one"),
            "invalid_choice": _("Choose one from the list"),
        },
    )

    def __init__(self, *args: Any, earlier: list[Any], reasons: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if earlier:
            choices = [*earlier, ("other", gettext("Another one, by its number"))]
            self.fields["earlier"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["earlier"]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        by_number = "earlier" not in self.fields or data.get("earlier") == "other"
        if by_number and not data.get("number") and "number" not in self.errors:
            self.add_error("number", gettext("Write the number of the earlier appeal"))
        return data
