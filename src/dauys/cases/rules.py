"""Pure decisions about cases and obligations: the table of states, who may speak, which clock applies."""

from collections.abc import Mapping

CHANNELS = ("web", "phone", "letter", "visit", "email", "api")
IDENTITIES = ("none", "code", "in_person", "signed")
ANSWER_WAYS = ("page", "sms", "email", "phone", "post")
PARTY_ROLES = ("applicant", "representative")
CLOCK_MOVES = ("paused", "resumed", "extended")
# What a voice may tell of a crime: words of it were found, it was passed on for them, a person called it a false alarm.
CRIMES = ("", "found", "passed", "false")
QUESTION_ENDS = ("answered", "taken_back", "over")  # over: the obligation ended first
EXTENSION_STATES = ("asked", "agreed", "refused", "over")
EXPORT_STATES = ("waiting", "running", "done", "failed")

STATES = (
    "new",
    "assigned",
    "in_work",
    "in_approval",
    "answered",
    "closed",
    "reopened",
    "withdrawn",
    "forwarded",
    "left",
)
OPEN_STATES = ("new", "assigned", "in_work", "in_approval")
# Over without an answer: taken back by the author, gone on to another body, left without consideration.
ENDED_STATES = ("withdrawn", "forwarded", "left")

# How an answered demand ended, as the writer of the answer named it; words for them stand in the pack's labels.
OUTCOMES = ("solved", "explained", "refused", "forwarded_out", "duplicate", "not_reachable", "consultation")
WITH_NORM = ("refused",)  # the answer must name the norm it rests on
APART = ("consultation",)  # counted apart: no answer to a demand

# Why nobody owns a demand: the body is not known, it has nobody to work in it, or it says that it is not its own.
UNOWNED = ("unknown", "vacant", "dispute")
QUESTION_STATES = ("new", "assigned", "in_work")  # in which an officer may ask the person for something

# From which state which step leads where. Everything else is impossible.
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "new": {
        "answer_on_the_spot": "answered",
        "hand_in_on_the_spot": "in_approval",
        "assign": "assigned",
        "draft": "in_work",
        "send_together": "answered",
        "forward": "forwarded",
        "leave": "left",
        "withdraw": "withdrawn",
    },
    "assigned": {
        "answer_on_the_spot": "answered",
        "hand_in_on_the_spot": "in_approval",
        "assign": "assigned",
        "release": "new",
        "hand_back": "new",
        "draft": "in_work",
        "send_together": "answered",
        "forward": "forwarded",
        "leave": "left",
        "withdraw": "withdrawn",
    },
    "in_work": {
        "answer_on_the_spot": "answered",
        "hand_in_on_the_spot": "in_approval",
        "assign": "in_work",
        "hand_back": "in_work",
        "draft": "in_work",
        "submit": "in_approval",
        "send_together": "answered",
        "forward": "forwarded",
        "leave": "left",
        "withdraw": "withdrawn",
    },
    "in_approval": {
        "hand_back": "in_approval",
        "return": "in_work",
        "send": "answered",
        "send_together": "answered",
        "withdraw": "withdrawn",
    },
    "answered": {"close": "closed", "reopen": "reopened"},
    "closed": {},
    "reopened": {},
    "withdrawn": {},
    "forwarded": {},
    "left": {},
}

# In these an officer has it, who may hand it back.
HELD_STATES = tuple(state for state, steps in TRANSITIONS.items() if "hand_back" in steps)


class ImpossibleStep(Exception):
    """The obligation is in a state from which this step does not lead; the page was probably stale."""

    def __init__(self, state: str, step: str) -> None:
        super().__init__(f"{step} is impossible in state {state}")
        self.state, self.step = state, step


def next_state(state: str, step: str) -> str:
    """The state `step` leads to; raises ImpossibleStep."""
    try:
        return TRANSITIONS[state][step]
    except KeyError:
        raise ImpossibleStep(state, step) from None


def runs_by_law(identity: str, required: str) -> bool:
    """Whether we are sure enough of the person for the legal clock to run (pack: clock_from_identity)."""
    return IDENTITIES.index(identity) >= IDENTITIES.index(required)


def is_surer(identity: str, than: str) -> bool:
    """Whether one certainty about the person is higher than another."""
    return IDENTITIES.index(identity) > IDENTITIES.index(than)


def tells_of_crime(crime: str) -> bool:
    """Whether words of a crime were found and nobody has called them a false alarm."""
    return crime in ("found", "passed")


def priority_of(*, urgent: bool, crime: str) -> int:
    """0, before all others, for danger to life and for words of a crime; else 1."""
    return 0 if urgent or tells_of_crime(crime) else 1


def make_subject(text: str, limit: int = 90) -> str:
    """A title for lists from the first sentence of a voice, cut at a word."""
    line = " ".join(text.split())
    for mark in (". ", "! ", "? ", "; "):
        head = line.split(mark)[0]
        if 15 <= len(head) < len(line):
            line = head
    if len(line) <= limit:
        return line.rstrip(".!? ")
    return line[:limit].rsplit(" ", 1)[0].rstrip(",;:- ") + " …"
