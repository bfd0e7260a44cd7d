"""The forms of a visit: as the desk writes it down, and as a person writes it who books by themselves."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.desk import lang
from dauys.cases.fields import ContactField, DayField, MailField, PhoneField, PlaceField
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import today
from dauys.receptions.actions import Person
from dauys.receptions.words import NEED_WORDS, chosen

MOST_NAMED = 12  # companions a person names when booking
WAIT = "wait"  # in place of a time: to the waiting list
_LINE = {"autocomplete": "off"}


class _Along(forms.Form):
    """Who comes along or in place of the person: written the same way at the desk and by oneself."""

    representative = forms.CharField(
        label=_("Representative, full name"), required=False, max_length=160, widget=forms.TextInput(attrs=_LINE)
    )
    authority = forms.CharField(
        label=_("Power of attorney: number and day"), required=False, max_length=160,
        widget=forms.TextInput(attrs=_LINE),
    )  # fmt: skip
    companions = forms.CharField(
        label=_("Who comes along"), required=False, max_length=1_000,
        help_text=_("Full names, one on a line: a relative, a helper, an interpreter of one's own."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("representative") and not data.get("authority"):
            self.add_error("authority", gettext("Write the number and the day of the power of attorney"))
        if data.get("authority") and not data.get("representative"):
            self.add_error("representative", gettext("Write the name of the representative"))
        return data

    def along(self) -> dict[str, Any]:
        """What was written, as a Person takes it."""
        names = [line.strip()[:160] for line in self.cleaned_data["companions"].splitlines() if line.strip()]
        return {
            "companions": names[:MOST_NAMED],
            "representative": self.cleaned_data["representative"],
            "authority": self.cleaned_data["authority"],
        }


class VisitForm(_Along):
    """A visit as the desk writes it down: for a free slot, or out of schedule."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    host = forms.ChoiceField(label=_("With whom"), error_messages={"required": _("Choose with whom")})
    when = forms.ChoiceField(label=_("When"), required=False)
    wished_since = DayField(label=_("Wished days: from"), required=False)
    wished_until = DayField(label=_("Until, this day included"), required=False)
    insists = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)  # on this host all the same
    reason = forms.ChoiceField(label=_("Why out of schedule"), required=False)
    name = forms.CharField(
        label=_("Full name"), max_length=160, min_length=2, widget=forms.TextInput(attrs=_LINE),
        error_messages={"required": _("Write the name"), "min_length": _("Write the full name")},
    )  # fmt: skip
    phone = PhoneField(label=_("Phone"), required=False)
    email = MailField(label=_("E-mail"), required=False)
    text = forms.CharField(
        label=_("What the person comes about"), min_length=10, max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the person comes about"), "min_length": _("Write a little more")},
    )  # fmt: skip
    area = PlaceField(label=_("Place"), error_messages={"required": _("Write the place")})
    people = forms.IntegerField(
        label=_("How many people come"), required=False, min_value=1, max_value=500,
        error_messages={"invalid": _("Write a number")},
    )  # fmt: skip
    needs = forms.MultipleChoiceField(label=_("What they need"), required=False, widget=forms.CheckboxSelectMultiple)
    before = forms.CharField(
        label=_("Number of an earlier appeal about the same"), required=False, max_length=40,
        widget=forms.TextInput(attrs=_LINE),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, hosts: list[tuple[str, str]], whens: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        choices: dict[str, Any] = {
            "host": hosts,
            "when": [
                ("", gettext("Now: waits for a gap")),
                (WAIT, gettext("No time suits: to the waiting list")),
                *whens,
            ],
            "reason": [("", "—"), *reasons()],
            "needs": chosen(NEED_WORDS),
            "language": [(c, names.get(c, c)) for c in current().languages],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]
        if not reasons():
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("when") and "reason" in self.fields and not data.get("reason") and "when" not in self.errors:
            self.add_error("reason", gettext("Choose why the person is received out of schedule"))
        if data.get("when") == WAIT:
            self._clean_waiting(data)
        return data

    def _clean_waiting(self, data: dict[str, Any]) -> None:
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", gettext("Write a phone or an e-mail: a free time is offered there"))
        since, until = data.get("wished_since"), data.get("wished_until")
        if since and until and until < since:
            self.add_error("wished_until", gettext("The last day lies before the first"))
        elif until and until < today():
            self.add_error("wished_until", gettext("This day is over"))

    def wished(self) -> DateRange | None:
        """The days who waits can come; none for any."""
        since, until = self.cleaned_data["wished_since"], self.cleaned_data["wished_until"]
        return DateRange(since, until + timedelta(days=1) if until else None) if since or until else None


def reasons() -> list[tuple[str, str]]:
    return [(r.code, r.name.get(lang())) for r in current().section("visits.yaml")]


class ComingForm(_Along):
    """Who comes and why, as a person writes it who books by themselves."""

    text = forms.CharField(
        label=_("What do you want to speak about?"), min_length=10, max_length=12_000,
        help_text=_("A few sentences. Who receives you reads them before, so that you are not sent on."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you want to speak about"), "min_length": _("Write a little more")},
    )  # fmt: skip
    area = PlaceField(
        label=_("Where is the matter?"), help_text=_("Village, town or district."),
        error_messages={"required": _("Write the place")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your full name"), max_length=160, min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name"), "min_length": _("Write the full name")},
    )  # fmt: skip
    contact = ContactField(
        label=_("Your phone or e-mail"),
        help_text=_("A code of six digits comes to it, and later a reminder."),
        error_messages={"required": _("Write your phone or e-mail")},
    )
    people = forms.IntegerField(
        label=_("How many people come"), required=False, min_value=1, max_value=500,
        help_text=_("Together with you. If you come alone, leave it empty."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a number")},
    )  # fmt: skip
    needs = forms.MultipleChoiceField(label=_("What you need"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = chosen(NEED_WORDS)  # type: ignore[attr-defined]

    def person(self) -> Person:
        channel, address = self.cleaned_data["contact"]
        return Person(
            name=self.cleaned_data["name"],
            phone=address if channel == "sms" else "",
            email=address if channel == "mail" else "",
            people=self.cleaned_data["people"] or 1,
            **self.along(),
        )
