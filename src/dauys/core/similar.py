"""Finds texts that say the same: a sketch whose bands near-duplicates share, and the likeness that decides.

One-permutation min-hashing (Li, Owen, Zhang 2012; gaps closed by rotation, Shrivastava, Li 2014) over the runs of four
letters of the folded text: 32 places in 8 bands of 4. Two texts of which 74 % of the runs are shared (a likeness of
0.85) meet in a band in 94 of 100 cases. Bands only propose: texts that share whole sentences with others meet, too,
so the likeness is always asked before two texts are called the same.
"""

import hashlib
import re
import zlib
from functools import lru_cache

from dauys.core.folding import fold

BANDS, ROWS = 8, 4
_PLACES = BANDS * ROWS
RUN = 4
SAME = 0.80
"""From this likeness on two texts count as the same voice (measured: see the decision record of similar cases)."""
_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[@#]\w+|\d+")
_MASK = 0xFFFFFFFF


def plain(text: str) -> str:
    """The folded text without addresses, handles and digits; empty for a text of signs only."""
    return fold(_ADDRESSES.sub(" ", text))


def runs(text: str) -> frozenset[str]:
    """The runs of four letters of a plain text."""
    return frozenset(text[i : i + RUN] for i in range(len(text) - RUN + 1)) or frozenset({text} if text else ())


def text_hash(text: str) -> int | None:
    """64 bits, signed, by which exactly the same plain text is found; None for an empty one."""
    if not text:
        return None
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


def bands(text: str) -> list[int]:
    """Eight signed 32-bit numbers; texts alike share one with good odds. Empty for an empty text."""
    if not text:
        return []
    wide = text.encode("utf-16-le")  # two bytes a letter, so that a run is a slice
    least: list[int | None] = [None] * _PLACES
    for run in {wide[at : at + 2 * RUN] for at in range(0, max(len(wide) - 2 * RUN, 0) + 2, 2)}:
        place, value = _spread(run)
        known = least[place]
        if known is None or value < known:
            least[place] = value
    full = _without_gaps(least)
    return [_signed(_mixed(band, full[band * ROWS : (band + 1) * ROWS])) for band in range(BANDS)]


@lru_cache(maxsize=1 << 17)
def _spread(run: bytes) -> tuple[int, int]:
    """The place of a run and its number there; people write with few thousand runs, so most are known."""
    mixed = zlib.crc32(run) * 0x9E3779B1 & _MASK
    mixed = (mixed ^ mixed >> 15) * 0x85EBCA77 & _MASK
    return mixed & (_PLACES - 1), mixed >> 5


def _mixed(band: int, rows: list[int]) -> int:
    """One number of a band and its rows (the steps of FNV-1a over whole numbers)."""
    found = 0x811C9DC5 ^ band
    for row in rows:
        found = ((found ^ row) * 0x01000193 ^ found >> 13) & _MASK
    return found


def _without_gaps(least: list[int | None]) -> list[int]:
    """Each empty place borrows from the next full one to its right, marked by how far it went."""
    full = []
    for place in range(_PLACES):
        for far in range(_PLACES):
            value = least[(place + far) % _PLACES]
            if value is not None:
                full.append(value + far * (1 << 28))
                break
    return full


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number


def likeness(one: str, other: str) -> float:
    """How much two plain texts share, 0 to 1 (Dice's coefficient of their runs)."""
    return shared(runs(one), runs(other))


def shared(left: frozenset[str], right: frozenset[str]) -> float:
    """The same of the runs of two texts, for one text that is compared with many."""
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))
