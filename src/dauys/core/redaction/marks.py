"""The covered text: bars instead of stretches, and whether a public text only covers its original."""

import re
from collections.abc import Iterable

from dauys.core.redaction.stretch import Stretch

BLACK = "█"
_BLACK_RUN = BLACK * 5
_BARS = re.compile(f"{BLACK}+")


def with_bars(text: str, stretches: Iterable[Stretch]) -> str:
    """The text with every stretch covered; the bars do not tell how long a word was."""
    parts, at = [], 0
    for one in stretches:
        parts += [text[at : one.start], _BLACK_RUN]
        at = one.end
    return "".join([*parts, text[at:]])


def bars(text: str) -> int:
    """How many stretches of a text are covered."""
    return len(_BARS.findall(text))


def only_covers(public: str, original: str) -> bool:
    """Whether `public` is the original with stretches covered or left out at a bar, and not a word put in."""
    at = 0
    pieces = _BARS.split(" ".join(public.split()))
    whole = " ".join(original.split())
    for number, piece in enumerate(pieces):
        place = whole.find(piece, at)
        if place < 0 or (number == 0 and place != 0):
            return False
        at = place + len(piece)
    return not pieces[-1] or (whole.endswith(pieces[-1]) and at <= len(whole))
