"""Asks the office's own OpenID provider who somebody is: discovery, the exchange of a code, and a signed answer.

By OpenID Connect Core 1.0, the authorization code flow, with PKCE (RFC 7636, S256). The signature is checked by
joserfc; only signatures with a key of the provider's own are taken.
"""

import base64
import hashlib
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
CLOCKS_APART = 60  # seconds
_TIMEOUT = 10  # seconds for one answer of the provider
_LARGEST = 1024 * 1024
_REMEMBERED = 3600
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderFailed(Exception):
    """The provider cannot be reached, or its answer cannot be read; the reason names nobody."""


class NotBelieved(Exception):
    """The provider's answer was not made for us, for this sign-in or for this moment."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What discovery tells, as far as it is needed."""

    authorization: str
    token: str
    keys: str
    by_form: bool  # it takes the client's secret only as a field of the form


def is_safe(address: str) -> bool:
    """Whether an address may be asked: HTTPS, or this very machine."""
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


def discover() -> Provider:
    """The provider's addresses, remembered for an hour; raises ProviderFailed."""
    issuer = settings.OIDC_ISSUER
    told = cache.get(f"oidc:{issuer}")
    if told is None:
        told = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer:
            raise ProviderFailed("the provider calls itself otherwise than DAUYS_OIDC_ISSUER")
        cache.set(f"oidc:{issuer}", told, _REMEMBERED)
    authorization, token, keys = (str(told.get(name)) for name in _ENDPOINTS)
    if not all(map(is_safe, (authorization, token, keys))):
        raise ProviderFailed("the provider names no safe addresses")
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Provider(authorization, token, keys, by_form="client_secret_basic" not in ways)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def address_to_ask(*, redirect: str, state: str, nonce: str, verifier: str, language: str) -> str:
    """Where the browser is sent; raises ProviderFailed."""
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": redirect,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    address = discover().authorization
    return f"{address}{'&' if '?' in address else '?'}{urllib.parse.urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the provider names: `key` stays theirs when the address is given to somebody else."""

    key: str
    email: str


def named_by(*, code: str, redirect: str, nonce: str, verifier: str, at: datetime) -> Named:
    """Key and confirmed e-mail of whoever came back with `code`; raises ProviderFailed and NotBelieved."""
    provider = discover()
    answer = _exchange(provider, code, redirect, verifier)
    claims = _claims(provider, str(answer.get("id_token", "")), nonce, at)
    email = claims.get("email")
    if not isinstance(email, str) or not email.isprintable() or claims.get("email_verified") is not True:
        raise NotBelieved("no confirmed e-mail")
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject:
        raise NotBelieved("no subject")
    return Named(hashlib.sha256(f"{settings.OIDC_ISSUER}\n{subject}".encode()).hexdigest(), email)


def _exchange(provider: Provider, code: str, redirect: str, verifier: str) -> dict[str, Any]:
    client, secret = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    headers = {}
    if secret and not provider.by_form:
        pair = f"{urllib.parse.quote_plus(client)}:{urllib.parse.quote_plus(secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        fields |= {"client_id": client, **({"client_secret": secret} if secret else {})}
    return _get(provider.token, urllib.parse.urlencode(fields).encode(), headers)


def _claims(provider: Provider, token: str, nonce: str, at: datetime) -> dict[str, Any]:
    """What a signed answer says, if provider, receiver, sign-in and moment are the right ones."""
    client = settings.OIDC_CLIENT_ID
    try:
        claims = _signed(provider, token)
        jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=CLOCKS_APART,
            iss={"essential": True, "value": settings.OIDC_ISSUER},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotBelieved(type(error).__name__) from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client) != client:
        raise NotBelieved("made for another client")
    return claims


def _signed(provider: Provider, token: str) -> dict[str, Any]:
    """The claims under a signature that holds; a key not seen yet is asked for once."""
    try:
        return dict(jwt.decode(token, _keys(provider), algorithms=SIGNATURES).claims)
    except InvalidKeyIdError:
        return dict(jwt.decode(token, _keys(provider, anew=True), algorithms=SIGNATURES).claims)


def _keys(provider: Provider, *, anew: bool = False) -> KeySet:
    told = None if anew else cache.get(f"oidc:{provider.keys}")
    if told is None:
        told = _get(provider.keys)
        cache.set(f"oidc:{provider.keys}", told, _REMEMBERED)
    # Keys for encryption and kinds we do not know may stand beside; a shared secret is none of the provider's own.
    kinds = ("RSA", "EC", "OKP")
    given = [k for k in told.get("keys", []) if isinstance(k, dict)]
    wanted = [k for k in given if k.get("kty") in kinds and k.get("use", "sig") == "sig"]
    return KeySet.import_key_set({"keys": wanted})


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is asked must come from the address itself: a code or a secret is not carried elsewhere."""

    def redirect_request(self, *about: Any, **more: Any) -> None:
        return None


def _get(address: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address, with `body` by POST; raises ProviderFailed without a word of the answer."""
    if not is_safe(address):
        raise ProviderFailed("not a safe address")
    request = urllib.request.Request(  # noqa: S310  checked just above
        address, data=body, headers={"Accept": "application/json", **(headers or {})}
    )
    try:
        with urllib.request.build_opener(_NoRedirect()).open(request, timeout=_TIMEOUT) as answer:
            found = json.loads(answer.read(_LARGEST))
    except urllib.error.HTTPError as error:
        with error:
            raise ProviderFailed(f"status {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise ProviderFailed(type(error).__name__) from None
    if not isinstance(found, dict):
        raise ProviderFailed("not an object")
    return found
