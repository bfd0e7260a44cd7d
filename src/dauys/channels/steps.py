"""The questions of the public form, one a page: the form of each, in order, and what of the draft it fills."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dauys.cases.fields import (
    EarlierNumberField,
    MailField,
    NationalIdField,
    PhoneField,
    SignersField,
    ask_for_national_id,
    signers_problem,
)
from dauys.directory.cache import areas
from dauys.ground.packs.current import current
from dauys.ground.rooms.routes import way
from dauys.ground.ui.choices import Hinted
from dauys.routing.queries import topics

MAX_TEXT = 10_000
NAMING = ("name", "phone", "email", "national_id", "address")  # what an unknown author leaves empty
Data = dict[str, Any]


def lang() -> str:
    return get_language() or current().info.default_language


class StepForm(forms.Form):
    """A question; `so_far` is the draft. Radios after the first `fold` are folded away."""

    fold = 0

    def __init__(self, *args: Any, so_far: Data, parent: str = "", **kwargs: Any) -> None:
        self.so_far = so_far
        self.parent = parent
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fits choices to what was answered before."""


class WhatForm(StepForm):
    text = forms.CharField(
        label=_("Say what happened"),
        help_text=_(
            "In your own words: what happened, when it began, what you expect. "
            "You may write in Kazakh, Russian or any language you know."
        ),
        min_length=20,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": MAX_TEXT, "data-count": "text-left"}),
        error_messages={
            "required": _("Write what happened"),
            "min_length": _("Write a little more, so that it is clear what happened"),
            "max_length": _("The text is too long. Keep the main thing and attach the rest as a document."),
        },
    )


class WhereForm(StepForm):
    area = forms.ChoiceField(
        label=_("Where did it happen?"),
        widget=forms.Select(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Choose the place"), "invalid_choice": _("Choose the place from the list")},
    )

    def prepare(self) -> None:
        known = areas()
        root = f"{current().info.code}/"
        parent = self.parent if self.parent in known else root
        children = [a for a in known.values() if a.parent_id == known[parent].pk] if parent in known else []
        choices: list[tuple[str, str]] = [("", gettext("Choose"))]
        if parent != root:
            self.fields["area"].label = gettext("Where exactly?")
            choices.append((parent, gettext("%s, no more exactly") % known[parent].name(lang())))
        choices += [(a.path, a.name(lang())) for a in children]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]


class PlaceForm(StepForm):
    place_note = forms.CharField(
        label=_("Street, house or landmark"),
        help_text=_("For example: Baiterek street, 14, by the shop. If there is no exact place, leave it empty."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AboutForm(StepForm):
    topic = forms.ChoiceField(
        label=_("What is it about?"),
        help_text=_("The first ones are our guess from your words."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about"), "invalid_choice": _("Choose from the list")},
    )
    before = EarlierNumberField(
        label=_("Have you written about this before? Number of that appeal"),
        help_text=_("It helps the clerk to find it. If you have not, or do not know the number, leave it empty."),
        required=False,
    )

    def prepare(self) -> None:
        pack = current()
        guessed = [t.code for t in topics(self.so_far.get("text", ""))]
        every = [topic.code for top, below in pack.topic_groups() for topic in (top, *below)]
        rest = [code for code in every if code not in guessed]
        choices: list[tuple[str, Any]] = [(c, pack.topics[c].name.get(lang())) for c in guessed]
        choices.append(("other", gettext("Something else")))
        choices += [(c, pack.topics[c].name.get(lang())) for c in rest]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]
        self.fold = len(guessed) + 1 if guessed else 0
        if not guessed:
            self.fields["topic"].help_text = ""


class KindForm(StepForm):
    kind = forms.ChoiceField(
        label=_("What do you want?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want"), "invalid_choice": _("Choose from the list")},
    )

    def prepare(self) -> None:
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (k.code, Hinted(k.name.get(lang()), k.help.get(lang()))) for k in current().appeal_kinds.values()
        ]


class WhoForm(StepForm):
    for_whom = forms.ChoiceField(
        label=_("Are you writing alone or for several people?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for whom you write")},
    )

    def prepare(self) -> None:
        other = Hinted(
            gettext("For someone else"), gettext("A relative, a neighbour, someone who cannot write themselves")
        )
        self.fields["for_whom"].initial = "self"
        choices: list[tuple[str, Any]] = [("self", gettext("Alone, for myself")), ("other", other)]
        if current().most_signers(self.so_far.get("kind", "")):
            hint = gettext("All have signed one appeal. You speak for all, and the answer comes to you.")
            choices.insert(1, ("several", Hinted(gettext("For several people, and I am one of them"), hint)))
        self.fields["for_whom"].choices = choices  # type: ignore[attr-defined]


class YouForm(StepForm):
    anonymous = forms.BooleanField(
        label=_("I do not want to give my name"),
        help_text=_(
            "Then leave the fields below empty. We keep no name and no contact, so no answer can be sent to you, and "
            "an appeal of an unknown author may be left without consideration. One that tells of a crime or of a "
            "threat is passed on at once. You get a number and a code to follow it."
        ),
        required=False,
    )
    name = forms.CharField(
        label=_("Your full name"),
        max_length=160,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name"), "min_length": _("Write your full name")},
    )
    phone = PhoneField(label=_("Your phone"), required=False)
    email = MailField(label=_("E-mail"), required=False)
    national_id = NationalIdField(
        label=_("IIN"), help_text=_("12 digits. Helps the body to find your documents."), required=False
    )
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    other_name = forms.CharField(
        label=_("Full name of the person you write for"),
        max_length=160,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the name of the person you write for")},
    )
    consent = forms.BooleanField(
        label=_("This person agrees that I write for them"),
        error_messages={"required": _("Confirm that the person agrees, or write for yourself")},
    )

    signers = SignersField(
        label=_("How many people signed, you among them?"),
        help_text=_("Attach the list with their signatures as a photo or PDF to the first question, if you have it."),
    )

    def prepare(self) -> None:
        ask_for_national_id(self)
        whom = self.so_far.get("for_whom")
        if whom in ("other", "several"):
            del self.fields["anonymous"]
        if whom != "several":
            del self.fields["signers"]
        if whom != "other":
            del self.fields["other_name"], self.fields["consent"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("anonymous"):
            # Nothing that could tell who they are is kept, whatever was typed before.
            self.errors.clear()
            return {"anonymous": True, **dict.fromkeys(NAMING, "")}
        if data.get("signers") is not None and (problem := signers_problem(self.so_far["kind"], data["signers"])):
            self.add_error("signers", problem)
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", gettext("Leave a phone or an e-mail, so that the answer can reach you"))
        return data


class AnswerForm(StepForm):
    answer_by = forms.ChoiceField(
        label=_("How should we tell you about the answer?"),
        help_text=_("Whatever you choose, the answer also stands on the page of your appeal."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how to tell you"), "invalid_choice": _("Choose from the list")},
    )
    answer_language = forms.ChoiceField(
        label=_("In which language should we answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language of the answer")},
    )
    publish = forms.BooleanField(
        label=_("My words may be shown on the public page, without my name"),
        help_text=_("Staff first look for personal data in them. You can take them back at any time."),
        required=False,
    )

    def prepare(self) -> None:
        if not way("voices"):
            del self.fields["publish"]
        if self.so_far.get("anonymous"):
            del self.fields["answer_by"]
            self.fields.pop("publish", None)
        ways: list[tuple[str, Any]] = []
        if self.so_far.get("phone"):
            ways.append(("sms", Hinted(gettext("By SMS"), gettext("A short notice with the address of the answer"))))
            ways.append(("phone", Hinted(gettext("Read it out to me by phone"), gettext("If reading is hard"))))
        if self.so_far.get("email"):
            ways.append(("email", Hinted(gettext("By e-mail"), gettext("The whole text"))))
        if self.so_far.get("address"):
            ways.append(("post", gettext("By post")))
        if "answer_by" in self.fields:
            self.fields["answer_by"].choices = ways  # type: ignore[attr-defined]
            self.fields["answer_by"].initial = ways[0][0] if ways else None
        names = dict(settings.LANGUAGES)
        self.fields["answer_language"].choices = [(c, names.get(c, c)) for c in current().languages]  # type: ignore[attr-defined]


FORMS: dict[str, type[StepForm]] = {
    "what": WhatForm,
    "where": WhereForm,
    "place": PlaceForm,
    "about": AboutForm,
    "kind": KindForm,
    "who": WhoForm,
    "you": YouForm,
    "answer": AnswerForm,
}
ORDER = (*FORMS, "check")
_ALSO_OF_YOU = {"other": "other_name", "several": "signers"}


def is_answered(step: str, data: Data) -> bool:
    """Whether the draft holds what this step asks for."""
    return {
        "what": bool(data.get("text")),
        "where": bool(data.get("area")),
        "place": "place_note" in data,
        "about": bool(data.get("topic")),
        "kind": bool(data.get("kind")),
        "who": bool(data.get("for_whom")),
        "you": bool(data.get("anonymous"))
        or (bool(data.get("name")) and bool(data.get(_ALSO_OF_YOU.get(data.get("for_whom", ""), "name")))),
        "answer": bool(data.get("answer_by")) and bool(data.get("answer_language")),
        "check": False,
    }[step]


def first_open(data: Data) -> str:
    """The first step that still needs an answer; "check" when all are answered."""
    return next((s for s in ORDER if not is_answered(s, data)), "check")


def contact_of(data: Data) -> tuple[str, str]:
    """Where a one-time code can be sent: ("sms", phone), ("mail", address) or ("", "")."""
    if data.get("phone"):
        return "sms", data["phone"]
    if data.get("email"):
        return "mail", data["email"]
    return "", ""
