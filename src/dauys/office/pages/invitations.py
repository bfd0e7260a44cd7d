"""The page of an invitation: who it is for, and a password of their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from dauys.ground.access.gate import public
from dauys.ground.accounts.actions import NoInvitation
from dauys.ground.accounts.passwords import PasswordForm
from dauys.ground.moment import now
from dauys.office import actions, queries


@public
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A letter that was used, is too old or was never sent is told so, without saying which."""
    at = now()
    user = queries.invited(token, at)
    if user is None:
        return _private(render(request, "office/no_invitation.html", status=410))
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept(token=token, password=form.cleaned_data["password"], at=at)
        except NoInvitation:
            return _private(render(request, "office/no_invitation.html", status=410))
        return _private(render(request, "office/invited.html", {"person": user}))
    context = {"form": form, "person": user}
    return _private(render(request, "office/invitation.html", context, status=422 if form.errors else 200))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
