"""Keeps small numbers out of what is published, so that no table and no difference tells of one person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

# A number below this is shown as "fewer than 5".
LIMIT = 5
Hidden = Literal["", "few", "kept"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it may be published: the number, or why it is not there.

    `few`: it is below `limit`. `kept`: it would let somebody work out a small one next to it.
    """

    number: int | None
    hidden: Hidden = ""
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole in tenths of a percent; `bound` says that the true share lies above or below it."""

    tenths: int | None
    bound: Literal["", "over", "under"] = ""
    hidden: Hidden = ""


def single(number: int, least: int = LIMIT) -> Shown:
    """A count that stands alone, shown from `least` up."""
    return Shown(number) if number >= least else Shown(None, "few", least)


def protect(cells: Mapping[str, int], also: Collection[str] = (), *, zero_is_small: bool = False) -> dict[str, Shown]:
    """The cells of one partition whose total is published too; those in `also` are hidden for another reason.

    Where the total less what is shown would leave a small cell only one value, the next smallest is hidden with it.
    Where nothing is left to hide, none is called small any more. A zero of people names nobody and is shown; a zero
    among people who are counted elsewhere (none of six was content) is as small as a one.
    """
    least = 0 if zero_is_small else 1
    hidden = {k for k, n in cells.items() if least <= n < LIMIT or k in also}
    rest = sorted((k for k, n in cells.items() if k not in hidden and n >= LIMIT), key=lambda k: (cells[k], k))
    while rest and not _is_safe(cells, hidden, least):
        hidden.add(rest.pop(0))
    plain = not _is_safe(cells, hidden, least)
    return {k: _shown(n, k in hidden, plain) for k, n in cells.items()}


def _is_safe(cells: Mapping[str, int], hidden: Collection[str], least: int) -> bool:
    """Whether somebody who knows the total and every shown cell is left with a choice for each small one."""
    total = sum(cells[k] for k in hidden)
    small = sum(cells[k] < LIMIT for k in hidden)
    large = len(hidden) - small
    if not small:
        return len(hidden) != 1
    most = LIMIT - 1 if large else min(LIMIT - 1, total - (small - 1) * least)
    low = least if large else max(least, total - (small - 1) * (LIMIT - 1))
    return min(most, total - LIMIT * large - (small - 1) * least) > low


def _shown(number: int, is_hidden: bool, plain: bool) -> Shown:
    if not is_hidden:
        return Shown(number)
    return Shown(None, "few" if number < LIMIT and not plain else "kept")


def hidden_rows(rows: Mapping[str, Sequence[int]], also: Collection[str] = (), *, least: int = LIMIT) -> set[str]:
    """The rows that are not shown, of a table whose columns are published as sums too; `also` are hidden anyway.

    A row is counts apart from each other, as came and did not come, so that neither tells the other: all are shown or
    none. Beside each row with a count below `least` the next smallest are hidden, until those are two rows and hold at
    least LIMIT in every column. Then a hidden count has more than LIMIT possible values even for who knows the sum of
    each row, as long as no sum of a row or a column is itself below LIMIT.
    """
    hidden = {key for key, row in rows.items() if key in also or min(row) < least}
    rest = sorted((key for key in rows if key not in hidden), key=lambda key: (sum(rows[key]), key))
    while rest and hidden and (len(hidden) < 2 or _is_thin(rows, hidden)):
        hidden.add(rest.pop(0))
    return hidden


def _is_thin(rows: Mapping[str, Sequence[int]], hidden: Collection[str]) -> bool:
    """Whether what is hidden is together so little in a column that the difference to its sum would tell."""
    return any(sum(column) < LIMIT for column in zip(*(rows[key] for key in hidden), strict=True))


def share(part: int, whole: int, *, worse: Literal["down", "up"], least: int = 2 * LIMIT) -> Share:
    """`part` of `whole`, rounded to the side that flatters nobody; a bound where either side of it is small.

    Nothing is said of a whole below `least`, which is never less than twice LIMIT.
    """
    if whole < max(least, 2 * LIMIT):
        return Share(None, hidden="few")
    if whole - part < LIMIT:
        return Share(floor(1000 * (whole - LIMIT) / whole), "over")
    if part < LIMIT:
        return Share(ceil(1000 * LIMIT / whole), "under")
    exact = 1000 * part / whole
    return Share(floor(exact) if worse == "down" else ceil(exact))


def median(counts: Mapping[int, int]) -> int | None:
    """The smallest value that at least half of what was counted does not exceed; None for too few to publish."""
    total = sum(counts.values())
    if total < LIMIT:
        return None
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if 2 * seen >= total:
            return value
    return None
