"""Public pages that a cache may keep: each answer has an ETag, and some are kept in the process for a few seconds."""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from dauys.ground.moment import now
from dauys.ground.rooms.state import MARK

Page = Callable[..., HttpResponse]
LONGEST_ADDRESS = 300


def etagged(view: Page) -> Page:
    """The page is made each time, and only sent if the reader has another one; caches must ask before they use it."""

    @wraps(view)
    def conditional(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return _answer(request, view(request, *args, **kwargs), "public, no-cache")

    return conditional


def kept(seconds: int) -> Callable[[Page], Page]:
    """The page is made at most once in so many seconds a process; between, it costs no statement.
    A room that is switched off or on makes every page anew.

    For pages that are the same for everybody at one address: no cookie, no form with a token.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def from_cache(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            address = request.get_full_path()
            key = f"page:{get_language()}:{int(now().timestamp()) // seconds}:{MARK.at()}:{address}"
            hashed = hashlib.sha256(key.encode()).hexdigest()
            found = cache.get(hashed) if len(address) <= LONGEST_ADDRESS else None
            if found is None:
                response = view(request, *args, **kwargs)
                if response.status_code == 200 and len(address) <= LONGEST_ADDRESS:
                    cache.set(hashed, (response.content, response["Content-Type"]), seconds)
            else:
                response = HttpResponse(found[0], content_type=found[1])
            return _answer(request, response, f"public, max-age={seconds}")

        return from_cache

    return decorate


def _answer(request: HttpRequest, response: HttpResponse, how_long: str) -> HttpResponse:
    if response.status_code != 200:
        return response
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = how_long
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
