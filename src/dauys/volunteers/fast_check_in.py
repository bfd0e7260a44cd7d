"""Who stands before the leader with the right code is checked in before Django's long corridor, by the page's own
rules, for thousands press the button in the same minutes.

Only what plainly succeeds is answered here. Anything else goes on to the page, which says what is wrong; but a wrong
code is counted here, for a page that Django refuses for its host or token would count none. What is answered is the
page that Django itself made shortly before for nobody in particular: all that is anybody's in it is the ticket's
address, and the caller sent that. Of the caller nothing is believed but that address and the code, so no token of a
form is asked for: whoever knows both may check the ticket in.
"""

import hashlib
import logging
import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.signals import request_finished
from django.db import Error, connection
from django.http import parse_cookie

from dauys.ground.moment import now
from dauys.ground.rooms.state import is_open
from dauys.ground.ui.cookies import name_of
from dauys.volunteers import actions
from dauys.volunteers.links import key_of_secret

log = logging.getLogger(__name__)
Environ = dict[str, Any]
Answer = tuple[list[tuple[str, str]], bytes]  # headers and body of a page that is answered with 200

ADDRESS = re.compile(r"/([a-z]{2})/help/ticket/([A-Za-z0-9_-]{24})/")
NOBODYS = "0" * 24  # stands in the kept page where the ticket's secret belongs
# In the environment of a request, where no header can put them: make the page that is kept; the wrong code was counted.
CHECKED_IN, COUNTED = "dauys.checked_in", "dauys.wrong_code_counted"
DEVICE = "dauys_device"
MOST_BYTES = 2_000
KEPT_SECONDS = 30.0
_FORM = "application/x-www-form-urlencoded"
_pages: dict[str, tuple[float, Answer]] = {}


def fast_check_in(environ: Environ, page_of: Callable[[Environ], Answer | None]) -> Answer | None:
    """The answer to a check-in that succeeds, also for who was checked in before; None: Django shall answer. `page_of`
    asks Django. Two statements, no counter, no session."""
    found = ADDRESS.fullmatch(environ.get("PATH_INFO", "")) if environ["REQUEST_METHOD"] == "POST" else None
    if found is None or not is_open("volunteers"):
        return None
    language, secret = found.groups()
    form, page = _form(environ), _page(language, environ, page_of)
    if page is None or not _is_checked_in(environ, secret, form):
        return None
    headers, body = page
    return headers, body.replace(NOBODYS.encode(), secret.encode())


def device_of(cookies: dict[str, str]) -> bytes | None:
    """The digest of the word that this browser keeps."""
    word = cookies.get(name_of(DEVICE), "")
    return hashlib.sha256(word.encode()).digest() if word else None


def _form(environ: Environ) -> dict[str, str]:
    """The form that was sent, which is there for Django to read again; empty for what is too long or none."""
    length = environ.get("CONTENT_LENGTH") or ""
    media = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if media != _FORM or not (length.isascii() and length.isdecimal()) or int(length) > MOST_BYTES:
        return {}
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    try:
        return dict(parse_qsl(body.decode(), strict_parsing=True, max_num_fields=10))
    except ValueError:
        return {}


def _is_checked_in(environ: Environ, secret: str, form: dict[str, str]) -> bool:
    """Whether the ticket is checked in now: it was, or this is the code that its leader shows."""
    device = device_of(parse_cookie(environ.get("HTTP_COOKIE", "")))
    try:
        key, typed = UUID(form["key"]), form["code"]
    except (KeyError, ValueError):
        return False
    ticket = key_of_secret(secret, "enrolment")
    try:
        return actions.check_in_by_link(key=key, link_key=ticket, typed=typed, device=device, at=now())
    except actions.WrongCode:
        environ[COUNTED] = True
    except (Error, psycopg.Error) as error:
        log.warning("the door left a check-in to the page: %s", type(error).__name__)
        if connection.connection:  # the pool takes no broken one back, nor one whose prepared words are out of date
            connection.connection.close()
    except Exception:
        log.exception("the door left a check-in to the page")
    finally:
        request_finished.send(sender=fast_check_in)  # gives the connection back, for this thread may end
    return False


def _page(language: str, environ: Environ, page_of: Callable[[Environ], Answer | None]) -> Answer | None:
    """What is answered, as Django makes it for a ticket that is nobody's; made anew after KEPT_SECONDS."""
    until, kept = _pages.get(language, (0.0, None))
    if kept and time.monotonic() < until:
        return kept
    bare = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
    bare |= {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/{language}/help/ticket/{NOBODYS}/",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "",
        "CONTENT_LENGTH": "",
        "wsgi.input": BytesIO(),
        "HTTP_HOST": environ.get("HTTP_HOST", ""),
        CHECKED_IN: True,
    }
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        bare[name] = value
    made = page_of(bare)
    if made:
        _pages[language] = (time.monotonic() + KEPT_SECONDS, made)
    return made
