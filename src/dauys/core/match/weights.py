"""What a plan is worth, in whole numbers, so that anybody can reckon the objective of a plan again.

The objective of a plan is the sum over its pairs of

    PLACE * priority  (+ FIRST where the work goes first)  - travel  + IDLE * months idle

plus CREW * priority for each place of a need up to its smallest crew that is filled, minus LOAD * k * (k - 1) for the
k-th task of each volunteer. Travel is in hundreds of metres, at most TRAVEL_MOST; months idle are at most IDLE_MOST.
"""

from typing import Any

PLACE = 20_000
CREW = 2_000
# More than all else one filled place can be worth, together with some four hundred exchanges along the way.
FIRST = 1_000_000
TRAVEL_MOST = 2_000
IDLE = 5
IDLE_MOST = 60
LOAD = 150
PRIORITY_MOST = 16
LOAD_MOST = 10  # the tenth task costs less than the least place is worth

# Numbers or numpy arrays of them: the formulas are the same.
Number = Any


def pair_worth(priority: Number, first: Number, travel: Number, idle: Number) -> Number:
    """One pair, without crew and load; `first` is 0 or 1, travel and idle are already cut to their most."""
    return PLACE * priority + FIRST * first - travel + IDLE * idle


def load_cost(task: Number) -> Number:
    """What the k-th task of one volunteer costs: nothing, 300, 900, 1800, ..., so that load is shared."""
    return LOAD * task * (task - 1)


def as_json() -> dict[str, int]:
    """The weights, to stand beside a plan."""
    return {
        "place": PLACE,
        "crew": CREW,
        "first": FIRST,
        "travel_most": TRAVEL_MOST,
        "idle": IDLE,
        "idle_most": IDLE_MOST,
        "load": LOAD,
    }
