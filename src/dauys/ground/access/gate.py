"""Marks each page with who may enter: everyone, or staff with a permission; a test finds pages without a mark."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require

MAX_NEXT = 1000
Page = Callable[..., HttpResponseBase]


def public(view: Page) -> Page:
    """A page for everyone. It must show nobody's data."""
    view.gate = "public"  # type: ignore[attr-defined]
    return view


def by_code(view: Page) -> Page:
    """A page for the citizen who gave number and code, or the code sent to their contact; never kept by a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    guarded.gate = "code"  # type: ignore[attr-defined]
    return guarded


def by_secret(view: Page) -> Page:
    """A page for another program that shows a secret of ours, which the page itself asks for; never kept by a cache."""
    guarded = by_code(view)
    guarded.gate = "secret"  # type: ignore[attr-defined]
    return guarded


def lacks_second_factor(actor: Actor) -> bool:
    """Whether the installation asks a second factor of one of the actor's roles, and they have none.

    Who came by the office's provider was asked for a second factor there. No statement.
    """
    return not (actor.second_factor or actor.vouched) and actor.has_role(*settings.SECOND_FACTOR_ROLES)


def staff(permission: str, *, sets_up_second_factor: bool = False) -> Callable[[Page], Page]:
    """A page for signed-in staff who hold `permission` at all; rows are gated again, one by one, by queries.

    Who has to have a second factor and has none is led to where it is turned on, from every page but those that do it.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor is None:  # type: ignore[attr-defined]
                path = request.get_full_path()
                return redirect_to_login(path if len(path) <= MAX_NEXT else request.path[:MAX_NEXT])
            if lacks_second_factor(request.actor) and not sets_up_second_factor:  # type: ignore[attr-defined]
                return redirect(settings.SECOND_FACTOR_URL)
            require(request.actor, permission)  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response

        guarded.gate = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
