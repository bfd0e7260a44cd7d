"""A password of one's own, twice, and what it may not be made of: one's name, one's e-mail, the office's address."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.ground.accounts.models import User

SHORTEST_WORD = 4
LEAST_OF_ONES_OWN = 6  # characters beside the words of the office


def words_of(user: User | None) -> set[str]:
    """What whoever knows the office and the person would try first, in small letters."""
    known = f"dauys {urlsplit(settings.PUBLIC_URL).hostname or ''}"
    if user is not None:
        known += f" {user.name} {user.email}"
    return {word for word in re.split(r"\W+", known.lower()) if len(word) >= SHORTEST_WORD}


class NotOfTheOffice:
    """Refuses a password in which hardly anything is left without the words of the office."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = password.lower()
        for word in sorted(words_of(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < min(LEAST_OF_ONES_OWN, len(password)):
            raise ValidationError(_("Not made of your name, your e-mail or this address."), code="password_of_office")

    def get_help_text(self) -> str:
        return _("Not made of your name, your e-mail or this address.")


class PasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 10 characters. A few words that only you would put together are best."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Write a password")},
    )
    again = forms.CharField(
        label=gettext_lazy("The same password again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Write the password again")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self._user)
        except ValidationError as error:
            raise ValidationError(
                {
                    "password_too_short": _("Too short: at least 10 characters."),
                    "password_of_office": _("Not made of your name, your e-mail or this address."),
                }.get(error.error_list[0].code or "", _("Too many people use this password. Choose another."))
            ) from None
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class ChangeForm(PasswordForm):
    """The password there is, and a new one, twice."""

    field_order = ("old", "password", "again")
    old = forms.CharField(
        label=gettext_lazy("Your password until now"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Write the password you have now")},
    )
