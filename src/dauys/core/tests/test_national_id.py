"""IIN and BIN: the check digit with its second pass, and birth dates that are only hints."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.national_id import checksum, hint_birth_date, is_valid_bin, is_valid_iin

bodies = st.integers(1, 10**11 - 1).map(lambda n: f"{n:011d}")


def twin_checksum(body: str) -> int | None:
    """The rule spelled out: the weight of a place is the place, or on the second pass the place plus two, 1 to 11."""
    for shift in (0, 2):
        total = 0
        for place in range(11):
            total += int(body[place]) * ((place + shift) % 11 + 1)
        if total % 11 != 10:
            return total % 11
    return None


@given(bodies)
def test_the_check_digit_is_the_twins(body: str) -> None:
    assert checksum(body) == twin_checksum(body)
    assert [n for n in range(10) if is_valid_iin(f"{body}{n}")] == [n for n in [twin_checksum(body)] if n is not None]


@pytest.mark.parametrize("number", ["991231500006", "991231500707", "991231600301", "991240000003", "991240000402"])
def test_invented_numbers_that_are_right(number: str) -> None:
    assert is_valid_iin(number)
    assert is_valid_bin(number)


def test_a_body_that_fails_both_passes_has_no_number() -> None:
    assert checksum("99123150077") is None
    assert not any(is_valid_iin(f"99123150077{last}") for last in range(10))


@pytest.mark.parametrize(
    "text", ["", "99123150000", "9912315000061", "99123150000a", " 991231500006", "991231500006\n", "0" * 12]
)
def test_what_is_not_twelve_digits_is_no_number(text: str) -> None:
    assert not is_valid_iin(text)
    assert not is_valid_bin(text)


def test_foreign_digits_are_not_digits_here() -> None:
    assert not is_valid_iin("٩٩١٢٣١٥٠٠٠٠٦")
    with pytest.raises(ValueError, match="eleven digits"):
        checksum("٩٩١٢٣١٥٠٠٠٠")


@pytest.mark.parametrize("body", ["", "1234567890", "123456789012", "1234567890a"])
def test_the_check_digit_needs_eleven_digits(body: str) -> None:
    with pytest.raises(ValueError, match="eleven digits"):
        checksum(body)


@pytest.mark.parametrize(
    ("iin", "born"),
    [
        ("991231500006", date(2099, 12, 31)),
        ("850615300000", date(1985, 6, 15)),
        ("850615400000", date(1985, 6, 15)),
        ("850615100000", date(1885, 6, 15)),
        ("850615200000", date(1885, 6, 15)),
        ("000229600000", date(2000, 2, 29)),
        ("010229600000", None),
        ("851315300000", None),
        ("850615000000", None),  # some foreigners
        ("850615700000", None),
        ("850615", None),
    ],
)
def test_a_birth_date_is_a_hint(iin: str, born: date | None) -> None:
    assert hint_birth_date(iin) == born
