"""The forms of campaigns: a new one, a ticket with no more than an age, a team, and tickets without names."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.desk import lang
from dauys.cases.fields import ContactField, DayField
from dauys.ground.packs.current import current
from dauys.volunteers.actions import MOST_TICKETS
from dauys.volunteers.campaign_ages import bands
from dauys.volunteers.consent import works_of
from dauys.volunteers.pack_words import named, works
from dauys.volunteers.zone_rows import MOST_PLACES

MOST_IN_TEAM = 1_000
_LINE = {"autocomplete": "off"}
_NUMBER = {**_LINE, "inputmode": "numeric"}
_WRONG_NUMBER = {"required": _("Write a number"), "invalid": _("Write a number")}


def band_words(starts: int, ends: int | None) -> str:
    """An age as it is asked: from, and up to but without."""
    if ends is None:
        return gettext("%d or older") % starts
    if starts == 0:
        return gettext("younger than %d") % ends
    return gettext("from %(since)d to %(until)d") % {"since": starts, "until": ends - 1}


class CampaignForm(forms.Form):
    """What everybody is called out for; its zones come by a table."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    office = forms.ChoiceField(label=_("Volunteer office"))
    name = forms.CharField(
        label=_("Name of the campaign"), max_length=120, min_length=2, widget=forms.TextInput(attrs=_LINE),
        error_messages=dict.fromkeys(("required", "min_length"), _("Write the name")),
    )  # fmt: skip
    notice = forms.CharField(
        label=_("What everybody reads"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is done, what to bring, whom to ask. No names and no phones of people."),
    )  # fmt: skip
    work = forms.ChoiceField(label=_("Kind of work"))
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["work"].choices = named(works(), lang())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", gettext("The last day is before the first one"))
        elif first and last and (last - first).days > 31:
            self.add_error("last_on", gettext("A campaign lasts a month at most"))
        return data


class TicketForm(forms.Form):
    """A ticket without a name: the age in the bands of the law, and whether a parent comes along."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    from_age = forms.TypedChoiceField(
        label=_("Age on that day"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the age"), "invalid_choice": _("Choose the age")},
    )  # fmt: skip
    with_parent = forms.BooleanField(label=_("A parent or guardian comes along"), required=False)

    def __init__(self, *args: Any, work: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = bands(works_of(current()), work)
        self.fields["from_age"].choices = [  # type: ignore[attr-defined]
            (str(starts), band_words(starts, ends) if len(found) > 1 else gettext("any age"))
            for starts, ends in reversed(found)
        ]


class TicketsForm(TicketForm):
    """Several tickets of one age at once, for people who have no phone."""

    people = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=MOST_TICKETS, widget=forms.TextInput(attrs=_NUMBER),
        error_messages=_WRONG_NUMBER,
    )  # fmt: skip


def _zone_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Number of the zone"), min_value=1, max_value=1_000_000, widget=forms.TextInput(attrs=_NUMBER),
        error_messages=_WRONG_NUMBER,
    )  # fmt: skip


class PlacesForm(forms.Form):
    """How many may come to a zone."""

    zone = _zone_field()
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=MOST_PLACES, widget=forms.TextInput(attrs=_NUMBER),
        error_messages=_WRONG_NUMBER,
    )  # fmt: skip


class TeamForm(forms.Form):
    """A team of a zone, and who leads it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    zone = _zone_field()
    name = forms.CharField(label=_("Name of the team"), max_length=120, widget=forms.TextInput(attrs=_LINE),
                           error_messages={"required": _("Write the name")})  # fmt: skip
    most = forms.IntegerField(
        label=_("People at most"), min_value=1, max_value=MOST_IN_TEAM, initial=30,
        widget=forms.TextInput(attrs=_NUMBER), error_messages=_WRONG_NUMBER,
    )  # fmt: skip
    leader = ContactField(
        label=_("Who leads: phone or e-mail of a volunteer"), required=False, widget=forms.TextInput(attrs=_LINE)
    )
