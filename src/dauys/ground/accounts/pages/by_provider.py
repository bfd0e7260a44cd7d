"""Staff sign in at the office's own OpenID provider: sent there, come back, and let in if they have an account here."""

import hmac
import logging
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from dauys.ground.access.gate import public
from dauys.ground.accounts import asked_provider, provider
from dauys.ground.accounts.actions import TooManyTries, bind_provider, check_tries, count_try
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.models import User
from dauys.ground.accounts.pages.sign_in import enter_and_go, safe_target
from dauys.ground.moment import now
from dauys.ground.ui.addresses import client_address

log = logging.getLogger(__name__)
FAILED_FROM_ADDRESS = 50  # in a quarter of an hour; an office may share one address


def _back_address() -> str:
    """The one address the provider sends everybody back to, in whatever language they came."""
    with override(settings.LANGUAGE_CODE):
        return f"{settings.PUBLIC_URL}{reverse('provider_back')}"


@require_safe
@public
def provider_begin(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the provider. A link and not a form, for a form may lead to no other house."""
    if not settings.OIDC_ISSUER:
        raise Http404
    asked = asked_provider.fresh(safe_target(request, request.GET.get("next", "")), get_language() or "")
    try:
        address = provider.address_to_ask(
            redirect=_back_address(),
            state=asked.state,
            nonce=asked.nonce,
            verifier=asked.verifier,
            language=asked.language,
        )
    except provider.ProviderFailed as error:
        log.warning("the OpenID provider failed: %s", error)
        return _refused("failed", asked.language)
    response = HttpResponseRedirect(address)
    asked_provider.remember(response, asked)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
@public
def provider_back(request: HttpRequest) -> HttpResponse:
    """Lets in whom the provider names, if they are a member of staff with an account; no account is ever made here."""
    if not settings.OIDC_ISSUER:
        raise Http404
    asked = asked_provider.read(request)
    if asked is None or not hmac.compare_digest(asked.state.encode(), request.GET.get("state", "").encode()):
        return _refused("again", asked.language if asked else get_language() or "")
    code, at, address = request.GET.get("code", ""), now(), client_address(request)
    if not code:  # they changed their mind there, or were refused
        return _refused("failed", asked.language)
    try:
        check_tries("provider-from", address, at=at, limit=FAILED_FROM_ADDRESS)
        named = provider.named_by(
            code=code,
            redirect=_back_address(),
            nonce=asked.nonce,
            verifier=asked.verifier,
            at=at,
        )
    except TooManyTries:
        return _refused("wait", asked.language)
    except provider.ProviderFailed as error:
        count_try("provider-from", address, at=at)
        log.warning("the OpenID provider failed: %s", error)
        return _refused("failed", asked.language)
    except provider.NotBelieved as error:
        count_try("provider-from", address, at=at)
        log.warning("the answer of the OpenID provider was not believed: %s", error)
        return _refused("failed", asked.language)
    user = _member_of_staff(named)
    if user is None:
        count_try("provider-from", address, at=at)
        return _refused("unknown", asked.language)
    if not user.provider_key and not bind_provider(user=user, key=named.key, actor=actor_of(user), at=at):
        return _refused("again", asked.language)  # two came at once
    with override(asked.language):
        response = enter_and_go(request, user, actor_of(user), safe_target(request, asked.target), at, by="provider")
    asked_provider.forget(response)
    return response


def _member_of_staff(named: provider.Named) -> User | None:
    """The active account that is bound to this one at the provider, or has its e-mail and is bound to none yet; only
    if it holds a role today."""
    active = with_grants().filter(is_active=True)
    user: Any = active.filter(provider_key=named.key).first()
    if user is None:
        user = active.filter(email__iexact=named.email, provider_key="").first()
    return user if user and user.grant_rows else None


def _refused(why: str, language: str) -> HttpResponse:
    """Back to the page of signing in, which says why in the language the person came with."""
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(known):
        response = redirect(f"{reverse('login')}?provider={why}")
    asked_provider.forget(response)
    return response
