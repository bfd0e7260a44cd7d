"""Pure decisions about publication: the states of a public voice and which step leads where."""

from collections.abc import Mapping

STATES = ("waiting", "published", "refused", "taken_back")
# What is known of the answer's public part: nothing sent yet, sent and not looked at, shown, kept back.
ANSWER_STATES = ("", "waiting", "shown", "withheld")
REASONS = ("personal_data", "other_people", "insult", "advertising", "not_public")

TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "waiting": {"publish": "published", "refuse": "refused", "take_back": "taken_back"},
    "published": {"refuse": "refused", "take_back": "taken_back", "look_again": "waiting"},
    "refused": {"take_back": "taken_back"},
    "taken_back": {"ask": "waiting"},
}


class NothingNew(Exception):
    """The words are as they stand already."""


class MovedOn(Exception):
    """The voice is not any more as the page showed it; nothing was changed."""


def next_state(state: str, step: str) -> str:
    """The state `step` leads to; raises MovedOn."""
    try:
        return TRANSITIONS[state][step]
    except KeyError:
        raise MovedOn from None
