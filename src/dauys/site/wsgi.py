"""The WSGI application that granian serves."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.site.settings")
_django = get_wsgi_application()
Environ = dict[str, Any]


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, which would read query and form in any encoding a caller names and fail where Python has it for no text.

    So another encoding than UTF-8 is taken off the content type here and left as a note for the refusal.
    """
    media, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    charset = parameters.get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        environ |= {"CONTENT_TYPE": media, "dauys.charset": charset}
    return _django(environ, start_response)
