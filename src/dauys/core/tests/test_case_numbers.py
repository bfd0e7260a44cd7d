"""Case numbers: what people make of them can be read, and slips are caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.case_numbers import BadNumber, ParsedNumber, check_digit, format_number, parse_number

years = st.integers(1900, 2199)
serials = st.integers(1, 10**9)


def satisfies_standard(digits: str) -> bool:
    """ISO 7064 MOD 11,10 as the standard states the condition, over the whole number with its check digit."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10
        product = (2 * (10 if total == 0 else total)) % 11
    return (int(digits[-1]) + product) % 10 == 1


@given(years, serials)
def test_exactly_one_check_digit_satisfies_the_standard(year: int, serial: int) -> None:
    good = [d for d in range(10) if satisfies_standard(f"{year}{serial:07d}{d}")]
    assert good == [check_digit(year, serial)]


@given(st.sampled_from(["KZ", "OT", "KYZYLORD"]), years, serials)
def test_a_number_is_read_back(prefix: str, year: int, serial: int) -> None:
    number = format_number(prefix, year, serial)
    assert parse_number(number) == ParsedNumber(prefix, year, serial, int(number[-1]))
    assert parse_number(number).fits(year)
    assert not parse_number(number).fits(year + 1)


@pytest.mark.parametrize(
    "text",
    [
        "KZ-2026-0004817-5",
        "  kz 2026 0004817 5 ",
        "KZ202600048175",
        "kz—2026—0004817—5",
        "№ KZ/2026/0004817/5.",
        "КZ-2026-0004817-5",  # a Cyrillic letter
        "кз 2026 0004817 5",
        "KZ-2026-4817-5",  # zeros left out
        "ＫＺ－２０２６－０００４８１７－５",
        "KZ-2026-00048175",
        "KZ-20 26-000 48 17-5",
    ],
)
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert parse_number(text) == ParsedNumber("KZ", 2026, 4817, 5)


@pytest.mark.parametrize("text", ["2026-0004817-5", "202600048175", "2026 4817 5"])
def test_the_prefix_may_be_missing(text: str) -> None:
    assert parse_number(text) == ParsedNumber(None, 2026, 4817, 5)


@pytest.mark.parametrize("text", ["0004817-5", "4817-5", "00048175", "0004 817 5"])
def test_prefix_and_year_may_be_missing(text: str) -> None:
    parsed = parse_number(text)
    assert parsed == ParsedNumber(None, None, 4817, 5)
    assert parsed.fits(2026)
    assert not parsed.fits(2025)


def test_a_serial_that_looks_like_a_year_is_a_serial() -> None:
    assert parse_number(f"2026-{check_digit(2026, 2026)}").serial == 2026
    assert parse_number(f"2026-0002026-{check_digit(2026, 2026)}") == ParsedNumber(
        None, 2026, 2026, check_digit(2026, 2026)
    )


@pytest.mark.parametrize("serial", [10_000_000, 123_456_789])
def test_serials_grow_beyond_seven_digits(serial: int) -> None:
    assert parse_number(format_number("KZ", 2026, serial).replace("-", "")).serial == serial


@pytest.mark.parametrize(
    "text",
    [
        *("", "KZ", "KZ-2026", "-", "5", "KZ-4817-5", "KZ-2026-0000000-4", "4817-5-KZ", "KZ-2O26-0004817-5"),
        *("Ж-2026-1-1", "1" * 25, "TOOLONGPREFIX-2026-0004817-5", "KZ-3026-0004817-5"),
    ],
)
def test_what_cannot_be_a_number_has_the_wrong_shape(text: str) -> None:
    with pytest.raises(BadNumber) as caught:
        parse_number(text)
    assert caught.value.reason == "shape"


@given(years, st.integers(1, 9_999_999), st.integers(0, 11), st.integers(1, 9))
def test_every_wrong_digit_is_caught(year: int, serial: int, place: int, by: int) -> None:
    digits = f"{year}{serial:07d}{check_digit(year, serial)}"
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    with pytest.raises(BadNumber):
        parse_number(f"KZ-{wrong[:4]}-{wrong[4:11]}-{wrong[11]}")


def test_a_slip_is_told_from_nonsense() -> None:
    with pytest.raises(BadNumber) as caught:
        parse_number("KZ-2026-0004871-5")
    assert caught.value.reason == "check"


def test_nearly_all_swaps_of_neighbours_are_caught() -> None:
    swaps = caught = 0
    for serial in range(1, 60_000, 7):
        body = f"2026{serial:07d}"
        digits = f"{body}{check_digit(2026, serial)}"
        for place in range(4, 11):
            swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
            if swapped != digits:
                swaps += 1
                caught += not satisfies_standard(swapped)
    assert swaps > 30_000
    assert caught / swaps > 0.97


@pytest.mark.parametrize(("prefix", "year", "serial"), [("kz", 2026, 1), ("", 2026, 1), ("KZ", 26, 1), ("KZ", 2026, 0)])
def test_a_number_nobody_could_read_back_is_not_made(prefix: str, year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="not"):
        format_number(prefix, year, serial)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_bad_number(text: str) -> None:
    try:
        parsed = parse_number(text)
    except BadNumber:
        return
    assert parsed.serial >= 1
