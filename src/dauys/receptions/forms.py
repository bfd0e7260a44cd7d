"""The forms of receptions: a schedule with its lines, a protocol with its instructions."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.fields import DayField, PhoneField, PlaceField, TimeOfDayField
from dauys.ground.ui.moments import today
from dauys.receptions.actions import Line
from dauys.receptions.rules import REMOTE
from dauys.receptions.words import (
    MODE_WORDS,
    OUTCOME_WORDS,
    REPEATS,
    WORKDAYS,
    chosen,
)

LINES, ORDERS = 4, 3
MOST_DAYS = 366
_LINE = {"autocomplete": "off"}
check_link = URLValidator(schemes=["https"], message=_("Write the whole link of a secure page, or a phone number"))
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class ScheduleForm(forms.Form):
    """The days a schedule holds for; its lines are forms of their own."""

    since = DayField(label=_("From which day"))
    until = DayField(label=_("Until, this day included"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day lies before the first"))
        elif since and until and (until - since).days > MOST_DAYS:
            self.add_error("until", gettext("A schedule is made for a year at most"))
        elif until and until < today():
            self.add_error("until", gettext("This day is over"))
        return data


class LineForm(forms.Form):
    """One line of a schedule; left empty it is none."""

    first = DayField(label=_("First day"), required=False)
    opens = TimeOfDayField(label=_("From what time"), required=False)
    closes = TimeOfDayField(label=_("Until what time"), required=False)
    repeat = forms.ChoiceField(label=_("How often"), required=False)
    slot_minutes = forms.IntegerField(
        label=_("Minutes for each"), required=False, min_value=5, max_value=1440,
        error_messages={"invalid": _("Write minutes as a number, for example 20")},
    )  # fmt: skip
    lanes = forms.IntegerField(
        label=_("How many at the same time"), required=False, min_value=1, max_value=200,
        error_messages={"invalid": _("Write a number")},
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("In which way"), required=False)
    join = forms.CharField(
        label=_("How to join by video or phone"), required=False, max_length=300, widget=forms.TextInput(attrs=_LINE),
        help_text=_("The whole link of the video call, or a phone number. Only who booked sees it."),
    )  # fmt: skip
    kept = forms.IntegerField(
        label=_("Places kept for phone and desk"), required=False, min_value=0, max_value=200,
        error_messages={"invalid": _("Write a number")},
    )  # fmt: skip
    area = PlaceField(label=_("Village of a visiting reception"), required=False)
    place = forms.CharField(
        label=_("Where people meet, if not at the centre"), required=False, max_length=200,
        widget=forms.TextInput(attrs=_LINE),
    )  # fmt: skip

    def __init__(self, *args: Any, whole_day: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole_day = whole_day  # of a place for days: all come in the morning and stay
        if whole_day:
            for name in ("slot_minutes", "mode", "join", "kept", "area", "place"):
                del self.fields[name]
        self.fields["repeat"].choices = chosen(REPEATS)  # type: ignore[attr-defined]
        if "mode" in self.fields:
            self.fields["mode"].choices = chosen(MODE_WORDS)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("first", "opens", "closes")):
            return data
        for name in ("first", "opens", "closes"):
            if not data.get(name) and name not in self.errors:
                field = self.fields[name]
                self.add_error(name, field.error_messages["required"])
        opens, closes, each = data.get("opens"), data.get("closes"), data.get("slot_minutes") or 20
        if opens and closes and self._minutes(opens, closes) < each:
            self.add_error("closes", gettext("There is not even one slot in this time"))
        if data.get("join") and data.get("mode") not in REMOTE:
            self.add_error("join", gettext("Choose video, phone or live line above, or leave this empty"))
        if data.get("mode") == "visiting" and not data.get("area") and "area" not in self.errors:
            self.add_error("area", gettext("Write the village where it is held"))
        elif data.get("area") and data.get("mode") != "visiting":
            self.add_error("mode", gettext("Choose “Visiting reception”, or leave the village empty"))
        return data

    def clean_join(self) -> str:
        typed = str(self.cleaned_data["join"]).strip()
        if not typed:
            return ""
        if typed.startswith("https://"):
            check_link(typed)
            return typed
        number = PhoneField().clean(typed)
        return str(number)

    @staticmethod
    def _minutes(opens: Any, closes: Any) -> int:
        return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute

    def line(self) -> Line | None:
        """What was written as a line; none of an empty form."""
        data = self.cleaned_data
        if not data.get("first"):
            return None
        return Line(
            first=data["first"], opens=data["opens"], minutes=self._minutes(data["opens"], data["closes"]),
            rule=rule_of(data.get("repeat") or "once", data["first"]), lanes=data.get("lanes") or 1,
            slot_minutes=self._minutes(data["opens"], data["closes"]) if self.whole_day
            else data.get("slot_minutes") or 20,
            mode=data.get("mode") or "in_person", area_path=data.get("area") or "", place=data.get("place", ""),
            kept=data.get("kept") or 0, join=data.get("join", ""),
        )  # fmt: skip


def rule_of(repeat: str, first: date) -> str:
    """The rule of RFC 5545 for a choice of the form, from the weekday of the first day."""
    day = _DAYS[first.weekday()]
    if repeat == "week":
        return f"FREQ=WEEKLY;BYDAY={day}"
    if repeat == "workdays":
        return WORKDAYS
    if repeat == "two_weeks":
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}"
    if repeat == "month":
        nth = (first.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{day}"
    return ""


class ProtocolForm(forms.Form):
    """What came of a visit; the instructions are forms of their own."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect,
                                error_messages={"required": _("Choose what came of it")})  # fmt: skip
    summary = forms.CharField(
        label=_("What was found out"), min_length=15, max_length=6_000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was found out"), "min_length": _("Write a little more")},
    )  # fmt: skip
    decided = forms.CharField(
        label=_("What was decided"), min_length=15, max_length=6_000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was decided"), "min_length": _("Write a little more")},
    )  # fmt: skip
    norm = forms.CharField(
        label=_("Norm a refusal rests on"), required=False, max_length=300, widget=forms.TextInput(attrs=_LINE)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = chosen(OUTCOME_WORDS)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == "refused" and len(data.get("norm", "").strip()) < 3:
            self.add_error("norm", gettext("Name the norm the refusal rests on"))
        return data


class OrderForm(forms.Form):
    """One instruction, or what is forwarded; left empty it is none. Forwarded, it needs no day of the head."""

    executor = forms.ChoiceField(label=_("Who carries it out"), required=False)
    text = forms.CharField(
        label=_("What is to be done"), required=False, max_length=3_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_on = DayField(label=_("Until which day"), required=False)
    controller = forms.ChoiceField(label=_("Who controls it"), required=False)

    def __init__(
        self,
        *args: Any,
        bodies: list[tuple[str, str]],
        controllers: list[tuple[str, str]],
        needs_day: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs_day = needs_day
        nobody = ("", gettext("Whoever controls receptions at the body"))
        self.fields["controller"].choices = [nobody, *controllers]  # type: ignore[attr-defined]
        self.fields["executor"].choices = [("", "—"), *bodies]  # type: ignore[attr-defined]

    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("executor", "text"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in ("executor", "text", "due_on", "controller")):
            if not data.get("executor"):
                self.add_error("executor", gettext("Choose who carries it out"))
            if len(data.get("text", "").strip()) < 10:
                self.add_error("text", gettext("Write what is to be done"))
            if self.needs_day and not data.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", gettext("Write the day"))
            elif data.get("due_on") and data["due_on"] < today():
                self.add_error("due_on", gettext("This day is over"))
        return data
