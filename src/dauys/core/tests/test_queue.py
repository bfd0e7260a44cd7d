"""The range of a wait against queues played through with random services, and the order that starves nobody."""

import heapq
import random
from datetime import UTC, datetime, timedelta

import pytest

from dauys.core.queue import Lasting, Wait, lasting, rank, waiting

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def played(ahead: int, counters: int, mean: float, cv: float, dice: random.Random) -> float:
    """The wait behind so many, all counters busy since long: gamma services, what is left of them in the first ones."""
    shape = 1 / cv**2

    def service() -> float:
        return dice.gammavariate(shape, mean / shape)

    def left() -> float:
        """Of a service met at a random moment: longer ones are met more often."""
        length = dice.gammavariate(shape + 1, mean / shape)
        return dice.random() * length

    ends = [left() for _counter in range(counters)]
    heapq.heapify(ends)
    for _person in range(ahead):
        heapq.heappush(ends, heapq.heappop(ends) + service())
    return ends[0]


@pytest.mark.parametrize("ahead", [1, 4, 12, 40])
@pytest.mark.parametrize("counters", [1, 3, 8])
@pytest.mark.parametrize("cv", [0.4, 0.8, 1.2])
def test_six_in_ten_waits_lie_in_the_range(ahead: int, counters: int, cv: float) -> None:
    dice = random.Random(f"{ahead} {counters} {cv}")
    mean = 9.0
    one = Lasting(mean, (mean * cv) ** 2)
    wait = waiting([one] * ahead, [one] * counters, counters)
    played_ = [played(ahead, counters, mean, cv, dice) for _ in range(1500)]
    inside = sum(wait.low <= w <= wait.high for w in played_) / len(played_)
    assert 0.52 <= inside <= 0.68, f"{inside:.2f} of {wait}"


def test_who_finds_a_free_counter_waits_nothing_and_without_a_counter_nobody_can_say() -> None:
    one = Lasting(10, 50)
    assert waiting([], [one], 2) == Wait(0, 0)
    with pytest.raises(ValueError, match="nobody calls"):
        waiting([one], [], 0)


def test_more_ahead_is_longer_and_more_counters_shorter() -> None:
    one = Lasting(10, 50)
    short, long_ = waiting([one] * 3, [one] * 2, 2), waiting([one] * 9, [one] * 2, 2)
    assert short.low < long_.low and short.high < long_.high
    assert waiting([one] * 9, [one] * 4, 4).high < long_.high
    assert waiting([one] * 9, [one] * 2, 2, jumps=0.05, reach=15).high > long_.high


def test_what_was_seen_weighs_more_the_more_it_is() -> None:
    assert lasting(10).mean == 10
    assert 10 < lasting(10, 10, 20.0, 4.0).mean < 20
    seen = lasting(10, 100, 21.0, 1.0)
    assert seen == Lasting(21, 1)


def test_a_bonus_is_bounded_so_nobody_starves() -> None:
    """With a bonus of fifteen minutes, whoever waits for sixteen stands before every newcomer."""
    waits = rank(NOON, timedelta())
    assert rank(NOON + timedelta(minutes=14), timedelta(minutes=15)) < waits
    assert rank(NOON + timedelta(minutes=16), timedelta(minutes=15)) > waits
