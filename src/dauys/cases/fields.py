"""Form fields for what people give: phone, national id, e-mail, a place by its name; each says what to do if wrong."""

from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dauys.cases.display import area_line
from dauys.core.case_numbers import BadNumber, format_number, parse_number
from dauys.core.national_id import is_valid_iin
from dauys.core.phone_numbers import BadPhone, normalize_phone
from dauys.directory.cache import areas, place_names
from dauys.ground.packs.current import current

_MOST_SERIAL = 10**12


def phone_words() -> str:
    """How to write a phone here."""
    if current().info.country:
        return _("Write the phone as +7 700 123 45 67")
    return _("Write the phone with a plus and the code of the country")


def ask_for_national_id(form: forms.Form) -> None:
    """Takes the field away where the pack knows no such number."""
    if not current().info.national_id:
        form.fields.pop("national_id", None)


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
            return normalize_phone(text, current().info.country)
        except BadPhone as error:
            if error.reason == "short_code":
                raise forms.ValidationError(_("This is a short service number. Write your own phone.")) from error
            raise forms.ValidationError(phone_words()) from error


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar or typed as 2026-03-15. The first and the last year of all calendars are
    a slip of the hand: nothing can be reckoned from there."""

    default_error_messages = {
        "required": gettext_lazy("Write the day"),
        "invalid": gettext_lazy("Write the day as 2026-03-15"),
    }

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        attrs = {"type": "date", **({"autocomplete": autocomplete} if autocomplete else {})}
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and not MINYEAR < day.year < MAXYEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class TimeOfDayField(forms.TimeField):
    """A time of the day, typed as 10:00."""

    default_error_messages = {
        "required": gettext_lazy("Write the time"),
        "invalid": gettext_lazy("Write the time as 10:00"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **kwargs)


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


class EarlierNumberField(forms.CharField):
    """Gives the number of an earlier appeal as printed. Nothing is looked up: a number alone tells of no appeal."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        prefix = current().info.number_prefix
        try:
            parsed = parse_number(text)
        except BadNumber as error:
            if error.reason == "check":
                raise forms.ValidationError(_("Check the digits of the number: one of them is wrong")) from error
            parsed = None
        if parsed is None or parsed.year is None or parsed.prefix not in (None, prefix) or parsed.serial > _MOST_SERIAL:
            example = format_number(prefix, 2026, 4817)
            raise forms.ValidationError(_("Write the whole number as on the slip, for example %s") % example)
        return format_number(prefix, parsed.year, parsed.serial)


class SignersField(forms.IntegerField):
    """How many people signed an appeal together; the kind of appeal says whether they may, see `signers_problem`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)
        words = gettext_lazy("Write how many people signed as a number, for example 12")
        self.error_messages["required"] = self.error_messages["invalid"] = words


def signers_problem(kind: str, signers: int) -> str:
    """What is wrong with so many people signing an appeal of a kind together; empty if nothing is."""
    most = current().most_signers(kind)
    if not most:
        return _("An appeal of this kind is not signed by several people together.")
    if not 2 <= signers <= most:
        return _("Write how many people signed: from 2 to %d.") % most
    return ""


class PlaceField(forms.CharField):
    """Gives the path of a place; accepts its name, whole or without the word for its kind, its code, or the path."""

    MOST_NAMED = 5

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "list": "places"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        found = place_names().meant(text)
        if len(found) == 1 and areas()[found[0]].parent_id:
            return found[0]
        found = [path for path in found if areas()[path].parent_id]
        alike = found or place_names().like(text, self.MOST_NAMED + 1)
        named = "; ".join(line_of(path) for path in alike[: self.MOST_NAMED])
        if found:
            raise forms.ValidationError(_("Several places are called so. Write one of them in full: %s") % named)
        if alike:
            raise forms.ValidationError(_("There is no place called so. Perhaps: %s") % named)
        raise forms.ValidationError(_("There is no place called so. Write its name or its code."))

    def prepare_value(self, value: Any) -> Any:
        return line_of(value) if value in areas() else value


def line_of(path: str) -> str:
    """A place with all it lies in but the country, as it can be typed: «Ақмола облысы, Ақжар ауданы, Достық кенті»."""
    return area_line(path, get_language() or current().info.default_language, depth=9)


def places_near(home: str, typed: str, most: int) -> list[str]:
    """Names to choose from: those that begin like what was typed, else those in the office's own territory."""
    found = place_names().like(typed, most) if typed else []
    below = [path for path in areas() if path.startswith(home) and path != home and path.count("/") > 1]
    return [line_of(path) for path in found or sorted(below, key=lambda path: path.count("/"))[:most]]


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
    """Gives ("sms", phone) or ("mail", address in small letters), as people write either into one field; ("", "")
    for nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[str, str]:
        text = super().clean(value)
        if not text:
            return "", ""
        if "@" in text:
            return "mail", MailField().clean(text).lower()
        if any(c.isalpha() for c in text):
            raise forms.ValidationError(_("Write the phone as +7 700 123 45 67, or the e-mail as name@example.kz"))
        return "sms", PhoneField().clean(text)
