"""The forms of volunteers: who somebody is, where and when they help, a parent, a group."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.desk import lang
from dauys.cases.fields import ContactField, DayField, PhoneField, PlaceField
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import today
from dauys.volunteers.consent import asked_kind, works_of
from dauys.volunteers.models import Volunteer
from dauys.volunteers.pack_words import skills
from dauys.volunteers.people import Guardian, NewPlace, NewVolunteer
from dauys.volunteers.points import point_of
from dauys.volunteers.rules import DAYS, PARTS, WEEK, age_on, bits_of, names_of
from dauys.volunteers.words_of_people import DAY_WORDS, PART_WORDS

RADII = (5, 15, 40, 100)  # kilometres
OLDEST = 120
MOST_TASKS = 10  # a week
_LINE = {"autocomplete": "off"}
_HOURS = [("", "—"), *((str(hour), f"{hour:02d}:00") for hour in range(24))]
Cell = tuple[str, str, bool]  # a part of the week, how it is read out, whether it is ticked


class Helps(forms.Form):
    """Where and when somebody helps, and what they can: asked of oneself and at the desk alike."""

    area = PlaceField(
        label=_("Where you help from"), help_text=_("Village, town or district."),
        error_messages={"required": _("Write the place")},
    )  # fmt: skip
    radius = forms.ChoiceField(label=_("How far you go"), initial="15")
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a language at least")},
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        label=_("What you can do"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick only what you would do when called. Marked ones need a paper, which the office looks at."),
    )  # fmt: skip
    free = forms.MultipleChoiceField(
        label=_("When you are free"), choices=[(part, part) for part in WEEK],
        error_messages={"required": _("Choose a time at least")},
    )  # fmt: skip
    max_load = forms.TypedChoiceField(
        label=_("Tasks a week at most"), coerce=int, initial="1",
        choices=[(n, str(n)) for n in range(1, MOST_TASKS + 1)],
    )  # fmt: skip
    emergency_name = forms.CharField(
        label=_("Whom to call if something happens to you"), required=False, max_length=160,
        widget=forms.TextInput(attrs=_LINE),
    )  # fmt: skip
    emergency_phone = PhoneField(label=_("Their phone"), required=False)
    quiet_since = forms.TypedChoiceField(
        label=_("Do not write to me from"), required=False, coerce=int, empty_value=None, choices=_HOURS
    )
    quiet_until = forms.TypedChoiceField(
        label=_("Write to me again from"), required=False, coerce=int, empty_value=None, choices=_HOURS
    )
    area_2 = PlaceField(label=_("Second place"), required=False)
    radius_2 = forms.ChoiceField(label=_("How far you go"), required=False)
    area_3 = PlaceField(label=_("Third place"), required=False)
    radius_3 = forms.ChoiceField(label=_("How far you go"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names, km = dict(settings.LANGUAGES), gettext("km")
        given: dict[str, Any] = {
            "languages": [(code, names.get(code, code)) for code in current().languages],
            "skills": [(skill.code, _skill_words(skill)) for skill in skills()],
            **{name: [(str(n), f"{n} {km}") for n in RADII] for name in ("radius", "radius_2", "radius_3")},
        }
        for name, choices in given.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def week(self) -> Iterator[tuple[str, list[Cell]]]:
        """The grid of the week: a day, and its parts."""
        ticked = set(self["free"].value() or ())
        for day in DAYS:
            word = DAY_WORDS[day]()
            parts = [(f"{day}-{part}", f"{word}, {PART_WORDS[part]().lower()}") for part in PARTS]
            yield word, [(code, said, code in ticked) for code, said in parts]

    def parts(self) -> list[str]:
        return [PART_WORDS[part]() for part in PARTS]

    @property
    def opens_more(self) -> bool:
        """Whether the folded fields hold something, or something wrong."""
        more = ("emergency_name", "emergency_phone", "quiet_since", "quiet_until", "area_2", "area_3")
        return any(self[name].errors or self[name].value() not in (None, "") for name in more)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("area", "area_2", "area_3"):
            if data.get(name) and point_of(data[name]) is None:
                self.add_error(name, gettext("The map has no point for this place yet. Write the nearest town."))
        since, until = data.get("quiet_since"), data.get("quiet_until")
        if (since is None) != (until is None) and not {"quiet_since", "quiet_until"} & set(self.errors):
            self.add_error("quiet_until" if until is None else "quiet_since", gettext("Choose both hours, or neither"))
        return data

    def about(self, volunteer: Volunteer | None = None) -> dict[str, Any]:
        """What NewVolunteer takes of this form; papers of skills stay as they were written."""
        data = self.cleaned_data
        kept = {row.skill: row.evidence for row in volunteer.skills.all()} if volunteer else {}
        return {
            "places": list(self._places()),
            "languages": data["languages"],
            "skills": {code: kept.get(code, "") for code in data["skills"]},
            "free": bits_of(data["free"]),
            "max_load": data["max_load"],
            "emergency_name": data["emergency_name"],
            "emergency_phone": data["emergency_phone"],
            "quiet_since": data["quiet_since"],
            "quiet_until": data["quiet_until"],
        }

    def _places(self) -> Iterator[NewPlace]:
        for number in ("", "_2", "_3"):
            path = self.cleaned_data[f"area{number}"]
            if path and (point := point_of(path)):
                yield NewPlace(path, *point, int(self.cleaned_data[f"radius{number}"] or RADII[1]))


def _skill_words(skill: Any) -> str:
    name: str = skill.name.get(lang())
    return f"{name} *" if skill.evidence else name


class Named(forms.Form):
    name = forms.CharField(
        label=_("Full name"), max_length=160, min_length=2, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name"), "min_length": _("Write the full name")},
    )  # fmt: skip
    born_on = DayField(label=_("Date of birth"), autocomplete="bday")

    def clean_born_on(self) -> date:
        day: date = self.cleaned_data["born_on"]
        if day >= today() or age_on(day, today()) > OLDEST:
            raise forms.ValidationError(gettext("Check the date of birth"))
        return day


class GuardianForm(forms.Form):
    """A parent or guardian who is written to and signs by a code."""

    guardian_name = forms.CharField(
        label=_("Name of your parent or guardian"), max_length=160, min_length=2,
        widget=forms.TextInput(attrs=_LINE),
        error_messages={"required": _("Write the name of your parent or guardian"),
                        "min_length": _("Write the full name")},
    )  # fmt: skip
    guardian_phone = PhoneField(
        label=_("Their phone"), help_text=_("They get an SMS with a link, and sign there."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Write the phone of your parent or guardian")},
    )  # fmt: skip

    def __init__(self, *args: Any, own_phone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_phone = own_phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("guardian_phone") and data["guardian_phone"] == self.own_phone:
            told = gettext("This is your own phone. A parent signs by theirs; without one, come to the office.")
            self.add_error("guardian_phone", told)
        return data

    def guardian(self) -> Guardian:
        return Guardian(self.cleaned_data["guardian_name"], self.cleaned_data["guardian_phone"])


class JoinForm(GuardianForm, Helps, Named):
    """Signing up by oneself; the parent is asked for only of who needs one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    contact = ContactField(
        label=_("Your phone or e-mail"),
        help_text=_("A code of six digits comes to it, and later what help is asked for."),
        error_messages={"required": _("Write your phone or e-mail")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_guardian = False
        for name in ("guardian_name", "guardian_phone"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        self.own_phone = (self.cleaned_data.get("contact") or ("", ""))[1]
        data = super().clean()
        born_on = data.get("born_on")
        self.asks_guardian = bool(born_on and asked_kind(works_of(current()), age_on(born_on, today())))
        if not self.asks_guardian:
            for name in ("guardian_name", "guardian_phone"):
                self.errors.pop(name, None)
            return data
        for name in ("guardian_name", "guardian_phone"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return data

    def person(self) -> NewVolunteer:
        channel, address = self.cleaned_data["contact"]
        return NewVolunteer(
            name=self.cleaned_data["name"],
            born_on=self.cleaned_data["born_on"],
            language=lang(),
            phone=address if channel == "sms" else "",
            email=address if channel == "mail" else "",
            **self.about(),
        )


class ChangeOwnForm(Helps):
    """What a volunteer changes by themselves: all but name, day of birth and contact."""


class PauseForm(forms.Form):
    until = DayField(label=_("Pause until, this day included"))

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < today():
            raise forms.ValidationError(gettext("This day is over"))
        if (day - today()).days > 366:
            raise forms.ValidationError(gettext("A pause is for a year at most"))
        return day


def written(volunteer: Volunteer) -> dict[str, Any]:
    """What stands there of a volunteer, for a form; their own phone and e-mail are not shown."""
    values: dict[str, Any] = {
        "name": volunteer.name,
        "born_on": volunteer.born_on,
        "language": volunteer.language,
        "languages": volunteer.languages,
        "skills": [row.skill for row in volunteer.skills.all()],
        "free": names_of(volunteer.free),
        "max_load": volunteer.max_load,
        "emergency_name": volunteer.emergency_name,
        "emergency_phone": volunteer.emergency_phone,
        "quiet_since": volunteer.quiet_since,
        "quiet_until": volunteer.quiet_until,
    }
    for place in volunteer.places.all():
        number = f"_{place.position + 1}" if place.position else ""
        values[f"area{number}"] = place.area_path
        values[f"radius{number}"] = str(min(RADII, key=lambda n: abs(n - place.radius_km)))
    return values
