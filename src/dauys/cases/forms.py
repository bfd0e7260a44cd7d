"""The small forms of the case page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dauys.cases.actions.contact import PURPOSES

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
