"""The rotating code beside the vectors of RFC 6238, and what holds for every secret and moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.rotating_code import LENGTH, STEP, code_at, matches, seconds_left, truncated
from dauys.core.tracking_codes import ALPHABET

SECRETS = st.binary(min_size=16, max_size=64)
MOMENTS = st.integers(min_value=STEP, max_value=20_000_000_000)
# RFC 6238, appendix B, the rows of SHA256; its codes are the last eight digits.
VECTORS = {
    59: 46119246,
    1111111109: 68084774,
    1111111111: 67062674,
    1234567890: 91819424,
    2000000000: 90698825,
    20000000000: 77737706,
}


@pytest.mark.parametrize("moment", VECTORS)
def test_the_vectors_of_the_standard(moment: int) -> None:
    assert truncated(b"12345678901234567890123456789012", moment // STEP) % 10**8 == VECTORS[moment]


@given(SECRETS, MOMENTS)
def test_a_code_is_spelled_without_likenesses(secret: bytes, moment: int) -> None:
    code = code_at(secret, moment)
    assert len(code) == LENGTH and set(code) <= set(ALPHABET)


@given(SECRETS, MOMENTS, st.integers(min_value=-STEP, max_value=STEP))
def test_one_step_back_and_forth_is_taken(secret: bytes, moment: int, away: int) -> None:
    assert matches(secret, code_at(secret, moment), moment + away)


@given(SECRETS, MOMENTS, st.integers(min_value=-5, max_value=5))
def test_taken_is_what_one_of_three_steps_shows(secret: bytes, moment: int, steps: int) -> None:
    """Beside a twin that writes the three codes out; two far steps may show the same code by chance."""
    asked = max(moment + steps * STEP, 0)
    shown = {code_at(secret, at) for at in (moment - STEP, moment, moment + STEP)}
    assert matches(secret, code_at(secret, asked), moment) == (code_at(secret, asked) in shown)


@given(SECRETS, SECRETS, MOMENTS)
def test_another_teams_code_is_not_taken(ours: bytes, theirs: bytes, moment: int) -> None:
    shown = {code_at(ours, at) for at in (moment - STEP, moment, moment + STEP)}
    assert matches(ours, code_at(theirs, moment), moment) == (code_at(theirs, moment) in shown)


@given(SECRETS, MOMENTS)
def test_the_code_stays_for_as_long_as_is_told(secret: bytes, moment: int) -> None:
    left = seconds_left(moment)
    assert 1 <= left <= STEP
    assert code_at(secret, moment) == code_at(secret, moment + left - 1)
    assert (moment + left) % STEP == 0


def test_typed_in_small_cyrillic_letters_with_spaces() -> None:
    secret = next(s for n in range(10_000) if "K" in code_at(s := n.to_bytes(32, "big"), 90))
    typed = code_at(secret, 90).lower().replace("k", "к")
    assert matches(secret, f" {typed[:3]} {typed[3:]} ", 90)


@pytest.mark.parametrize("typed", ["", "2", "222222222", "ққққққ", "０００００００", "\0"])
def test_odd_words_are_no_code(typed: str) -> None:
    assert not matches(b"x" * 32, typed, 90)
