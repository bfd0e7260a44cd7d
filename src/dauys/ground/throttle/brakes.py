"""A brake on floods from one address, shared by all processes.

It costs one statement, also on the way of a voice into the house: read the draft, count, file, drop the draft are
four, which is the budget. A first stage in the process's memory would save it only while nobody floods, and would let
each process through up to its own limit. The table is unlogged, so a count waits for no disk.
"""

from dataclasses import replace

from django.http import HttpRequest

from dauys.ground.moment import now
from dauys.ground.throttle.actions import Counter, count_up
from dauys.ground.ui.addresses import client_address


def of_address(request: HttpRequest, scope: str, limit: int, seconds: int) -> Counter:
    """The counter of `scope` for the address this request came from."""
    return Counter(scope, client_address(request), limit, seconds)


def too_fast(request: HttpRequest, scope: str, limit: int, seconds: int, amount: int = 1) -> bool:
    """Whether this address did `scope` more than `limit` times in the running window of `seconds`."""
    counter = replace(of_address(request, scope, limit, seconds), amount=amount)
    return count_up(counters=[counter], at=now())[0] > limit
