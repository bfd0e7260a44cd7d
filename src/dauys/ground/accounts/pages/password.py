"""One's own password is changed by who knows the one until now."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.ground.access.gate import staff
from dauys.ground.accounts.actions import TooManyTries, WrongCode, change_password
from dauys.ground.accounts.entering import stay
from dauys.ground.accounts.models import User
from dauys.ground.accounts.passwords import ChangeForm
from dauys.ground.moment import now
from dauys.ground.ui.desk import desk_frame


@require_http_methods(["GET", "POST"])
@staff("accounts.secure_own", sets_up_second_factor=True)
def change(request: HttpRequest) -> HttpResponse:
    """This window stays signed in, every other one does not, and a letter tells the owner."""
    user = cast(User, request.user)
    form = ChangeForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                session_key=request.session.session_key or "",
                actor=request.actor,  # type: ignore[attr-defined]
                at=now(),
            )
        except WrongCode:
            form.add_error("old", _("This is not your password until now."))
        except TooManyTries:
            form.add_error("old", _("Too many wrong tries. Wait 15 minutes and try again."))
        else:
            stay(request, user)
            return redirect("security")
    context = {**desk_frame(request), "form": form, "email": user.email}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)
