"""Pure decisions about answers and hearings: what stops one from being sent, how it is handed over, when to hear."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from dauys.cases.rules import OUTCOMES, WITH_NORM
from dauys.core.terms import Term, last_day
from dauys.core.workdays import WorkCalendar

BLOCKS = ("asked", "found", "decided", "appeal")
TOLD = (*BLOCKS, "outcome", "norm")  # everything a writer says
STATES = ("draft", "submitted", "returned", "sent")
HEARING_STATES = ("invited", "written", "signed", "off")
BY_HAND = ("phone", "post")  # ways a person of the body brings an answer, and proves it
WAYS = ("page", "email", "sms", "phone", "post")
MIN_BLOCK = 15
MIN_NORM = 3


def missing_blocks(blocks: Mapping[str, str]) -> list[str]:
    """The blocks too short to say anything, in their order."""
    return [name for name in BLOCKS if len(blocks.get(name, "").strip()) < MIN_BLOCK]


def leftover_placeholders(blocks: Mapping[str, str]) -> list[str]:
    """Blocks in which a gap of the template was not filled in: text in [brackets] or {braces}."""
    marks = ("{", "}", "[", "]", "___")
    return [name for name in BLOCKS if any(mark in blocks.get(name, "") for mark in marks)]


def missing_outcome(told: Mapping[str, str]) -> list[str]:
    """What is not said of how the demand ends: the outcome itself, or the norm it needs."""
    outcome = told.get("outcome", "")
    if outcome not in OUTCOMES:
        return ["outcome"]
    return ["norm"] if outcome in WITH_NORM and len(told.get("norm", "").strip()) < MIN_NORM else []


# Who may give the signature of a role: a head gives that of a supervisor too.
SIGNS: Mapping[str, tuple[str, ...]] = {
    "officer": ("officer",),
    "supervisor": ("supervisor", "head"),
    "head": ("head",),
    "controller": ("controller",),
}


def missing_signatures(wanted: Sequence[str], given: Sequence[str]) -> list[str]:
    """The signatures still wanted, in the order of the pack; the same role twice wants two."""
    left = Counter(given)
    missing = []
    for role in wanted:
        if left[role]:
            left[role] -= 1
        else:
            missing.append(role)
    return missing


def signature_of(roles: Sequence[str], missing: Sequence[str]) -> str:
    """Which of the missing signatures somebody with `roles` gives: that of the own role first; empty for none."""
    own = [wanted for wanted in missing if wanted in roles]
    wider = [wanted for wanted in missing if set(SIGNS[wanted]) & set(roles)]
    return next(iter([*own, *wider]), "")


def reopens(solved: str) -> bool:
    """ "not_solved" opens the case again; "partly" is heard and counted but does not."""
    return solved == "not_solved"


def earliest_hearing(calendar: WorkCalendar, notice: Term, told_on: date) -> date:
    """The first day a person told on `told_on` may be heard: the whole term lies before it. A working day."""
    return calendar.next_working_after(last_day(calendar, notice, told_on))
