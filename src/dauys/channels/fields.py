"""Form fields for what people give about themselves: phone, national id, e-mail; each says what to do when wrong."""

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.core.national_id import is_valid_iin
from dauys.core.phone_numbers import BadPhone, normalize_phone
from dauys.ground.packs.current import current


class PhoneField(forms.CharField):
    """Gives E.164; accepts the ways people write a number."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normalize_phone(text, current().info.country or "KZ")
        except BadPhone as error:
            if error.reason == "short_code":
                raise forms.ValidationError(_("This is a short service number. Write your own phone.")) from error
            raise forms.ValidationError(_("Write the phone as +7 700 123 45 67")) from error


class NationalIdField(forms.CharField):
    """Twelve digits with a right check digit; the birth date inside is never a reason to refuse."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = "".join(super().clean(value).split())
        if text and not is_valid_iin(text):
            raise forms.ValidationError(_("Check the 12 digits of the IIN: one of them is wrong"))
        return text


class MailField(forms.EmailField):
    default_error_messages = {"invalid": gettext_lazy("Write the e-mail as name@example.kz")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = self.default_error_messages["invalid"]
        self.validators = [v for v in self.validators if not hasattr(v, "user_regex")]
        self.validators.append(EmailValidator(message=self.default_error_messages["invalid"]))


class ContactField(forms.CharField):
    """Gives ("sms", phone) or ("mail", address in small letters), as people write either into one field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[str, str]:
        text = super().clean(value)
        if "@" in text:
            return "mail", MailField().clean(text).lower()
        if any(c.isalpha() for c in text):
            raise forms.ValidationError(_("Write the phone as +7 700 123 45 67, or the e-mail as name@example.kz"))
        return "sms", PhoneField().clean(text)
