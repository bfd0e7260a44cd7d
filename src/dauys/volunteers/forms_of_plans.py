"""The form that asks for a plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


class PlanForm(forms.Form):
    """For which office, and how many of those who are asked will probably come."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    office = forms.ChoiceField(
        label=_("Volunteer office"),
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one from the list")},
    )
    acceptance = forms.TypedChoiceField(
        label=_("How many of ten people come when they are asked"),
        coerce=float,
        choices=[(str(share), f"{share * 10:g}") for share in SHARES],
        help_text=_("With eight of ten, five people are asked for four places."),
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one from the list")},
    )

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
