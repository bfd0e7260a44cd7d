"""The small forms of the case page."""

from typing import Any

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


class PickForm(forms.Form):
    """One choice among codes given by the page; a wrong code is an error beside the field."""

    choice = forms.ChoiceField(
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one from the list")}
    )

    def __init__(
        self, *args: Any, label: Any, choices: list[tuple[str, Any]], select: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        field.label = label
        field.widget = forms.Select() if select else forms.RadioSelect()
        field.choices = choices  # type: ignore[attr-defined]
