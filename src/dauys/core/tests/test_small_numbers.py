"""What is published leaves every small number open; checked against all tables that would look alike."""

from collections.abc import Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st

from dauys.core.small_numbers import LIMIT, Shown, median, protect, share, single

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
