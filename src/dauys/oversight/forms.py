"""The form of a method sheet: what it is about, and its words in every language of the pack."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases.desk import lang
from dauys.ground.packs.current import current


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class SheetForm(forms.Form):
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = current()
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", _("All topics")), *((t.code, t.name.get(lang())) for t in pack.topics.values())
        ]  # fmt: skip
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("All kinds")), *((k.code, k.name.get(lang())) for k in pack.kinds.values())
        ]  # fmt: skip
        for code in pack.languages:
            name = dict(settings.LANGUAGES).get(code, code)
            self.fields[f"title_{code}"] = forms.CharField(label=f"{_('Title')} ({name})", max_length=160)
            self.fields[f"text_{code}"] = forms.CharField(
                label=f"{_('How to answer')} ({name})", max_length=8_000, widget=forms.Textarea(attrs={"rows": 6})
            )
            self.fields[f"points_{code}"] = forms.CharField(
                label=f"{_('Points')} ({name})",
                help_text=_("One on each line, as many and in the same order in every language"),
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in")

    def words(self) -> dict[str, dict[str, Any]]:
        data = self.cleaned_data
        return {
            code: {
                "title": data[f"title_{code}"],
                "text": data[f"text_{code}"].replace("\r\n", "\n").strip(),
                "points": _lines(data[f"points_{code}"]),
            }
            for code in current().languages
        }


def initial_of(words: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The fields of the form from the words of a version."""
    found: dict[str, str] = {}
    for code, said in words.items():
        found |= {f"title_{code}": said["title"], f"text_{code}": said["text"]}
        found[f"points_{code}"] = "\n".join(said["points"])
    return found


class SampleForm(forms.Form):
    month = forms.DateField(
        label=gettext_lazy("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
        error_messages={
            "required": gettext_lazy("Choose the month"),
            "invalid": gettext_lazy("Write the month as 2026-03"),
        },
    )
    size = forms.IntegerField(
        label=gettext_lazy("How many answers"),
        min_value=1,
        max_value=200,
        initial=30,
        error_messages={
            "required": gettext_lazy("Write a number from 1 to 200"),
            "invalid": gettext_lazy("Write a number from 1 to 200"),
            "min_value": gettext_lazy("Write a number from 1 to 200"),
            "max_value": gettext_lazy("Write a number from 1 to 200"),
        },
    )
    seed = forms.RegexField(
        r"\A[A-Za-z0-9-]*\Z",
        label=gettext_lazy("Seed"),
        help_text=gettext_lazy(
            "Optional. With the same seed the same answers are drawn; without one, chance names it."
        ),
        required=False,
        max_length=32,
        error_messages={"invalid": gettext_lazy("Only letters, digits and hyphens")},
    )
