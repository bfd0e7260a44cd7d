"""What every page of the desk shares: its frame, the page of one small step, and the form of one choice."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.ground.packs.current import current
from dauys.ground.ui.desk import desk_frame

__all__ = ["PickForm", "desk_frame", "lang", "moved_on", "step_page"]


def lang() -> str:
    return get_language() or current().info.default_language


def step_page(
    request: HttpRequest,
    row: Obligation,
    form: Any,
    heading: str,
    note: str = "",
    *,
    button: str = "",
    template: str = "cases/step.html",
    about: Mapping[str, Any] | None = None,
    status: int = 0,
) -> HttpResponse:
    """One small step on an obligation; without a form there is only the note, and the way back."""
    context = {
        **desk_frame(request),
        "form": form,
        "heading": heading,
        "note": note,
        "number": number_of(row.case),
        "back": reverse("case", args=[row.case_id]),
        "subject": row.case.voice.subject,
        "button": button,
        **(about or {}),
    }
    return render(request, template, context, status=status or (422 if form and form.errors else 200))


def moved_on(request: HttpRequest, row: Obligation, typed: str = "") -> HttpResponse:
    """The case is not any more as the page showed it: nothing was changed, and what was typed stands here to copy."""
    context = {**desk_frame(request), "number": number_of(row.case), "case_id": row.case_id, "typed": typed.strip()}
    return render(request, "cases/moved_on.html", context, status=409)


class PickForm(forms.Form):
    """One choice among codes given by the page; a wrong code is an error beside the field."""

    choice = forms.ChoiceField(
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one from the list")}
    )

    def __init__(
        self, *args: Any, label: Any, choices: list[tuple[str, Any]], select: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        field.label = label
        field.widget = forms.Select() if select else forms.RadioSelect()
        field.choices = choices  # type: ignore[attr-defined]
