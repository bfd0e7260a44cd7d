"""The forms about corrections of people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.corrections import FIELDS
from dauys.cases.fields import MailField, PhoneField

_SEEN_WORDS = {
    "document": _("I saw the person's document, and the new contact is theirs"),
    "paper": _("The appeal on paper says so: it was written down wrongly here"),
}


def _because(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=5,
        max_length=500,
        error_messages={"required": _("Write why"), "min_length": _("Write a little more")},
    )


class CorrectionForm(forms.Form):
    """New values; an empty field stays as it is kept."""

    role = forms.ChoiceField(
        label=_("Whose data?"),
        choices=[("applicant", _("Applicant")), ("representative", _("Representative"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    name = forms.CharField(label=_("Right name"), required=False, max_length=160)
    phone = PhoneField(label=_("Right phone"), required=False)
    email = MailField(label=_("Right e-mail"), required=False)
    address = forms.CharField(label=_("Right address"), required=False, max_length=300)
    seen = forms.ChoiceField(
        label=_("How do you know it?"),
        choices=list(_SEEN_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you know it")},
    )
    because = _because(_("Why is it corrected?"), _("The person may read these words. Write no names or phones here."))

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(roles) < 2:
            del self.fields["role"]

    def wanted(self) -> dict[str, str]:
        return {field: self.cleaned_data[field].strip() for field in FIELDS if self.cleaned_data.get(field)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(field) for field in FIELDS) and not any(field in self.errors for field in FIELDS):
            self.add_error("name", gettext("Write what is right: a name, a phone, an e-mail or an address"))
        return data


class DecisionForm(forms.Form):
    because = _because(_("Why not?"), _("The person reads these words."))
