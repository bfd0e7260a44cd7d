"""The signed cookie of who was asked for a passkey: it binds the challenge to this browser and to what it is for."""

import json
import secrets
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare, salted_hmac

from dauys.ground.accounts import passkeys
from dauys.ground.accounts.forms import CodeForm
from dauys.ground.accounts.passkeys import Answer
from dauys.ground.ui.cookies import give, given, take

SHOW, MAKE = "dauys_passkey", "dauys_new_passkey"
LIFE = timedelta(minutes=5)
TO_ENTER = "enter"


def fresh() -> bytes:
    return secrets.token_bytes(32)


def own(request: HttpRequest) -> str:
    """What a challenge for this very session is bound to."""
    return salted_hmac("dauys.passkey", request.session.session_key or "", algorithm="sha256").hexdigest()[:32]


def remember(response: HttpResponse, cookie: str, challenge: bytes, bound: str, name: str = "") -> None:
    """`bound` is what the answer may be used for; `name` is how a new passkey will be called."""
    give(response, cookie, [challenge.hex(), bound, name], salt=cookie, life=LIFE)


def read(request: HttpRequest, cookie: str, bound: str) -> tuple[bytes, str]:
    """Challenge and name, if the cookie is ours, at most five minutes old and for this use; else empty."""
    try:
        challenge, what, name = signing.loads(given(request, cookie), salt=cookie, max_age=LIFE)
        return (bytes.fromhex(challenge), name) if constant_time_compare(what, bound) else (b"", "")
    except (signing.BadSignature, ValueError, TypeError):
        return b"", ""


def forget(response: HttpResponse) -> None:
    take(response, SHOW, MAKE)


def proof(request: HttpRequest, form: CodeForm, bound: str) -> str | Answer:
    """What was given instead of one another: the code as it was typed, or the answer of a passkey."""
    said: str = form.cleaned_data["credential"]
    return Answer(read(request, SHOW, bound)[0], said) if said else form.cleaned_data["code"]


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, bound: str, offered: bool = True, status: int = 200
) -> HttpResponse:
    """A page that may be answered with a passkey, if `offered`, under a fresh challenge. No cache keeps it."""
    challenge = fresh()
    asked = json.dumps(passkeys.to_show(challenge=challenge)) if offered else ""
    response = render(request, template, {**context, "passkey": asked}, status=status)
    if offered:
        remember(response, SHOW, challenge, bound)
    patch_cache_control(response, private=True, no_store=True)
    return response
