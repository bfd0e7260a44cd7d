"""A cheap brake on floods from one address, kept in the process: it may let a few more through, never loses a voice."""

from django.core.cache import cache
from django.http import HttpRequest

from dauys.ground.sealed.seal import lookup_key
from dauys.ground.ui.addresses import client_address


def too_fast(request: HttpRequest, scope: str, limit: int, seconds: int) -> bool:
    """Whether this address did `scope` more than `limit` times in the last `seconds`."""
    key = f"{scope}:{lookup_key(client_address(request), what='throttle').hex()[:32]}"
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key)) > limit
    except ValueError:  # it ran out between the two calls
        return False
