"""The forms of a referral: who goes with the family, and what each body is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ASKS = 4


class CompanionForm(forms.Form):
    """Who goes with the family; what each body is asked for are forms of their own."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    companion = forms.ChoiceField(
        label=_("Who goes with the family"), error_messages={"required": _("Choose who goes with the family")},
        help_text=_("Sees where each part lies, calls the bodies, and stays with the family until all is done."),
    )  # fmt: skip

    def __init__(self, *args: Any, staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["companion"].choices = [("", "—"), *staff]  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """What one body is asked for; left empty it is none."""

    body = forms.ChoiceField(label=_("Body"), required=False)
    text = forms.CharField(
        label=_("What it is asked to do"), required=False, max_length=3_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "—"), *bodies]  # type: ignore[attr-defined]

    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("body", "text"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("body") and len(data.get("text", "").strip()) < 10:
            self.add_error("text", gettext("Write what it is asked to do"))
        elif data.get("text") and not data.get("body") and "body" not in self.errors:
            self.add_error("body", gettext("Choose the body"))
        return data
