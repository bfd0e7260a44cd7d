"""The forms of needs at the desk: one screen that takes a need in, and what came of a line."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.desk import lang
from dauys.cases.fields import DayField, PhoneField, PlaceField, TimeOfDayField
from dauys.ground.ui.moments import local, zone
from dauys.volunteers.actions.needs import NewLine
from dauys.volunteers.pack_words import languages, named, skills, works
from dauys.volunteers.points import point_of, typed_point
from dauys.volunteers.words_of_needs import PRIORITY_WORDS, SAFETY_WORDS

MORE_LINES = 3
ANY = "any"  # language: an extra line asks for none, whatever the need asks
MOST_PEOPLE = 10_000
MOST_HOURS = 72
AHEAD = timedelta(days=366)
_WRONG_NUMBER = {
    "invalid": _("Write a number"),
    "required": _("Write how many people"),
    "min_value": _("Write a number from 1 up"),
    "max_value": _("This is too many"),
}


def crew_field() -> forms.IntegerField:
    """From how many people on the work can begin; one where it is left empty."""
    return forms.IntegerField(
        label=_("Fewest people with whom work can begin"), required=False, min_value=1, max_value=MOST_PEOPLE,
        error_messages=_WRONG_NUMBER,
    )  # fmt: skip


def check_crew(form: forms.Form, data: dict[str, Any]) -> None:
    """Nobody waits for more people than are asked for."""
    if data.get("min_crew") and data.get("people") and data["min_crew"] > data["people"]:
        form.add_error("min_crew", gettext("This is more than the number of people"))


class LineForm(forms.Form):
    """One more line of a need; left empty it is none. Its time, language and urgency are those of the need where they
    are left empty."""

    asked = forms.CharField(label=_("What they do"), required=False, max_length=200)
    people = forms.IntegerField(
        label=_("How many people"), required=False, min_value=1, max_value=MOST_PEOPLE, error_messages=_WRONG_NUMBER
    )
    min_crew = crew_field()
    work = forms.ChoiceField(label=_("Kind of work"), required=False)
    skills = forms.MultipleChoiceField(
        label=_("What they must be able to do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    day = DayField(label=_("Day"), required=False)
    since = TimeOfDayField(label=_("From what time"), required=False)
    until = TimeOfDayField(label=_("Until what time"), required=False)
    priority = forms.TypedChoiceField(label=_("How urgent"), required=False, coerce=int, empty_value=None)
    speaks = forms.ChoiceField(label=_("Language they must speak"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_need = ("", gettext("As for the whole need"))
        for name, choices in (
            ("work", named(works(), lang())),
            ("skills", named(skills(), lang())),
            ("priority", [as_need, *((code, words()) for code, words in PRIORITY_WORDS.items())]),
            ("speaks", [as_need, (ANY, gettext("Any language")), *languages()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("people") and not data.get("asked"):
            self.add_error("asked", gettext("Write what they do"))
        elif data.get("asked") and not data.get("people") and "people" not in self.errors:
            self.add_error("people", gettext("Write how many people"))
        check_crew(self, data)
        for name, other, words in (
            ("since", "until", gettext("Write from what time")),
            ("until", "since", gettext("Write until what time")),
        ):
            if data.get(other) and not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        return data


class NeedForm(forms.Form):
    """Who needs what, where and when. Day and hours have what is usual at night: from now, for four hours."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    call = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("What is needed"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is needed")},
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=MOST_PEOPLE, initial=1, error_messages=_WRONG_NUMBER
    )
    min_crew = crew_field()
    work = forms.ChoiceField(label=_("Kind of work"))
    area = PlaceField(label=_("Village, town or district"), error_messages={"required": _("Write the place")})
    address = forms.CharField(label=_("Address, and how to find it"), required=False, max_length=300)
    point = forms.CharField(
        label=_("Point on the map"), required=False, max_length=60, help_text=_("For example 51.20, 70.90")
    )
    day = DayField(label=_("Day"))
    since = TimeOfDayField(label=_("From what time"))
    until = TimeOfDayField(label=_("Until what time"))
    priority = forms.TypedChoiceField(label=_("How urgent"), coerce=int, widget=forms.RadioSelect)
    skills = forms.MultipleChoiceField(
        label=_("What they must be able to do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    speaks = forms.ChoiceField(label=_("Language they must speak"), required=False)
    name = forms.CharField(label=_("Who asks: full name"), required=False, max_length=200)
    phone = PhoneField(label=_("Phone of who asks"), required=False)
    language = forms.ChoiceField(label=_("Language of who asks"))
    safety = forms.MultipleChoiceField(
        label=_("What is dangerous there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notice = forms.CharField(
        label=_("Open shift: what everybody may read"), required=False, max_length=300,
        help_text=_("With this, anybody may take it by themselves. Write no names, phones or addresses."),
    )  # fmt: skip
    again = forms.BooleanField(label=_("This is another need, not one of those above"), required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if not self.is_bound:  # else what has to be corrected has the focus
            self.fields["text"].widget.attrs["autofocus"] = True
        spoken = languages()
        for name, choices in (
            ("work", named(works(), lang())),
            ("skills", named(skills(), lang())),
            ("speaks", [("", "—"), *spoken]),
            ("language", spoken),
            ("priority", [(code, words()) for code, words in PRIORITY_WORDS.items()]),
            ("safety", [(code, words()) for code, words in SAFETY_WORDS.items()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_crew(self, data)
        day, since, until = data.get("day"), data.get("since"), data.get("until")
        if day and since and until:
            data["starts"], data["ends"] = self._span(self, day, since, until)
        typed = data.get("point", "")
        point = typed_point(typed) if typed else point_of(data.get("area") or "")
        if typed and point is None:
            self.add_error("point", gettext("Write the point as 51.20, 70.90, or leave it empty"))
        elif data.get("area") and point is None:
            self.add_error("point", gettext("Nobody knows where this place lies. Write the point as 51.20, 70.90"))
        data["at"] = point
        return data

    def _span(self, form: forms.Form, day: date, since: time, until: time) -> tuple[datetime, datetime]:
        """From when until when, and the error beside its field of the form, where that is no time to ask for."""
        starts, ends = between(day, since, until)
        if ends <= self.at:
            form.add_error("until", gettext("This time is over"))
        elif starts > self.at + AHEAD:
            form.add_error("day", gettext("This day is too far ahead"))
        return starts, ends

    def fits(self, more: list[LineForm]) -> bool:
        """Whether the times of the lines below can be asked for; both this form and theirs are valid in themselves."""
        for form in (form for form in more if form.cleaned_data.get("asked")):
            own = {name: form.cleaned_data[name] or self.cleaned_data[name] for name in ("day", "since", "until")}
            starts, ends = self._span(form, **own)
            form.cleaned_data.update(starts=starts, ends=ends)
        return not any(form.errors for form in more)

    def lines(self, more: list[LineForm]) -> list[NewLine]:
        """The need itself as its first line, and those written below it; after `fits`."""
        data = self.cleaned_data
        point: tuple[float, float] = data["at"]
        about: dict[str, Any] = {
            "lat": point[0], "lon": point[1], "is_shared": bool(data["notice"]), "notice": data["notice"],
        }  # fmt: skip
        first = _new_line(data["text"], data, **about)
        rest = []
        for own in (form.cleaned_data for form in more if form.cleaned_data.get("asked")):
            speaks = {"": data["speaks"], ANY: ""}.get(own["speaks"], own["speaks"])
            told = {**own, "speaks": speaks, "priority": own["priority"] or data["priority"]}
            rest.append(_new_line(own["asked"], told, **about))
        return [first, *rest]


def _new_line(asked: str, data: dict[str, Any], **about: Any) -> NewLine:
    return NewLine(
        asked=asked, work=data["work"], people=data["people"], min_crew=data["min_crew"] or 1, skills=data["skills"],
        starts=data["starts"], ends=data["ends"], language=data["speaks"], priority=data["priority"], **about,
    )  # fmt: skip


def between(day: date, since: time, until: time) -> tuple[datetime, datetime]:
    """From one time to another; an end before the beginning is on the next day."""
    starts = datetime.combine(day, since, tzinfo=zone())
    ends = datetime.combine(day, until, tzinfo=zone())
    return starts, ends if ends > starts else ends + timedelta(days=1)


def usual(at: datetime) -> dict[str, Any]:
    """What stands in the form before anything is typed: from the next quarter of an hour, for four hours."""
    now = local(at)
    starts = (now + timedelta(minutes=15 - now.minute % 15)).replace(second=0, microsecond=0)
    return {
        "day": starts.date(), "since": starts.time(), "until": (starts + timedelta(hours=4)).time(), "people": 1,
        "priority": 2, "language": lang(), "work": next((work.code for work in works()), ""),
    }  # fmt: skip


class ShareForm(forms.Form):
    """What everybody may read of an open shift."""

    notice = forms.CharField(max_length=300)


class ClosingForm(forms.Form):
    """What came of a line: the answer of its demand."""

    outcome = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect)
    found = forms.CharField(
        label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was done")},
    )  # fmt: skip
    decided = forms.CharField(
        label=_("How it goes on for the person"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how it goes on")},
    )  # fmt: skip
