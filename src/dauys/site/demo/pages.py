"""The pages by which the demonstration is played: change of role, post box, clock, and cases to open as a citizen."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.display import body_name
from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.gate import public
from dauys.ground.access.permissions import allows
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.entering import enter
from dauys.ground.accounts.queries import demo_staff
from dauys.ground.journal.actions import record
from dauys.ground.log.actions import fork
from dauys.ground.messages.sms import postbox
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words
from dauys.site.demo import clock
from dauys.site.demo.postbox import LIMIT, count, newest
from dauys.site.demo.ready import ready_cases
from dauys.site.demo.staff import PASSWORD


def _lang() -> str:
    return get_language() or current().info.default_language


def _staff() -> list[dict[str, Any]]:
    """Everybody with a role, as rows: name, role, post and body in the page's language. Two statements."""
    labels, language = current().labels, _lang()
    rows = []
    for user in demo_staff():
        grant = next(iter(user.grants.all()), None)
        if grant is None:
            continue
        role = labels.roles[grant.role].get(language)
        post = user.position.get(language, "")
        rows.append(
            {
                "id": user.pk,
                "name": user.name,
                "email": user.email,
                "role": role,
                "post": post if post != role else "",
                "body": body_name(grant.org_path, language, short=True) if grant.org_path else _("The whole system"),
            }
        )
    return rows


def _ready_words() -> dict[str, str]:
    return {
        "answered": _("Answered: say whether it was solved"),
        "in_work": _("In work, inside its term"),
        "overdue": _("The term has passed without an answer"),
        "reopened": _("Opened again, because it was not solved"),
    }


def _demo_page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    at = now()
    context = {
        "section": "demo",
        "staff": _staff(),
        "password": PASSWORD,
        "me": request.actor,  # type: ignore[attr-defined]
        "ready": [(ready, _ready_words()[ready.about]) for ready in ready_cases(at, _lang())],
        "at": at,
        "moved": clock.is_moved(),
        "real": clock.real_now(),
        "steps": clock.STEPS,
        "last_day": clock.last_day(),
        "letters": count(postbox()),
        "problem": problem,
    }
    response = render(request, "demo/demo.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
@public
def demo(request: HttpRequest) -> HttpResponse:
    return _demo_page(request)


@require_POST
@public
def become(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Signs in as any member of the invented staff, without a password."""
    user = with_grants().filter(pk=user_id, is_active=True).first()
    if user is None:
        raise Http404
    actor = actor_of(user)
    with acting(actor):
        enter(request, user, at=now())
        record("accounts.sign_in", actor=actor, at=now(), payload={"user": user.pk})
    return redirect("worklist" if allows(actor, "cases.view") else "undelivered")


@require_safe
@public
def post_box(request: HttpRequest) -> HttpResponse:
    """Everything the demonstration has sent, as it reached its receivers."""
    context = {"section": "demo", "messages": newest(postbox()), "total": count(postbox()), "limit": LIMIT}
    response = render(request, "demo/postbox.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
@public
def move_clock(request: HttpRequest) -> HttpResponse:
    """Moves the clock forward by 1, 7 or 30 days, or back to the real time."""
    days = request.POST.get("days", "")
    if days == "reset":
        clock.reset()
        # To its log the time that never was would look like a clock set back, so a new one begins, openly.
        fork(actor=SYSTEM, at=now())
        return redirect(reverse("demo") + "#clock")
    if days not in map(str, clock.STEPS):
        return _demo_page(request, problem=_("Choose 1, 7 or 30 days."), status=422)
    try:
        clock.move(int(days))
    except clock.BeyondCalendar:
        problem = _("The clock was not moved. The working calendar is known until %s, and terms must end inside it.")
        return _demo_page(request, problem=problem % day_words(current().calendar().last, _lang()), status=422)
    return redirect(reverse("demo") + "#clock")
