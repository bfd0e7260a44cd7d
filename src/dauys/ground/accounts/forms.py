"""The one field of the second factor: six digits of the device, or a recovery code where one is taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """With `recovery`, a recovery code is taken too; `say_wrong` and `say_too_many` refuse beside the field."""

    code = forms.CharField(
        label=_("Code of your device"),
        help_text=_("Six digits that the app shows now."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": _("Write the code")},
    )

    def __init__(self, *args: Any, recovery: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if recovery:
            field = self.fields["code"]
            field.help_text = _("Six digits that the app shows now. Without the device: one of your recovery codes.")
            field.widget.attrs.pop("inputmode")  # a recovery code has letters

    def say_wrong(self) -> None:
        self.add_error(
            "code", gettext("The code does not fit or was used already. Wait for the next one and check the clock.")
        )

    def say_too_many(self) -> None:
        self.add_error("code", gettext("Too many wrong tries. Wait 15 minutes and try again."))
