"""The staff: who works where in which role, a table of it, and one person with invitation, deputies and the end."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import body_name
from dauys.directory.cache import areas
from dauys.ground.access.actors import ROLES
from dauys.ground.access.gate import staff
from dauys.ground.accounts.actions import AuditorStays, LastAdministrator, end_deputy, name_deputy
from dauys.ground.accounts.models import Deputy, RoleGrant, User
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.office import actions, queries
from dauys.office.forms import DeputyForm, EndForm
from dauys.office.pages.tables import bring, take
from dauys.office.queries import Person
from dauys.office.staff import as_row


@require_http_methods(["GET", "POST"])
@staff("office.set_up")
def members(request: HttpRequest) -> HttpResponse:
    """Everybody with their roles, and the form for a table; nothing is written before it was looked at."""
    form, kept = bring(request, "staff")
    if kept is not None:
        return redirect("office_upload", upload_id=kept)
    at = now()
    page = queries.staff_page(_id(request.GET.get("after", "")))
    rows = [
        {
            "user": user,
            "roles": [_role_at(grant) for grant in user.running_grants],  # type: ignore[attr-defined]
            "state": _state(user, user.invited_until, at),  # type: ignore[attr-defined]
        }
        for user in page.rows
    ]
    roles = [(role, current().labels.roles[role].get(lang())) for role in ROLES]
    context = {**desk_frame(request), "here": "office", "rows": rows, "page": page, "roles": roles, **form}
    return render(request, "office/staff.html", context, status=form["status"])


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _state(user: User, invited_until: Any, at: Any) -> str:
    """ended, works, invited (a letter that still opens), or waiting (no password and no such letter)."""
    if not user.is_active:
        return "ended"
    if user.has_usable_password():
        return "works"
    return "invited" if invited_until and invited_until > at else "waiting"


def _role_at(grant: RoleGrant) -> dict[str, Any]:
    place = areas().get(grant.area_path)
    return {
        "id": grant.pk,
        "role": current().labels.roles[grant.role].get(lang()),
        "body": body_name(grant.org_path, lang()),
        "place": place.names if place else None,
        "until": grant.valid_until,
    }


@require_safe
@staff("office.set_up")
def members_file(request: HttpRequest) -> HttpResponse:
    rows = []
    for user in queries.all_staff():
        posts = {m.post.organization.path: m.post.code for m in user.memberships.all()}
        for grant in user.running_grants:  # type: ignore[attr-defined]
            rows.append(as_row(user, grant.role, grant.org_path, grant.area_path, posts.get(grant.org_path, "")))
    return take("staff", rows)


@require_safe
@staff("office.set_up")
def member(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _show(request, user_id)


def _show(
    request: HttpRequest,
    user_id: UUID,
    *,
    deputy: DeputyForm | None = None,
    end: EndForm | None = None,
    alarm: str = "",
    status: int = 200,
) -> HttpResponse:
    at = now()
    about = queries.person(user_id, at)
    if about is None:
        raise Http404
    context = {
        **desk_frame(request),
        "here": "office",
        "about": about,
        "person": about.user,
        "roles": [_role_at(grant) for grant in about.grants],
        "state": _state(about.user, about.invitation and about.invitation.expires_at, at),
        "deputy_form": deputy or _deputy_form(about),
        "end_form": end or EndForm(),
        "alarm": alarm,
        "self": about.user.pk == request.actor.id,  # type: ignore[attr-defined]
    }
    return render(request, "office/member.html", context, status=status)


def _deputy_form(about: Person, data: Any = None) -> DeputyForm:
    return DeputyForm(data, colleagues=queries.colleagues(about.user.pk), today=localdate(now()))


@require_POST
@staff("office.set_up")
def invite(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _do(request, user_id, lambda: actions.invite(user=user_id, actor=request.actor, at=now()))  # type: ignore[attr-defined]


@require_POST
@staff("office.set_up")
def end(request: HttpRequest, user_id: UUID) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        return _show(request, user_id, end=form, status=422)
    return _do(request, user_id, lambda: actions.end(user=user_id, actor=request.actor, at=now()))  # type: ignore[attr-defined]


@require_POST
@staff("office.set_up")
def end_role(request: HttpRequest, user_id: UUID, grant_id: int) -> HttpResponse:
    if not RoleGrant.objects.filter(pk=grant_id, user=user_id).exists():
        raise Http404
    return _do(request, user_id, lambda: actions.end_role(grant_id=grant_id, actor=request.actor, at=now()))  # type: ignore[attr-defined]


@require_POST
@staff("office.set_up")
def deputy(request: HttpRequest, user_id: UUID) -> HttpResponse:
    about = queries.person(user_id, now())
    if about is None:
        raise Http404
    form = _deputy_form(about, request.POST)
    if not form.is_valid() or not about.user.is_active:
        return _show(request, user_id, deputy=form, status=422)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    return _do(request, user_id, lambda: _name(about, form.cleaned_data["deputy"], since, until, request))


def _name(about: Person, deputy_id: str, since: date, until: date, request: HttpRequest) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    other = User.objects.get(pk=deputy_id)
    name_deputy(user=about.user, deputy=other, since=since, until=until, actor=actor, at=now())


@require_POST
@staff("office.set_up")
def deputy_end(request: HttpRequest, user_id: UUID, deputy_id: UUID) -> HttpResponse:
    if not Deputy.objects.filter(pk=deputy_id, user=user_id).exists():
        raise Http404
    return _do(request, user_id, lambda: end_deputy(deputy=deputy_id, actor=request.actor, at=now()))  # type: ignore[attr-defined]


def _do(request: HttpRequest, user_id: UUID, what: Callable[[], Any]) -> HttpResponse:
    try:
        what()
    except (User.DoesNotExist, Deputy.DoesNotExist):
        raise Http404 from None
    except LastAdministrator:
        words = _("This is the last administrator of the whole office. Give the role to somebody else first.")
        return _show(request, user_id, alarm=words, status=409)
    except AuditorStays:
        words = _("An auditor cannot be removed at once. End the role first: it lasts fourteen days more.")
        return _show(request, user_id, alarm=words, status=409)
    return redirect("office_member", user_id=user_id)
