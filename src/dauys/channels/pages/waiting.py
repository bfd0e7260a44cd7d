"""The page of whoever sent a voice in a flood: it is kept and waits; later the receipt stands at the same address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dauys.cases.queries import by_key
from dauys.channels import drafts
from dauys.channels.keys import open_case
from dauys.channels.queries import held_at
from dauys.ground.access.gate import by_code


@require_safe
@by_code
def waiting(request: HttpRequest) -> HttpResponse:
    """Waits, or leads to the receipt once a clerk accepted it, or says plainly that it was not registered."""
    key = drafts.held_id(request)
    if key is None:
        return redirect("say")
    if done := by_key(key):
        response: HttpResponse = redirect("receipt")
        open_case(response, done.pk, done.code_generation)
        return response
    return render(request, "channels/waiting.html", {"section": "say", "sent_at": held_at(key)})
