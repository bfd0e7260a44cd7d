"""Forms of asking for help: a need in one's own words, a wish to be called, and what came of a call."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.actions import NewParty
from dauys.cases.desk import lang
from dauys.cases.fields import DayField, PhoneField, PlaceField, TimeOfDayField
from dauys.ground.ui.moments import local, zone
from dauys.volunteers.actions.needs import URGENT, NewLine
from dauys.volunteers.offices import office_of
from dauys.volunteers.pack_words import asked_works, languages, named, works
from dauys.volunteers.points import point_of
from dauys.volunteers.rules import SAFETY
from dauys.volunteers.words_of_needs import SAFETY_WORDS

SOON = timedelta(days=1)  # as soon as possible means within this
MOST_AHEAD = timedelta(days=90)
MOST_PEOPLE = 50
_NAME = {"required": _("Write your name"), "min_length": _("Write the full name")}


class AskForm(forms.Form):
    """A need as somebody writes it who asks for themselves; `at` is the moment of writing."""

    text = forms.CharField(
        label=_("What help is needed?"), min_length=10, max_length=3_000,
        help_text=_("In your own words: what has to be done, what is there to work with."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what help is needed"), "min_length": _("Write a little more")},
    )  # fmt: skip
    work = forms.ChoiceField(
        label=_("What kind of help is it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one from the list")},
    )  # fmt: skip
    area = PlaceField(
        label=_("Where is help needed?"), help_text=_("Village, town or district."),
        error_messages={"required": _("Write the place")},
    )  # fmt: skip
    address = forms.CharField(
        label=_("Street, house and how to find you"), min_length=3, max_length=300,
        help_text=_("Only who comes to help is shown this."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Write the address"), "min_length": _("Write a little more")},
    )  # fmt: skip
    when = forms.ChoiceField(
        label=_("When is help needed?"), widget=forms.RadioSelect, error_messages={"required": _("Choose one")}
    )
    day = DayField(label=_("Day"), required=False, autocomplete="off")
    since = TimeOfDayField(label=_("From what time"), required=False)
    until = TimeOfDayField(label=_("Until what time"), required=False)
    people = forms.IntegerField(
        label=_("How many people are needed?"), min_value=1, max_value=MOST_PEOPLE, initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write a number"), "invalid": _("Write a number")},
    )  # fmt: skip
    safety = forms.MultipleChoiceField(
        label=_("What should those who come know?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(
        label=_("Your full name"), max_length=160, min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "name"}), error_messages=_NAME,
    )  # fmt: skip
    phone = PhoneField(
        label=_("Your phone"), help_text=_("A code of six digits comes to it by SMS."),
        error_messages={"required": _("Write your phone")},
    )  # fmt: skip

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = local(at)
        choices: dict[str, Any] = {
            "work": named(asked_works(), lang()),
            "when": [("soon", gettext("As soon as possible, within a day")), ("at", gettext("At a certain time"))],
            "safety": [(code, SAFETY_WORDS[code]()) for code in SAFETY],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]

    def clean_area(self) -> str:
        area: str = self.cleaned_data["area"]
        if office_of(area) is None or point_of(area) is None:
            raise forms.ValidationError(gettext("No volunteer office works for this place yet. Call us instead."))
        return area

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == "at":
            self._check_time(data)
        return data

    def _check_time(self, data: dict[str, Any]) -> None:
        missing = {"day": gettext("Write the day"), "since": gettext("Write from what time"),
                   "until": gettext("Write until what time")}  # fmt: skip
        for name, words in missing.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        day, since, until = data.get("day"), data.get("since"), data.get("until")
        if not (day and since and until):
            return
        if until <= since:
            self.add_error("until", gettext("The end lies before the beginning"))
        elif day - self.at.date() > MOST_AHEAD:
            self.add_error("day", gettext("Ask at most three months ahead"))
        elif datetime.combine(day, until, tzinfo=zone()) <= self.at:
            self.add_error("day" if day < self.at.date() else "until", gettext("This time is over"))

    def span(self) -> tuple[datetime, datetime]:
        """From when until when help is needed."""
        data = self.cleaned_data
        if data["when"] == "soon":
            return self.at, self.at + SOON
        starts, ends = (datetime.combine(data["day"], data[name], tzinfo=zone()) for name in ("since", "until"))
        return starts, ends

    def line(self) -> NewLine:
        """The one line of such a need; what goes first by the pack is urgent."""
        data, (starts, ends) = self.cleaned_data, self.span()
        lat, lon = point_of(data["area"]) or (0.0, 0.0)
        first = any(work.first for work in works() if work.code == data["work"])
        return NewLine(
            asked=data["text"], work=data["work"], people=data["people"], starts=starts, ends=ends, lat=lat, lon=lon,
            priority=URGENT if first else 2,
        )  # fmt: skip

    def person(self) -> NewParty:
        return NewParty(self.cleaned_data["name"], phone=self.cleaned_data["phone"])


def typed(form: AskForm) -> dict[str, Any]:
    """What was typed into the form, so that it can be read again."""
    return {name: form[name].value() for name in form.fields if form[name].value()}


class CallMeForm(forms.Form):
    """A wish to be called, of who does not want to write."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Your name"), max_length=160, min_length=2, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages=_NAME,
    )  # fmt: skip
    phone = PhoneField(label=_("Your phone"), error_messages={"required": _("Write your phone")})
    language = forms.ChoiceField(label=_("In which language shall we speak?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]


class CallForm(forms.Form):
    """A call that comes in, as far as it is known when it is picked up."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    phone = PhoneField(
        label=_("The number that calls"), required=False, help_text=_("Leave it empty if it is not shown.")
    )
    name = forms.CharField(
        label=_("Full name"), required=False, max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What came of a call. Who asked to be called later says when; `number` is the appeal that it was about."""

    outcome = forms.ChoiceField(
        label=_("What came of the call"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it")},
    )  # fmt: skip
    day = DayField(label=_("Day"), required=False, autocomplete="off")
    time = TimeOfDayField(label=_("Time"), required=False)
    about = forms.CharField(
        label=_("What was said, for who calls next"), required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number of the appeal it was about"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = local(at)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("done", gettext("We spoke")),
            ("no_answer", gettext("Nobody answered: try again in half an hour")),
            ("later", gettext("Call again at a certain time")),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") != "later":
            return data
        for name, words in {"day": gettext("Write the day"), "time": gettext("Write the time")}.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        again = self.again_at()
        if again and again <= self.at:
            self.add_error("day" if again.date() < self.at.date() else "time", gettext("This time is over"))
        elif again and again - self.at > MOST_AHEAD:
            self.add_error("day", gettext("Put a call off for three months at most"))
        return data

    def again_at(self) -> datetime | None:
        """When they want to be called; None for any other outcome."""
        data = self.cleaned_data
        if data.get("outcome") != "later" or not data.get("day") or not data.get("time"):
            return None
        return datetime.combine(data["day"], data["time"], tzinfo=zone())
