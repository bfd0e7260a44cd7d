"""What becomes of the invented cases: how many of each fate, how old they are, and how fast each step is taken."""

from dataclasses import dataclass

Days = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fate:
    """`steps` are verbs with the working days they take; `age` is in days before now; `rated` is the citizen's word."""

    code: str
    count: int
    age: Days
    steps: tuple[tuple[str, Days], ...] = ()
    rated: str = ""


_SETTLED = (("settle", (0, 1)),)
_GIVEN = (*_SETTLED, ("give", (0, 1)))
_DRAFT = (*_GIVEN, ("draft", (1, 3)))
_SUBMITTED = (*_DRAFT, ("submit", (0, 2)))
_SENT = (*_SUBMITTED, ("send", (0, 2)))
_QUICK = (("settle", (0, 0)), ("give", (0, 0)), ("draft", (0, 1)), ("submit", (0, 0)), ("send", (0, 1)))
_SLOW = (("settle", (0, 1)), ("give", (1, 2)), ("draft", (10, 12)), ("submit", (3, 4)), ("send", (3, 4)))
_AGAIN = (*_QUICK, ("rate", (0, 3)))
_SECOND = (("draft", (1, 3)), ("submit", (0, 1)), ("send", (0, 2)))

MAIN = (
    Fate("fresh", 24, (0, 2)),
    Fate("settled", 10, (1, 4), _SETTLED),
    Fate("assigned", 24, (4, 11), _GIVEN),
    Fate("assigned_late", 8, (26, 44), _GIVEN),
    Fate("in_work", 24, (7, 16), _DRAFT),
    Fate("in_work_late", 7, (26, 42), _DRAFT),
    Fate("returned", 9, (10, 18), (*_SUBMITTED, ("send_back", (0, 1)))),
    Fate("redrafted", 4, (11, 19), (*_SUBMITTED, ("send_back", (0, 1)), ("draft", (0, 1)))),
    Fate("in_approval", 16, (9, 17), _SUBMITTED),
    Fate("in_approval_late", 4, (26, 34), _SUBMITTED),
    Fate("answered", 40, (17, 58), _SENT),
    Fate("answered_quick", 10, (5, 30), _QUICK),
    Fate("answered_late", 10, (40, 58), _SLOW),
    Fate("solved", 44, (17, 58), (*_SENT, ("rate", (0, 5))), "solved"),
    Fate("partly", 13, (17, 58), (*_SENT, ("rate", (0, 5))), "partly"),
    Fate("partly_late", 5, (43, 58), (*_SLOW, ("rate", (0, 4))), "partly"),
    Fate("reopened", 7, (9, 16), _AGAIN, "not_solved"),
    Fate("reopened_late", 3, (32, 45), _AGAIN, "not_solved"),
    Fate("reopened_work", 4, (12, 18), (*_AGAIN, _SECOND[0]), "not_solved"),
    Fate("reopened_answered", 4, (24, 50), (*_AGAIN, *_SECOND), "not_solved"),
    Fate("reopened_closed", 4, (30, 55), (*_AGAIN, *_SECOND, ("rate", (0, 3))), "not_solved"),
)
DANGER = (
    Fate("danger_now", 3, (0, 0)),
    Fate("danger_work", 2, (1, 2), _QUICK[:2]),
    Fate("danger_done", 7, (6, 58), (*_QUICK, ("rate", (0, 3))), "solved"),
)
# Bodies where nobody works in the demonstration: their cases wait, the old ones past their term.
ELSEWHERE = (Fate("elsewhere", 20, (0, 23)), Fate("elsewhere_late", 18, (26, 40)))
