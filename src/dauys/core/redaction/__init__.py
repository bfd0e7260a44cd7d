"""Finds what may be personal data in Kazakh, Russian, English and mixed text, and covers it. A hint, never a proof."""

from collections.abc import Iterable, Iterator
from itertools import chain

from dauys.core.redaction.addresses import addresses
from dauys.core.redaction.links import links
from dauys.core.redaction.marks import BLACK, bars, only_covers, with_bars
from dauys.core.redaction.numbers import cards, documents, iins, phones, plates
from dauys.core.redaction.people import people
from dauys.core.redaction.public_phrases import allowed
from dauys.core.redaction.stretch import KINDS, REASONS, Stretch

__all__ = ["BLACK", "KINDS", "REASONS", "Stretch", "bars", "covered", "find", "only_covers", "with_bars"]

# What the office says publicly of itself; a number of a person is never among it.
_CAN_BE_ALLOWED = frozenset({"name", "phone", "mail", "profile", "address"})


def _candidates(text: str, names: Iterable[str]) -> Iterator[Stretch]:
    """The surest first: what overlaps an earlier one is left out."""
    return chain(
        links(text), documents(text), cards(text), iins(text), phones(text), plates(text), addresses(text),
        people(text, names),
    )  # fmt: skip


def find(text: str, *, names: Iterable[str] = (), allow: Iterable[str] = ()) -> list[Stretch]:
    """Every stretch that may be personal data, in order, none inside another, in time linear in the text.

    `names` are those of the case, always found; `allow` are phrases that are public (names of bodies, posts and
    settlements, the office's phones): what stands wholly inside one is left.
    """
    taken = bytearray(len(text))
    public = _public(text, allow)
    found = []
    for one in _candidates(text, names):
        if one.kind in _CAN_BE_ALLOWED and one.why != "of_case" and _is_inside(one, public):
            continue
        if taken.find(1, one.start, one.end) < 0:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            found.append(one)
    return sorted(found, key=lambda s: s.start)


def _public(text: str, allow: Iterable[str]) -> bytearray:
    """Which letters of the text stand in an allowed phrase."""
    marked = bytearray(len(text))
    for start, end in allowed(text, allow):
        marked[start:end] = b"\1" * (end - start)
    return marked


def _is_inside(one: Stretch, public: bytearray) -> bool:
    return public.find(0, one.start, one.end) < 0


def covered(text: str, *, names: Iterable[str] = (), allow: Iterable[str] = ()) -> str:
    """The text with everything that was found covered."""
    return with_bars(text, find(text, names=names, allow=allow))
