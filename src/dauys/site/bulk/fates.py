"""What becomes of a case by its age: how far it has come, how long each step takes, what the person says of it."""

from dataclasses import dataclass
from random import Random

from dauys.site.bulk.lines import DAY

# Of cases up to so many days old this share is still open; the older ones are past their term.
_OPEN = ((1, 0.97), (5, 0.88), (15, 0.62), (30, 0.33), (90, 0.09), (365, 0.018))
_OPEN_LATER = 0.007
_STAGES = ("new", "settled", "assigned", "in_work", "returned", "in_approval")
_YOUNG = (45, 20, 20, 10, 1, 4)
_GROWN = (12, 10, 26, 32, 5, 15)
_OLD = (22, 6, 34, 26, 5, 7)
_SCORES = {"solved": (4, 5), "partly": (2, 4), "not_solved": (1, 2)}

MORNING, EVENING = 9 * 3600 + 300, 18 * 3600 + 600


@dataclass(frozen=True, slots=True)
class Fate:
    """`stage` is where the work stands, "sent" for an answered case; `days` is how long an answer took."""

    stage: str
    days: int
    solved: str = ""  # the person's word on the answer, empty when they said none
    again: str = ""  # the stage of the second obligation, when the first was opened again
    score: int = 0


def draw(rng: Random, age: float) -> Fate:
    """The fate of a case `age` days old."""
    if rng.random() < next((share for days, share in _OPEN if age <= days), _OPEN_LATER):
        return Fate(rng.choices(_STAGES, _YOUNG if age <= 2 else _GROWN if age <= 30 else _OLD)[0], 0)
    days = rng.randint(1, 14) if rng.random() < 0.84 else rng.randint(15, 40)
    if rng.random() >= 0.38:
        return Fate("sent", days)
    solved = rng.choices(("solved", "partly", "not_solved"), (72, 18, 10))[0]
    again = ""
    if solved == "not_solved":
        again = "sent" if rng.random() < 0.93 else rng.choice(("assigned", "in_work", "in_approval"))
    return Fate("sent", days, solved, again, rng.randint(*_SCORES[solved]))


class Office:
    """Moments of office work, in seconds since 1970; `offset` is the zone's, in seconds."""

    def __init__(self, offset: int, rng: Random) -> None:
        self.offset, self.rng = offset, rng

    def later(self, second: int, low: int, high: int) -> int:
        """A moment of office hours so many days after `second`, never on a weekend and always later."""
        day = (second + self.offset) // DAY + self.rng.randint(low, high)
        weekday = (day + 3) % 7  # 1 January 1970 was a Thursday
        if weekday > 4:
            day += 7 - weekday
        found = day * DAY + self.rng.randint(MORNING, EVENING) - self.offset
        return found if found > second else second + self.rng.randint(600, 7200)
