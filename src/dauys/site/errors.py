"""Refusals and failures as people meet them: a denied page reads like one that does not exist."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from dauys.cases.display import no_calendar_words
from dauys.cases.rules import ImpossibleStep
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.permissions import Denied

# All files of an appeal at once, and what is written around them.
MAX_MEGABYTES = settings.FILES_PER_APPEAL * settings.FILE_MB + 5
MAX_REQUEST = MAX_MEGABYTES * 1024 * 1024
log = logging.getLogger("dauys.refusals")


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    """A page with these words; for a caller of the API the body all its refusals have."""
    if _is_api(request):
        return JsonResponse({"message": text, "fields": {}}, status=status)
    context = {"heading": heading, "text": text, "back": "/", "back_label": _("To the front page")}
    return render(request, "ui/message.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, _("There is no such page"), _("The address may have been mistyped, or the page is not for you.")
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        _("The request could not be read"),
        _("Go back and try again with fewer or smaller files and a shorter text."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something failed on our side"),
        _("What you sent may not have been kept. Try again in a few minutes; if it repeats, call us."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("The page was open too long"),
        _("Go back, reload the page and send it once more. What you typed is kept by the browser."),
    )


class RefusalMiddleware:
    """Turns a refusal into "does not exist", and a step that came too late into the page as it stands now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdecimal() and int(length) > MAX_REQUEST:
            return _page(
                request,
                413,
                _("Too much at once"),
                _("The files together are larger than %(size)s MB. Go back and attach fewer or smaller ones.")
                % {"size": MAX_MEGABYTES},
            )
        # The first is noted by the WSGI application; the second no database takes.
        if "dauys.charset" in request.META or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Denied):
            log.info("refused %s", error)
            return not_found(request)
        if isinstance(error, ImpossibleStep):
            return _page(
                request,
                409,
                _("The case has moved on"),
                _("Somebody was faster, or the page was old. Nothing was changed. Load the page of the case anew."),
            )
        if isinstance(error, CalendarNotCovered):
            log.error("a term cannot be counted: %s", error)
            return _page(request, 503, _("The term cannot be counted yet"), no_calendar_words())
        return not_found(request) if isinstance(error, Http404) else None


class ApiMiddleware:
    """What django-ninja leaves out: no cache keeps a receipt, and a wrong method is refused in the API's own body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_api(request):
            return response
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            response = _page(request, 405, "", _("This address does not take this method."))
            response.headers["Allow"] = allowed
        if request.method == "POST":
            patch_cache_control(response, private=True, no_store=True)
        return response
