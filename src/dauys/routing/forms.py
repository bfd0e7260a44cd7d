"""The form by which a case is passed on: for each part the body it goes to and what is asked of it."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases.desk import lang
from dauys.directory.bodies import like, meant
from dauys.directory.models import Organization
from dauys.ground.packs.current import current
from dauys.ground.packs.grounds import Ground
from dauys.ground.ui.choices import Hinted
from dauys.ground.ui.moments import today
from dauys.routing.actions import Part
from dauys.routing.rules import MOST_PORTIONS

MOST_NAMED = 5


class BodyField(forms.CharField):
    """Gives a body; accepts its name in any language, whole, short or begun, or its code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "list": "bodies"}))
        kwargs.setdefault("error_messages", {"required": gettext_lazy("Write the name of the body")})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Organization:
        text = super().clean(value)
        found = meant(text, today())
        if len(found) == 1:
            return found[0]
        alike = found or like(text, today(), MOST_NAMED + 1)
        if len(alike) == 1:
            return alike[0]
        named = "; ".join(body.name(lang()) for body in alike[:MOST_NAMED])
        if alike:
            raise forms.ValidationError(_("Several bodies are called so. Write one of them in full: %s") % named)
        raise forms.ValidationError(_("There is no body called so. Write its name or its code."))


class BodyInput(forms.TextInput):
    """One line that offers names of bodies as one types, and takes any."""

    template_name = "routing/body_input.html"

    def __init__(self, offered: Sequence[str] = ()) -> None:
        super().__init__(attrs={"autocomplete": "off", "list": "bodies"})
        self.offered = offered

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "offered": self.offered}


class NameOwnerForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    body = BodyField(label=gettext_lazy("Which body should answer?"))

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = BodyInput(offered)


class GiveBackForm(forms.Form):
    because = forms.ChoiceField(
        label=gettext_lazy("Why is it not yours?"),
        choices=[
            ("dispute", gettext_lazy("Another body is in charge, but says that it is not")),
            ("unknown", gettext_lazy("We do not know which body is in charge")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one")},
    )
    text = forms.CharField(
        label=gettext_lazy("What speaks for it?"),
        help_text=gettext_lazy("Name the norm, the plan or the letter. The body above reads this."),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Write why it is not yours"),
            "min_length": gettext_lazy("Write a little more"),
        },
    )


class LeavingForm(forms.Form):
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the ground")},
    )
    text = forms.CharField(
        label=gettext_lazy("What shows it?"),
        help_text=gettext_lazy("Who agrees reads this."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = current().grounds.values()
        self.fields["ground"].choices = [(g.code, self._words(g)) for g in grounds]  # type: ignore[attr-defined]

    @staticmethod
    def _words(ground: Ground) -> Hinted:
        article = ground.article.get(lang()) if ground.article else ""
        sure = "" if ground.confirmed else _("unconfirmed")
        return Hinted(ground.name.get(lang()), " · ".join(filter(None, [ground.says.get(lang()), article, sure])))


class ForwardForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.DateTimeField(widget=forms.HiddenInput)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_PORTIONS)
    stays = forms.BooleanField(label=gettext_lazy("Another part stays with us"), required=False)

    def __init__(self, *args: Any, count: int, why_not: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.size, self._why_not = min(max(count, 1), MOST_PORTIONS), why_not
        for n in range(1, self.size + 1):
            self.fields[f"body_{n}"] = BodyField(
                label=_("To which body?") if n == 1 else _("To which body, part %d?") % n
            )
            self.fields[f"asked_{n}"] = forms.CharField(
                label=_("What is asked of it?"),
                help_text=_("The person and the body see these words. Empty when the whole appeal goes to one body."),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The two fields of each part."""
        return [(self[f"body_{n}"], self[f"asked_{n}"]) for n in range(1, self.size + 1)]

    @property
    def parts(self) -> list[Part]:
        data = self.cleaned_data
        return [Part(data[f"body_{n}"].code, data[f"asked_{n}"]) for n in range(1, self.size + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen: Collection[str] = set()
        for n in range(1, self.size + 1):
            body = data.get(f"body_{n}")
            if body and (words := self._why_not(body.code)):
                self.add_error(f"body_{n}", words)
            elif body and body.code in chosen:
                self.add_error(f"body_{n}", _("This body gets another part already. Write both into one."))
            chosen = {*chosen, body.code} if body else chosen
            asked = data.get(f"asked_{n}", "")
            if (self.size > 1 or data.get("stays")) and len(asked) < 10:
                self.add_error(f"asked_{n}", _("Write what is asked of this body, for the case is divided"))
        return data
