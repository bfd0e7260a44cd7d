"""Pure decisions about receptions: states, kinds, and which step leads where."""

from collections.abc import Mapping

HOST_KINDS = ("head", "counter", "room")
MODES = ("in_person", "video", "phone", "visiting")
SCHEDULE_STATES = ("draft", "approved", "published", "replaced")
KINDS = ("scheduled", "unscheduled")
SOURCES = ("web", "phone", "desk")
NEEDS = ("interpreter", "sign_language", "step_free")
ROLES = ("lead", "member", "representative", "companion", "interpreter")
OUTCOMES = ("solved", "explained", "refused", "consultation", "instruction")
ANSWERED = ("solved", "explained", "refused", "consultation")  # these answer the case on the spot

STATES = ("held", "booked", "arrived", "serving", "done", "cancelled", "expired", "no_show", "moved")
# Only in these a visit takes up its slot.
OCCUPYING = ("held", "booked", "arrived", "serving", "done")

# From which state which step leads where. Everything else is impossible.
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "held": {"confirm": "booked", "expire": "expired", "cancel": "cancelled"},
    "booked": {"arrive": "arrived", "cancel": "cancelled", "move": "moved", "miss": "no_show"},
    "arrived": {"serve": "serving", "cancel": "cancelled", "miss": "no_show"},
    "serving": {"finish": "done"},
    "no_show": {"arrive": "arrived"},
    "done": {},
    "cancelled": {},
    "expired": {},
    "moved": {},
}


class ImpossibleVisit(Exception):
    """The visit is in a state from which this step does not lead; the page was probably stale."""

    def __init__(self, state: str, step: str) -> None:
        super().__init__(f"{step} is impossible in state {state}")
        self.state, self.step = state, step


def next_state(state: str, step: str) -> str:
    """The state `step` leads to; raises ImpossibleVisit."""
    try:
        return TRANSITIONS[state][step]
    except KeyError:
        raise ImpossibleVisit(state, step) from None
