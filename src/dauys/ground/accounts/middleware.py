"""Puts the actor on the request as a property, so that a public page, which never asks, costs no look-up."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import enter
from dauys.ground.accounts.backends import actor_of
from dauys.ground.accounts.entering import VOUCHED, seen


def actor_for(request: HttpRequest) -> Actor | None:
    """The signed-in member of staff as an actor, or None. Two statements the first time, none after.

    Once in some minutes it also notes that the session is in use.
    """
    if not hasattr(request, "_actor"):
        user = request.user
        request._actor = None  # type: ignore[attr-defined]
        if user.is_authenticated:
            vouched = bool(request.session.get(VOUCHED))
            request._actor = replace(actor_of(user), vouched=vouched)  # type: ignore[attr-defined]
            enter(request._actor)  # type: ignore[attr-defined]
            seen(request)
    return request._actor  # type: ignore[attr-defined]


class ActorMiddleware:
    """Gives every request class the property `actor`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        HttpRequest.actor = property(actor_for)  # type: ignore[attr-defined]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
