"""What is asked of who labels a case."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dauys.directory.cache import organizations
from dauys.ground.packs.current import current
from dauys.learning.rules import LANGUAGES


class LabelForm(forms.Form):
    case = forms.UUIDField(widget=forms.HiddenInput)
    uncertain = forms.BooleanField(required=False, widget=forms.HiddenInput)
    topic = forms.ChoiceField(label=_("What is it about?"), error_messages={"required": _("Choose one")})
    body = forms.ChoiceField(label=_("Which body should have answered?"), error_messages={"required": _("Choose one")})
    language = forms.ChoiceField(
        label=_("Which language is it written in?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )

    def __init__(self, *args: Any, language_of_page: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {**dict(settings.LANGUAGES), "mixed": _("Several languages")}
        first = [("", "–")]
        topics = [(code, topic.name.get(language_of_page)) for code, topic in current().topics.items()]
        bodies = [(code, body.name(language_of_page)) for code, body in organizations().items()]
        self._choices("topic", first + sorted(topics, key=lambda t: t[1]) + [("other", _("Something else"))])
        self._choices("body", first + bodies)
        self._choices("language", [(code, names[code]) for code in LANGUAGES])

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
