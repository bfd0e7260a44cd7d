"""The vocabulary of the journal: each verb, the fields its payload may carry, and the sentence a person reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """A fact a room can state. `sentence` and `public_sentence` are lazy translations; None hides the fact there.

    `fields` names what the payload may hold; sentences may use them as {field} after `render` made them readable.
    """

    verb: str
    fields: frozenset[str] = frozenset()
    sentence: Any = None
    public_sentence: Any = None
    icon: str = ""
    notes: str = field(default="", compare=False)


REGISTRY: dict[str, Event] = {}


class UnknownEvent(Exception):
    """A verb or a payload field that no room has declared."""


def declare(events: Iterable[Event]) -> None:
    """Adds a room's facts to the vocabulary; called once from the wiring."""
    for event in events:
        if REGISTRY.setdefault(event.verb, event) is not event and REGISTRY[event.verb] != event:
            raise UnknownEvent(f"{event.verb} is declared twice")


def known(verb: str) -> Event:
    try:
        return REGISTRY[verb]
    except KeyError:
        raise UnknownEvent(f"No room declares the fact {verb}") from None
