"""The forms of publication: what staff decide about a voice, and what a reader wants to hear of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from dauys.core.redaction import only_covers
from dauys.publication.filters import area_choices, topic_choices
from dauys.publication.rules import REASONS
from dauys.publication.words import REASON_WORDS

_COVERS = _("Only cover or remove words: nothing may be put in or changed. Cover with these signs: █████")


def _one_kind_of_line(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


class _PublicWords(forms.Form):
    text = forms.CharField(
        label=_("Public text"),
        help_text=_COVERS,
        widget=forms.Textarea(attrs={"rows": 9}),
        max_length=12_000,
        error_messages={"required": _("Leave at least a part of the words, or do not show them")},
    )
    decided = forms.CharField(
        label=_("Public part of the answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=12_000,
    )


class WordsForm(_PublicWords):
    """The public text of a voice and, if it was answered, what the answer decided; `words` and `decided` are their
    sources."""

    show_answer = forms.BooleanField(
        label=_("I read this part of the answer: it holds no personal data. Show it"), required=False
    )

    show_files = forms.TypedMultipleChoiceField(
        label=_("Files of the answer"),
        help_text=_("Tick a file only after you opened it: it holds no personal data, and all may see it"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        words: str | None,
        decided: str | None,
        files: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show_files"].choices = files  # type: ignore[attr-defined]
        if not files:
            del self.fields["show_files"]
        self.originals = {"text": words, "decided": decided}
        if words is None:
            del self.fields["text"]
        if decided is None:
            del self.fields["decided"], self.fields["show_answer"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, original in self.originals.items():
            given = _one_kind_of_line(data.get(name) or "")
            if name in data:
                data[name] = given
            if given and original is not None and not only_covers(given, original):
                self.add_error(name, _COVERS)
        if data.get("show_files") and not data.get("show_answer"):
            self.add_error("show_answer", _("Files are shown with the answer only"))
        if data.get("show_answer") and not data.get("decided"):
            self.add_error("decided", _("Leave at least a part of the answer, or do not show it"))
        return data


class CoverForm(_PublicWords):
    """The words as they stand on the public page, to cover more of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("decided"):
            del self.fields["decided"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.fields:
            given, now = _one_kind_of_line(data.get(name) or ""), self.initial[name]
            if name in data and not (given and only_covers(given, now)):
                self.add_error(name, _COVERS)
            data[name] = given
        return data


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why are the words not shown?"),
        choices=[(code, REASON_WORDS[code]) for code in REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the words are not shown")},
    )


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Write your e-mail"), "invalid": _("Write the e-mail as name@example.kz")},
    )
    area = forms.ChoiceField(label=_("Place"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.data.get("area", "") if self.is_bound else self.initial.get("area", "")
        self.fields["area"].choices = area_choices(f"{chosen}/")  # type: ignore[attr-defined]
        self.fields["topic"].choices = topic_choices()  # type: ignore[attr-defined]
        email = self.fields["email"]
        email.validators = [v for v in email.validators if not hasattr(v, "user_regex")]
        email.validators.append(EmailValidator(message=email.error_messages["invalid"]))
