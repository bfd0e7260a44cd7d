"""The forms of places for days: a place of a centre, who gets one or waits for it, and who is next."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.desk import lang
from dauys.cases.fields import DayField, MailField, PhoneField, PlaceField
from dauys.ground.packs.current import current
from dauys.receptions.actions import MOST_DAYS

_LINE = {"autocomplete": "off"}


class PlaceHostForm(forms.Form):
    """A place for days, named in every language of the pack."""

    room = forms.CharField(label=_("Room"), required=False, max_length=60, widget=forms.TextInput(attrs=_LINE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = dict(settings.LANGUAGES)
        for code in current().languages:
            self.fields[f"name_{code}"] = forms.CharField(
                label=f"{gettext('Name of the place')} ({languages.get(code, code)})",
                max_length=160,
                widget=forms.TextInput(attrs=_LINE),
                error_messages={"required": gettext("Write this in every language")},
            )

    def names(self) -> Mapping[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in current().languages}


class RunForm(forms.Form):
    """From which day and for how many days."""

    since = DayField(label=_("From which day"))
    days = forms.IntegerField(
        label=_("How many days"), min_value=1, max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a number"), "required": _("Write a number")},
    )  # fmt: skip


class PlaceForm(RunForm):
    """Who gets a place for days, or waits for one; who waits names no first day."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Full name"), max_length=160, min_length=2, widget=forms.TextInput(attrs=_LINE),
        error_messages={"required": _("Write the name"), "min_length": _("Write the full name")},
    )  # fmt: skip
    phone = PhoneField(label=_("Phone"), required=False)
    email = MailField(label=_("E-mail"), required=False)
    text = forms.CharField(
        label=_("What the person needs"), min_length=10, max_length=12_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what the person needs"), "min_length": _("Write a little more")},
    )  # fmt: skip
    area = PlaceField(label=_("Place"), error_messages={"required": _("Write the place")})
    reason = forms.ChoiceField(label=_("Why before others"), required=False)
    before = forms.CharField(
        label=_("Number of an earlier appeal about the same"), required=False, max_length=40,
        widget=forms.TextInput(attrs=_LINE),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, waits: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["since"].required = not waits
        self.fields["language"].choices = [(c, names.get(c, c)) for c in current().languages]  # type: ignore[attr-defined]
        known = [("", "—"), *need_words().items()]
        self.fields["reason"].choices = known  # type: ignore[attr-defined]
        if len(known) == 1:
            del self.fields["reason"]


def need_words() -> dict[str, str]:
    """The needs of the pack that count on the waiting list, by code."""
    return {need.code: need.name.get(lang()) for need in current().section("places.yaml")}
