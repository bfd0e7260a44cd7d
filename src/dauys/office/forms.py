"""Forms of the office: one person and where they work, who stands in, the end of an account."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.ground.accounts.models import User
from dauys.ground.tables.lines import Problem

Choices = Sequence[tuple[Any, Any]]  # value and label; a label with a list is a group


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={
            "required": gettext_lazy("Write the day"),
            "invalid": gettext_lazy("Write a day, as 15.03.2026"),
        },
    )


def _choose(words: Any) -> dict[str, Any]:
    return {"required": words, "invalid_choice": gettext_lazy("Choose one from the list")}


class PlaceForm(forms.Form):
    """In which role somebody works, and where: a body, one of its posts, or the whole office.

    Nothing is required by the fields themselves: the rules of the table say all that is wrong at once.
    """

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        error_messages=_choose(gettext_lazy("Choose the role")),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Body and post"),
        required=False,
        error_messages=_choose(gettext_lazy("Choose the body")),
    )

    def __init__(self, *args: Any, roles: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", _("Choose one"))
        self.fields["role"].choices = [empty, *roles]  # type: ignore[attr-defined]
        self.fields["place"].choices = [empty, *places]  # type: ignore[attr-defined]

    def cells(self) -> dict[str, str]:
        """As a line of a table of staff says it."""
        data = dict(self.cleaned_data)
        body, _space, post = data.pop("place", "").partition(" ")
        return {**data, "body": body, "post": post}

    def say(self, problems: Sequence[Problem]) -> None:
        """Each beside its field, in the order of the fields; what is empty is said as a form says it."""
        told = {"place" if p.column in ("body", "post") else p.column: p.words for p in reversed(problems)}
        for name, field in self.fields.items():
            if name in told:
                empty = not self.cleaned_data.get(name)
                self.add_error(name, field.error_messages["required"] if empty else told.pop(name))
        for words in (told[name] for name in told if name not in self.fields):
            self.add_error(None, words)


class PersonForm(PlaceForm):
    """One member of staff. What may stand in a field is said by the rules of the table."""

    field_order = ("name", "email", "role", "place", "language")
    name = forms.CharField(
        label=gettext_lazy("Name and surname"),
        required=False,
        error_messages={"required": gettext_lazy("Write the name and surname")},
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The letter goes there, and with it the person signs in."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write the e-mail")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letters"),
        required=False,
        error_messages=_choose(gettext_lazy("Choose one")),
    )

    def __init__(self, *args: Any, languages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """A colleague, and the first and the last day."""

    deputy = forms.ChoiceField(
        label=gettext_lazy("Who stands in"),
        error_messages=_choose(gettext_lazy("Choose one")),
    )
    since = _day_field(gettext_lazy("First day"))
    until = _day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, colleagues: Sequence[User], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        choices = [("", _("Choose one")), *((str(user.pk), f"{user.name} · {user.email}") for user in colleagues)]
        self.fields["deputy"].choices = choices  # type: ignore[attr-defined]
        self.fields["since"].initial = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if until and until < self._today:
            self.add_error("until", _("The last day is over already."))
        elif since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return data


class EndForm(forms.Form):
    """Ending an account is asked for twice."""

    sure = forms.BooleanField(
        label=gettext_lazy("Yes, end this account"),
        error_messages={"required": gettext_lazy("Tick the box if you are sure")},
    )
