"""What is published leaves every small number open; checked against all tables that would look alike."""

from collections.abc import Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st

from dauys.core.small_numbers import LIMIT, Shown, hidden_rows, median, protect, share, single

CELLS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 14), min_size=1, max_size=4)


def look_alikes(cells: Mapping[str, int], shown: Mapping[str, Shown], least: int) -> Iterator[dict[str, int]]:
    """Every table with the same total that the published words allow: few is below 5, kept beside few is not."""
    total, names = sum(cells.values()), sorted(cells)
    lowest = LIMIT if any(s.hidden == "few" for s in shown.values()) else 0

    def fill(at: int, left: int, so_far: dict[str, int]) -> Iterator[dict[str, int]]:
        if at == len(names):
            if left == 0:
                yield dict(so_far)
            return
        cell = shown[names[at]]
        if cell.number is not None:
            possible: range = range(cell.number, cell.number + 1)
        else:
            possible = range(least, LIMIT) if cell.hidden == "few" else range(lowest, total + 1)
        for value in possible:
            if value <= left:
                yield from fill(at + 1, left - value, {**so_far, names[at]: value})

    yield from fill(0, total, {})


@given(CELLS, st.booleans())
def test_no_small_cell_can_be_worked_out(cells: dict[str, int], zero_is_small: bool) -> None:
    least = 0 if zero_is_small else 1
    shown = protect(cells, zero_is_small=zero_is_small)
    alike = list(look_alikes(cells, shown, least))
    small = {k for k, n in cells.items() if least <= n < LIMIT}
    assert cells in alike
    for key in small:
        assert shown[key].number is None
        if len([k for k, n in cells.items() if n >= least]) > 1 and sum(cells.values()) >= LIMIT:
            assert len({t[key] for t in alike}) > 1, (cells, shown)


@given(CELLS)
def test_what_is_large_and_needed_by_none_is_shown(cells: dict[str, int]) -> None:
    if all(n == 0 or n >= LIMIT for n in cells.values()):
        assert {k: s.number for k, s in protect(cells).items()} == cells


@given(CELLS)
def test_a_cell_hidden_for_another_reason_is_not_the_only_one(cells: dict[str, int]) -> None:
    shown = protect(cells, also={"a"} & set(cells))
    if "a" in cells and len([n for n in cells.values() if n]) > 1 and cells["a"]:
        assert sum(s.number is None for s in shown.values()) > 1


def test_the_cases_of_the_rule() -> None:
    assert protect({"a": 3, "b": 40, "c": 50}) == {"a": Shown(None, "few"), "b": Shown(None, "kept"), "c": Shown(50)}
    assert protect({"a": 3, "b": 2, "c": 50}) == {"a": Shown(None, "few"), "b": Shown(None, "few"), "c": Shown(50)}
    assert protect({"a": 4, "b": 4, "c": 50})["c"] == Shown(None, "kept")
    assert protect({"a": 0, "b": 60}) == {"a": Shown(0), "b": Shown(60)}
    assert (single(4), single(5)) == (Shown(None, "few"), Shown(5))
    assert (single(9, 10), single(10, 10)) == (Shown(None, "few", 10), Shown(10))


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_share_flatters_nobody(a: int, b: int) -> None:
    part, whole = min(a, b), max(a, b)
    down, up = share(part, whole, worse="down"), share(part, whole, worse="up")
    if whole < 2 * LIMIT:
        assert down.tenths is None and down.hidden == "few"
    elif down.bound == "over":
        assert part * 1000 > down.tenths * whole if down.tenths is not None else False
    elif down.bound == "under":
        assert part * 1000 < (down.tenths or 0) * whole
    else:
        assert down.tenths is not None and up.tenths is not None
        assert down.tenths * whole <= part * 1000 <= up.tenths * whole


def test_the_median_is_a_day_that_was() -> None:
    assert median({1: 2, 3: 3, 90: 4}) == 3
    assert median({1: 4}) is None
    assert median({}) is None


ROWS = st.dictionaries(
    st.sampled_from("abcde"), st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=2, max_size=5
)


@given(ROWS, st.sets(st.sampled_from("ab")))
def test_no_count_of_a_hidden_row_can_be_worked_out(rows: dict[str, tuple[int, int]], asked: set[str]) -> None:
    """Who knows the sum of each row and column, and every row shown, is left with more than LIMIT values for each."""
    also = asked & set(rows)
    hidden = hidden_rows(rows, also)
    assert also <= hidden and all(min(row) >= LIMIT for key, row in rows.items() if key not in hidden)
    if not also and all(min(row) >= LIMIT for row in rows.values()):
        assert not hidden
    if min(sum(row) for row in rows.values()) < LIMIT or min(map(sum, zip(*rows.values(), strict=True))) < LIMIT:
        return
    left = [sum(rows[key][side] for key in hidden) for side in (0, 1)]
    for key in hidden:
        others = sum(left) - sum(rows[key])
        possible = [
            first for first in range(sum(rows[key]) + 1) if 0 <= left[0] - first <= others
        ]  # the rest of the column fits into the other rows
        assert rows[key][0] in possible and len(possible) > LIMIT, (rows, hidden)


def test_the_smallest_row_is_hidden_beside_a_small_one() -> None:
    rows = {"a": (3,), "b": (40,), "c": (20,), "d": (90,)}
    assert hidden_rows(rows) == {"a", "c"}
    assert hidden_rows({"a": (12,), "b": (9,)}, least=10) == {"a", "b"}
    assert hidden_rows({"a": (40, 3), "b": (50, 50), "c": (60, 4)}) == {"a", "c"}
