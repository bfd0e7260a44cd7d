"""The cookies of ours: signed, closed to scripts, sent to this site alone, and gone after their time."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse


def given(request: HttpRequest, name: str) -> str:
    """What the browser brought under this name, still signed; empty without one."""
    return request.COOKIES.get(name_of(name), "")


def give(response: HttpResponse, name: str, value: Any, *, salt: str, life: timedelta) -> None:
    """Sets a cookie; `value` is anything JSON holds, `salt` what else may not be read as this one."""
    response.set_cookie(
        name_of(name),
        signing.dumps(value, salt=salt),
        max_age=int(life.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def take(response: HttpResponse, *names: str) -> None:
    for name in names:
        response.delete_cookie(name_of(name), samesite="Lax")


def name_of(name: str) -> str:
    """Behind HTTPS a name that browsers take from this very host only, and over HTTPS only."""
    return f"__Host-{name}" if settings.HTTPS else name
