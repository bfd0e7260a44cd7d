"""Headers every answer carries, with a strict content policy, and the languages of the pack instead of all we have."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import activate, get_language, get_language_from_path

from dauys.ground.packs.current import current

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


# Parts of an address that let in whoever knows them.
SECRETS = frozenset({"token", "key"})


class PackLocale(LocaleMiddleware):
    """Speaks the languages of the pack. An address in another one leads to the same page in the pack's own."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:  # type: ignore[override]
        info = current().info
        asked = get_language_from_path(request.path_info)
        if asked and asked not in info.languages:
            activate(info.default_language)
            if request.method not in ("GET", "HEAD"):
                raise Http404
            rest = request.get_full_path().split("/", 2)[2]
            return HttpResponseRedirect(f"/{info.default_language}/{rest}")
        super().process_request(request)
        if get_language() not in info.languages:
            activate(info.default_language)
            request.LANGUAGE_CODE = info.default_language
        return None


class SecurityHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if request.resolver_match and SECRETS & request.resolver_match.kwargs.keys():
            response.headers["Referrer-Policy"] = "strict-origin"  # or a proxy's log of the style sheet has the address
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
