"""Pure decisions about receptions: states, kinds, and which step leads where."""

from collections.abc import Iterable, Mapping
from itertools import takewhile

HOST_KINDS = ("head", "duty", "counter", "room")
# Whose posts receive people, and as what: heads and deputies by themselves, others of a body when they are on duty.
RECEIVING_POSTS = {"head": "head", "deputy": "head", "supervisor": "duty", "officer": "duty"}
MODES = ("in_person", "video", "phone", "visiting", "live_line")
REMOTE = ("video", "phone", "live_line")  # nobody comes to the centre for these
SCHEDULE_STATES = ("draft", "approved", "published", "replaced")
KINDS = ("scheduled", "unscheduled")
SOURCES = ("web", "phone", "desk")
NEEDS = ("interpreter", "sign_language", "step_free")
ROLES = ("lead", "member", "representative", "companion", "interpreter")
OUTCOMES = ("solved", "explained", "refused", "consultation", "instruction", "forwarded")
PASSED_ON = ("instruction", "forwarded")  # to bodies: with a day of the head, or with the law's alone
ANSWERED = ("solved", "explained", "refused", "consultation")  # these answer the case on the spot

STATES = ("held", "waiting", "booked", "arrived", "serving", "done", "cancelled", "expired", "no_show", "moved")
# Only in these a visit takes up its slot.
OCCUPYING = ("held", "booked", "arrived", "serving", "done")

# In these a visit has a case that can be referred to several bodies.
REFERRING = ("arrived", "serving", "done")

# In these who booked is told how to join by video or phone.
JOINING = ("booked", "arrived", "serving")

# In these one who waits for a free slot has none yet, or had none.
SLOTLESS = ("held", "waiting", "cancelled", "expired")

# From which state which step leads where. Everything else is impossible.
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "held": {"confirm": "booked", "wait": "waiting", "expire": "expired", "cancel": "cancelled"},
    "waiting": {"offer": "held", "give": "booked", "cancel": "cancelled", "expire": "expired"},
    "booked": {"arrive": "arrived", "cancel": "cancelled", "move": "moved", "miss": "no_show"},
    "arrived": {"serve": "serving", "cancel": "cancelled", "miss": "no_show"},
    "serving": {"finish": "done"},
    "no_show": {"arrive": "arrived"},
    "done": {},
    "cancelled": {},
    "expired": {"hold": "held"},
    "moved": {},
}

DEVICE_KINDS = ("kiosk", "display")
TICKET_STATES = ("waiting", "called", "serving", "parked", "done", "missed", "left")
AT_COUNTER = ("called", "serving")  # one at a time
TICKET_RESULTS = ("given", "explained", "incomplete", "elsewhere", "case")

# From which state which step leads where. A missed one comes back once.
TICKET_STEPS: Mapping[str, Mapping[str, str]] = {
    "waiting": {"call": "called", "leave": "left"},
    "called": {"serve": "serving", "miss": "missed", "park": "parked", "forward": "waiting"},
    "serving": {"finish": "done", "park": "parked", "forward": "waiting"},
    "parked": {"call": "called", "leave": "left"},
    "missed": {"back": "waiting"},
    "done": {},
    "left": {},
}


class ImpossibleVisit(Exception):
    """The visit is in a state from which this step does not lead; the page was probably stale."""

    def __init__(self, state: str, step: str) -> None:
        super().__init__(f"{step} is impossible in state {state}")
        self.state, self.step = state, step


def next_state(state: str, step: str) -> str:
    """The state `step` leads to; raises ImpossibleVisit."""
    return _step(TRANSITIONS, state, step)


def missed_running(states: Iterable[str]) -> int:
    """How many days running somebody did not come, by the states of their days, the newest first."""
    return sum(1 for _state in takewhile(lambda state: state == "no_show", states))


def next_ticket_state(state: str, step: str) -> str:
    """The state of a ticket that `step` leads to; raises ImpossibleVisit."""
    return _step(TICKET_STEPS, state, step)


def _step(steps: Mapping[str, Mapping[str, str]], state: str, step: str) -> str:
    try:
        return steps[state][step]
    except KeyError:
        raise ImpossibleVisit(state, step) from None
