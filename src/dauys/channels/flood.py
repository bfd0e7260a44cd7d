"""Whether a voice that is being sent belongs to a flood: too many from one address, or from everybody together."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.conf import settings
from django.http import HttpRequest

from dauys.ground.sealed.seal import lookup_key
from dauys.ground.throttle.actions import Counter, count_up
from dauys.ground.throttle.brakes import of_address
from dauys.ground.ui.addresses import client_address

HOUR, MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class Flood:
    """Which limit was passed (address or everyone), and in how many seconds its window ends."""

    because: str
    seconds: int


def measure(request: HttpRequest, *, door: str, limit: int, is_urgent: bool, at: datetime) -> Flood | None:
    """Counts this sending and says whether it is above `limit` an hour from its address, or above what everybody may.

    A voice that speaks of danger passes whatever others send, and has a larger limit of its own. One statement.
    """
    own = of_address(request, door, max(limit, settings.URGENT_PER_ADDRESS) if is_urgent else limit, HOUR)
    all_together = Counter("voices", "", settings.VOICES_A_MINUTE, MINUTE)
    from_here, *from_all = count_up(counters=[own, all_together], at=at)
    if from_here > own.limit:
        return Flood("address", _left(own, at))
    if from_all[0] > all_together.limit and not is_urgent:
        return Flood("everyone", _left(all_together, at))
    return None


def _left(counter: Counter, at: datetime) -> int:
    return max(ceil((counter.ends_at(at) - at).total_seconds()), 1)


def source_of(request: HttpRequest) -> bytes:
    """The keyed digest under which voices from one address are found together; never the address."""
    return lookup_key(client_address(request), what="source")
