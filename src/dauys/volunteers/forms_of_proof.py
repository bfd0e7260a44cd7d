"""The forms of certificates: for which days one is issued, why one is taken back, and whose it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.fields import ContactField, DayField
from dauys.volunteers.words_of_proof import REASON_WORDS


class IssueForm(forms.Form):
    """The tasks that began in these days; without a day, all."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day is before the first"))
        return found


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why it is taken back"),
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one from the list")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(code, words()) for code, words in REASON_WORDS.items()]  # type: ignore[attr-defined]


class HolderForm(forms.Form):
    contact = ContactField(label=_("Phone or e-mail of the holder"))
