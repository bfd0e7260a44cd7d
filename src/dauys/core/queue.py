"""The order of a queue, and how long somebody in it waits: a range that most people's wait lies in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, sqrt

FEW = 20  # below so many services seen, the planned time counts with the rest of them
FADES = 1.5  # how fast, by services a counter has ended, the stream forgets that it looked like Poisson's; fitted
_Z = 0.8416212335729143  # the normal quantile of 0.8


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a service takes, in minutes: mean and variance."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Minutes: one in five waits less than `low`, one in five more than `high`."""

    low: float
    high: float


def rank(counted_from: datetime, bonus: timedelta) -> datetime:
    """By what tickets are called, the earliest first: the moment the wait counts from, less the bonus of the class.

    A bonus is bounded, so nobody starves: whoever waits longer than the largest bonus stands before every newcomer.
    """
    return counted_from - bonus


def lasting(planned: float, seen: int = 0, mean: float = 0.0, variance: float = 0.0, *, few: int = FEW) -> Lasting:
    """How long a service takes by how many were `seen`, their mean minutes and variance; with fewer than `few` the
    `planned` minutes fill up. The variance of what was only planned is half of that of an exponential service."""
    missing = max(few - seen, 0)
    count = seen + missing
    whole = (seen * mean + missing * planned) / count
    spread = seen * (variance + (mean - whole) ** 2) + missing * (planned**2 / 2 + (planned - whole) ** 2)
    return Lasting(whole, spread / count)


def waiting(
    ahead: Sequence[Lasting], serving: Sequence[Lasting], counters: int, *, jumps: float = 0.0, reach: float = 0.0
) -> Wait:
    """How long the next person waits behind the services `ahead`, while `serving` are at their counters.

    `counters` are those that call at all; `jumps` is how many a minute come with a bonus of up to `reach` minutes
    and step before. Raises ValueError without a counter.

    People leave the counters as in a superposition of renewals: at first like a Poisson stream, later with the spread
    of the services themselves; with one counter mean and variance are exact for gamma services. The quantiles are those
    of the gamma distribution with that mean and variance, by the cube root of Wilson and Hilferty (1931).
    """
    if counters < 1:
        raise ValueError("nobody calls")
    if not ahead and len(serving) < counters:
        return Wait(0.0, 0.0)
    known = (*ahead, *serving)
    each = sum(s.mean for s in known) / len(known)
    own = sum(s.variance for s in known) / len(known) / each**2
    count = len(ahead)
    spread = own + (1 - own) * (1 - 1 / counters) * exp(-FADES * count / counters)
    first = (1 + spread) * (1 + 2 * spread) / 3 - (1 + spread) ** 2 / 4
    mean = (sum(s.mean for s in ahead) + each * (1 + spread) / 2) / counters
    variance = (each / counters) ** 2 * (count * spread + first)
    stepping = jumps * min(mean, reach)  # of those who come while one waits
    mean += stepping * each / counters
    variance += stepping * each**2 * (1 + own) / counters**2
    return _quantiles(mean, variance)


def _quantiles(mean: float, variance: float) -> Wait:
    if variance <= 0:
        return Wait(mean, mean)
    shape = mean**2 / variance
    low, high = (mean * max(1 - 1 / (9 * shape) + z / (3 * sqrt(shape)), 0.0) ** 3 for z in (-_Z, _Z))
    return Wait(low, high)
