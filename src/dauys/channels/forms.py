"""The clerk's one dense form for a call, a letter or a visit, and the person's word on an answer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.fields import (
    DayField,
    EarlierNumberField,
    MailField,
    NationalIdField,
    PhoneField,
    PlaceField,
    SignersField,
    ask_for_national_id,
    signers_problem,
)
from dauys.channels.steps import MAX_TEXT, NAMING, lang
from dauys.ground.packs.current import current
from dauys.ground.rooms.routes import way
from dauys.ground.ui.moments import today

DESK_CHANNELS = ("phone", "letter", "visit", "email")
_LINE = {"autocomplete": "off"}


class RegisterForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("How did it come?"), widget=forms.Select)
    received_on = DayField(label=_("Day of receipt"), required=False)
    anonymous = forms.BooleanField(
        label=_("The author did not name themselves"),
        help_text=_("A letter without a signature, a call without a name. No name and no contact are kept."),
        required=False,
    )
    phone = PhoneField(label=_("Phone"), required=False)
    national_id = NationalIdField(label=_("IIN"), required=False)
    name = forms.CharField(
        label=_("Full name"),
        max_length=160,
        min_length=2,
        widget=forms.TextInput(attrs=_LINE),
        error_messages={"required": _("Write the name"), "min_length": _("Write the full name")},
    )
    email = MailField(label=_("E-mail"), required=False)
    address = forms.CharField(
        label=_("Postal address"), required=False, max_length=300, widget=forms.TextInput(attrs=_LINE)
    )
    other_name = forms.CharField(
        label=_("In the name of (if not for themselves)"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs=_LINE),
    )
    text = forms.CharField(
        label=_("What the person says"),
        min_length=10,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write what the person says"), "min_length": _("Write a little more")},
    )
    subject = forms.CharField(
        label=_("In a few words"), required=False, max_length=120, widget=forms.TextInput(attrs=_LINE)
    )
    area = PlaceField(
        label=_("Place"),
        help_text=_("Begin to write the name: district, town or village"),
        error_messages={"required": _("Write the place")},
    )
    place_note = forms.CharField(
        label=_("Street, house or landmark"), required=False, max_length=300, widget=forms.TextInput(attrs=_LINE)
    )
    kind = forms.ChoiceField(label=_("Kind"), error_messages={"required": _("Choose the kind")})
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    identity = forms.ChoiceField(label=_("How sure are we of the person?"))
    answer_by = forms.ChoiceField(label=_("How to tell about the answer"))
    answer_language = forms.ChoiceField(label=_("Language of the answer"))
    external_number = forms.CharField(
        label=_("Number in another system"), required=False, max_length=60, widget=forms.TextInput(attrs=_LINE)
    )
    signers = SignersField(
        label=_("How many people signed, if several"),
        help_text=_("Whose name stands here gets the answer for all. Attach the list of signatures as a scan."),
        required=False,
    )
    before = EarlierNumberField(label=_("Number of an earlier appeal the person names"), required=False)
    publish = forms.BooleanField(
        label=_("The person asks to show these words publicly, without a name"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_national_id(self)
        pack, language = current(), lang()
        labels = pack.labels
        if not way("voices"):
            del self.fields["publish"]
        if not self.is_bound:
            self.fields["phone"].widget.attrs["autofocus"] = True
        self._choices("channel", [(c, labels.channels[c].get(language)) for c in DESK_CHANNELS])
        self._choices("kind", [(k.code, k.name.get(language)) for k in pack.appeal_kinds.values()])
        self._choices("topic", [("", gettext("By the words")), *self._topics(language)])
        self._choices("identity", [(i, labels.identity[i].name.get(language)) for i in ("none", "in_person", "signed")])
        self._choices(
            "answer_by",
            [
                ("phone", gettext("Read it out by phone")),
                ("sms", gettext("By SMS")),
                ("email", gettext("By e-mail")),
                ("post", gettext("By post")),
                ("page", gettext("On the page, with number and code")),
            ],
        )
        names = dict(settings.LANGUAGES)
        self._choices("answer_language", [(c, names.get(c, c)) for c in pack.languages])

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def _topics(language: str) -> list[Any]:
        """Topics under the name of the one above, which can be chosen too; one with none below stands alone."""
        found: list[Any] = []
        for top, below in current().topic_groups():
            own = [(topic.code, topic.name.get(language)) for topic in (top, *below)]
            found += [(top.name.get(language), own)] if below else own
        return found

    def clean_received_on(self) -> Any:
        day = self.cleaned_data.get("received_on")
        if day and day > today():
            raise forms.ValidationError(gettext("The day of receipt cannot lie in the future"))
        if day and (today() - day).days > 30:
            raise forms.ValidationError(gettext("This day is more than 30 days ago. Check it."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("anonymous"):
            return self._without_author(data)
        way = data.get("answer_by")
        wanted = {"sms": "phone", "phone": "phone", "email": "email", "post": "address"}.get(way or "", "")
        if wanted and not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, gettext("This is needed to tell the person about the answer"))
        if data.get("signers") is not None and (problem := signers_problem(data.get("kind", ""), data["signers"])):
            self.add_error("signers", problem)
        return data

    def _without_author(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nobody to be named or told: a name or contact beside the mark is a contradiction the clerk settles."""
        for name in (*NAMING, "other_name", "signers"):
            if data.get(name):
                self.add_error(name, gettext("Empty this, or take off the mark that the author is unknown"))
            elif name in self.errors and not self.data.get(name):
                del self.errors[name]
        return {**data, "name": data.get("name", ""), "answer_by": "page", "identity": "none", "publish": False}


class RatingForm(forms.Form):
    solved = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("solved", ""), ("partly", ""), ("not_solved", "")],
        error_messages={"required": _("Say whether it was solved")},
    )
    score = forms.TypedChoiceField(
        label=_("How good is the answer?"),
        help_text=_("1 is very bad, 5 is very good"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 6)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a mark from 1 to 5")},
    )
    reasons = forms.MultipleChoiceField(label=_("What was wrong"), required=False)
    comment = forms.CharField(
        label=_("Why do you think so?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = current().info.rate_words.reasons
        self.fields["reasons"].choices = [(code, text.get(lang())) for code, text in named.items()]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your reply"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages={"required": _("Write your reply"), "max_length": _("At most 5,000 signs")},
    )
