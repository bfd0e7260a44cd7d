"""Marks each page with who may enter: everyone, or staff with a permission; a test finds pages without a mark."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from dauys.ground.access.permissions import require

MAX_NEXT = 1000
Page = Callable[..., HttpResponseBase]


def public(view: Page) -> Page:
    """A page for everyone. It must show nobody's data."""
    view.gate = "public"  # type: ignore[attr-defined]
    return view


def by_code(view: Page) -> Page:
    """A page for the citizen who opened a case with its number and code; never kept by a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    guarded.gate = "code"  # type: ignore[attr-defined]
    return guarded


def staff(permission: str) -> Callable[[Page], Page]:
    """A page for signed-in staff who hold `permission` at all; rows are gated again, one by one, by queries."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor is None:  # type: ignore[attr-defined]
                path = request.get_full_path()
                return redirect_to_login(path if len(path) <= MAX_NEXT else request.path[:MAX_NEXT])
            require(request.actor, permission)  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response

        guarded.gate = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
