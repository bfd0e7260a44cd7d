"""The WSGI application that granian serves."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.site.settings")
_django = get_wsgi_application()

from dauys.site.wiring import ENTRANCES  # noqa: E402  what it names needs a Django that is set up

Environ = dict[str, Any]
OK = "200 OK"


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, behind the entrances of rooms; each answers what it is there for and leaves all else alone.

    Django would read query and form in any encoding a caller names and fail where Python has it for no text. So another
    encoding than UTF-8 is taken off the content type here and left as a note for the refusal.
    """
    try:
        media, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        charset = parameters.get("charset", "utf-8")
    except (LookupError, ValueError):  # a parameter in an encoding that nobody knows
        media, charset = "", "unknown"
    if charset.lower() not in ("utf-8", "utf8"):
        environ |= {"CONTENT_TYPE": media, "dauys.charset": charset}
    else:
        for entrance in ENTRANCES:
            if answer := entrance(environ, _page_of):
                start_response(OK, answer[0])
                return [answer[1]]
    return _django(environ, start_response)


def _page_of(environ: Environ) -> tuple[list[tuple[str, str]], bytes] | None:
    """Headers and body of a page as Django answers it; None for every other answer than 200. No cookie leaves here."""
    started: list[Any] = []

    def start(*answer: Any) -> Callable[[bytes], object]:
        started.append(answer)
        return bytes

    parts = _django(environ, start)
    try:
        body = b"".join(parts)
    finally:
        parts.close()
    status, headers = started[0][:2]
    return ([pair for pair in headers if pair[0].lower() != "set-cookie"], body) if status == OK else None
