"""The forms of a centre and of who receives there."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.ground.packs.current import current

_LINE = {"autocomplete": "off"}


class OfficeForm(forms.Form):
    """A centre in every language of the pack; `words(name)` gives what was written by language."""

    organization = forms.ChoiceField(label=_("Body"), error_messages={"required": _("Choose the body")})
    is_open = forms.BooleanField(label=_("Open for booking"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language")},
    )  # fmt: skip
    point = forms.CharField(
        label=_("Point on the map: latitude, longitude"), required=False, max_length=60,
        help_text=_("As a map gives it, for example 51.16052, 71.47036"), widget=forms.TextInput(attrs=_LINE),
    )  # fmt: skip
    TEXTS: Mapping[str, Any] = {
        "name": _("Name of the centre"),
        "address": _("Address"),
        "hours": _("Opening hours"),
        "access": _("How to get in: ramp, lift, entrance"),
    }

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["organization"].choices = bodies  # type: ignore[attr-defined]
        self.fields["languages"].choices = [(code, names.get(code, code)) for code in current().languages]  # type: ignore[attr-defined]
        for code in current().languages:
            for text, label in self.TEXTS.items():
                needed = text in ("name", "address")
                self.fields[f"{text}_{code}"] = forms.CharField(
                    label=f"{label} ({names.get(code, code)})",
                    required=needed,
                    max_length=300,
                    widget=forms.TextInput(attrs=_LINE),
                    error_messages={"required": gettext("Write this in every language")},
                )

    def clean_point(self) -> tuple[float | None, float | None]:
        typed = str(self.cleaned_data["point"]).replace(" ", "")
        if not typed:
            return None, None
        try:
            lat, lon = (float(part) for part in typed.split(","))
        except ValueError:
            raise forms.ValidationError(gettext("Write two numbers with a comma between them")) from None
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise forms.ValidationError(gettext("There is no such point on the earth"))
        return lat, lon

    def words(self, text: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{text}_{code}"] for code in current().languages}


class HostForm(forms.Form):
    post = forms.ChoiceField(label=_("Who receives"), error_messages={"required": _("Choose who receives")})
    room = forms.CharField(label=_("Room"), required=False, max_length=60, widget=forms.TextInput(attrs=_LINE))

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts  # type: ignore[attr-defined]
