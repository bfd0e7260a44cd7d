"""One person by a form: somebody new, or somebody whose account was ended and who works here again."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases.desk import desk_frame, lang
from dauys.directory.cache import organizations
from dauys.ground.access.actors import ROLES
from dauys.ground.access.gate import staff
from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.office import actions, queries
from dauys.office.forms import Choices, PersonForm, PlaceForm
from dauys.office.staff import EVERYTHING


def _roles() -> Choices:
    return [(role, current().labels.roles[role].get(lang())) for role in ROLES]


def _places() -> Choices:
    """The whole office, then each body with its posts; the value is the body's code, a space and the post's code."""
    posts = queries.posts_by_body()
    found: list[tuple[Any, Any]] = [(EVERYTHING, _("the whole office"))]
    for body in sorted(organizations().values(), key=lambda body: body.path):
        name = body.name(lang())
        inside = [(f"{body.code} {post.code}", f"{post.name(lang())} · {name}") for post in posts.get(body.code, ())]
        found.append((name, [(body.code, _("%s, without a post") % name), *inside]))
    return found


def _languages() -> Choices:
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in current().languages]


@require_http_methods(["GET", "POST"])
@staff("office.set_up")
def add(request: HttpRequest) -> HttpResponse:
    """The rules and the letter are those of the table; what was typed stays."""
    first = {"language": current().info.default_language}
    form = PersonForm(request.POST or None, roles=_roles(), places=_places(), languages=_languages(), initial=first)
    if request.method == "POST" and form.is_valid():
        user, problems = actions.add_person(cells=form.cells(), actor=request.actor, at=now())  # type: ignore[attr-defined]
        if user is not None:
            return redirect("office_member", user_id=user)
        form.say(problems)
    return _show(request, form, None)


@require_http_methods(["GET", "POST"])
@staff("office.set_up")
def bring_back(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Only a new letter opens the account again, in the role chosen here."""
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise Http404
    if person.is_active:
        return redirect("office_member", user_id=user_id)
    form = PlaceForm(request.POST or None, roles=_roles(), places=_places())
    if request.method == "POST" and form.is_valid():
        problems = actions.bring_back(user=user_id, cells=form.cells(), actor=request.actor, at=now())  # type: ignore[attr-defined]
        if not problems:
            return redirect("office_member", user_id=user_id)
        form.say(problems)
    return _show(request, form, person)


def _show(request: HttpRequest, form: PlaceForm, person: User | None) -> HttpResponse:
    context = {**desk_frame(request), "here": "office", "form": form, "person": person}
    return render(request, "office/person.html", context, status=422 if form.errors else 200)
