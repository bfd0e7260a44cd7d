"""Fields of the second factor: six digits of the device, a recovery code or a passkey; and the name of a passkey."""

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

    credential = forms.CharField(required=False, widget=forms.HiddenInput)  # filled by the script of passkeys

    def __init__(self, *args: Any, recovery: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.data.get("credential")
        if recovery:
            field = self.fields["code"]
            field.help_text = _("Six digits that the app shows now. Without the device: one of your recovery codes.")
            field.widget.attrs.pop("inputmode")  # a recovery code has letters

    def say_wrong(self) -> None:
        if self.cleaned_data.get("credential"):
            self.add_error("code", gettext("The passkey was not accepted. Try again, or write the code."))
            return
        self.add_error(
            "code", gettext("The code does not fit or was used already. Wait for the next one and check the clock.")
        )

    def say_too_many(self) -> None:
        self.add_error("code", gettext("Too many wrong tries. Wait 15 minutes and try again."))


class NewPasskeyForm(CodeForm):
    """How a new passkey is called, against a code of the second factor or another passkey."""

    field_order = ("name", "code", "credential")
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know it again: for example the name of the phone."),
        max_length=60,
        error_messages={"required": _("Write a name"), "max_length": _("Longer than 60 characters.")},
    )
