"""The page of whoever sends a form of an appeal that was sent or put away meanwhile: what was typed stands there."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dauys.channels.keys import has_opened
from dauys.channels.steps import FORMS


def stale(request: HttpRequest, step: str = "") -> HttpResponse:
    """409: nothing was changed. Leads to the slip, if one is open here, and to a new appeal."""
    context = {"section": "say", "typed": _typed(request, step), "has_slip": has_opened(request)}
    return render(request, "channels/stale.html", context, status=409)


def _typed(request: HttpRequest, step: str) -> list[tuple[str, str]]:
    """Label and words of every text that was typed into this question."""
    if step not in FORMS:
        return []
    fields = FORMS[step](so_far={"for_whom": "other"}).fields
    texts = {name: request.POST.get(name, "").strip() for name, f in fields.items() if isinstance(f, forms.CharField)}
    return [(str(fields[name].label), text) for name, text in texts.items() if text]
