"""The forms of volunteers at the desk: a walk-in, the paper of a skill, a consent, a group and who leads it."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.desk import lang
from dauys.cases.fields import ContactField, DayField, MailField, PhoneField
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import today
from dauys.volunteers.forms_of_people import Helps, Named
from dauys.volunteers.models import Volunteer
from dauys.volunteers.pack_words import work_name, works
from dauys.volunteers.people import Guardian, NewVolunteer
from dauys.volunteers.rules import GROUP_KINDS
from dauys.volunteers.words_of_people import GROUP_WORDS, KIND_WORDS, WAY_WORDS, chosen

MOST_MEMBERS = 1_000
_LINE = {"autocomplete": "off"}


class RegisterForm(Helps, Named):
    """A volunteer as the desk writes them down: phone and e-mail may be missing."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    phone = PhoneField(label=_("Phone"), required=False, widget=forms.TextInput(attrs={**_LINE, "inputmode": "tel"}))
    email = MailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language of letters"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(c, names.get(c, c)) for c in current().languages]  # type: ignore[attr-defined]

    def person(self, volunteer: Volunteer | None = None) -> NewVolunteer:
        """Of a `volunteer` who is there already, contacts left empty stay as they are."""
        data, about = self.cleaned_data, self.about(volunteer)
        if volunteer and not about["emergency_phone"]:
            about["emergency_phone"] = volunteer.emergency_phone
        return NewVolunteer(
            name=data["name"],
            born_on=data["born_on"],
            language=data["language"],
            phone=data["phone"] or (volunteer.phone if volunteer else ""),
            email=data["email"].lower() or (volunteer.email if volunteer else ""),
            **about,
        )


class ConsentForm(forms.Form):
    """A consent on paper or before a clerk."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    guardian = forms.CharField(
        label=_("Parent or guardian, full name"), max_length=160, min_length=2, widget=forms.TextInput(attrs=_LINE),
        error_messages={"required": _("Write the name"), "min_length": _("Write the full name")},
    )  # fmt: skip
    relation = forms.CharField(
        label=_("Who they are to the volunteer"), required=False, max_length=60, widget=forms.TextInput(attrs=_LINE)
    )
    phone = PhoneField(label=_("Phone"), required=False, widget=forms.TextInput(attrs={**_LINE, "inputmode": "tel"}))
    way = forms.ChoiceField(label=_("In which way"))
    kind = forms.ChoiceField(label=_("What they agree to"))
    work = forms.ChoiceField(label=_("For which work"), required=False)
    until = DayField(label=_("Until, this day included"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {
            "way": chosen(WAY_WORDS, ("paper", "in_person")),
            "kind": chosen(KIND_WORDS),
            "work": [("", gettext("Every kind")), *((w.code, work_name(w.code, lang())) for w in works())],
        }
        for name, choices in given.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day and day < today():
            raise forms.ValidationError(gettext("This day is over"))
        return day

    def about(self) -> dict[str, Any]:
        """What is recorded of it."""
        data = dict(self.cleaned_data)
        guardian = Guardian(data.pop("guardian"), data.pop("phone"), data.pop("relation"))
        return {"guardian": guardian, **data}


class GroupForm(forms.Form):
    """A group that comes by one link."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    office = forms.ChoiceField(label=_("Volunteer office"))
    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(
        label=_("Name of the group"), max_length=120, min_length=2, widget=forms.TextInput(attrs=_LINE),
        error_messages=dict.fromkeys(("required", "min_length"), _("Write the name of the group")),
    )  # fmt: skip
    most = forms.IntegerField(
        label=_("Members at most"), min_value=1, max_value=MOST_MEMBERS, initial=30,
        widget=forms.TextInput(attrs={**_LINE, "inputmode": "numeric"}),
        error_messages={"required": _("Write a number"), "invalid": _("Write a number")},
    )  # fmt: skip
    closes_on = DayField(label=_("Last day of the link"), required=False)
    leader = ContactField(
        label=_("Who leads: phone or e-mail of a volunteer"), required=False,
        widget=forms.TextInput(attrs=_LINE),
        help_text=_("Left empty, the first grown-up who joins leads."),
    )  # fmt: skip

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["kind"].choices = chosen(GROUP_WORDS, GROUP_KINDS)  # type: ignore[attr-defined]

    def clean_closes_on(self) -> date | None:
        day: date | None = self.cleaned_data["closes_on"]
        if day and day < today():
            raise forms.ValidationError(gettext("This day is over"))
        return day


class LeaderForm(forms.Form):
    """Who leads a group that is there already."""

    contact = ContactField(
        label=_("Who leads: phone or e-mail of a volunteer"), widget=forms.TextInput(attrs=_LINE),
        error_messages={"required": _("Write the phone or e-mail")},
    )  # fmt: skip


class PaperForm(forms.Form):
    """The paper for a skill."""

    skill = forms.ChoiceField(label=_("Skill"))
    evidence = forms.CharField(
        label=_("Number and issuer of the paper"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    counts_until = DayField(label=_("Until, this day included"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = choices  # type: ignore[attr-defined]
