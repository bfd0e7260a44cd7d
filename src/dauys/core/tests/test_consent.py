"""Who may do what work: bands against an obvious twin, and the strictest band that is not met is the one named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.consent import ACCOMPANIED, ASKS, CONSENTS, GUARDIAN, Band, UnknownWork, Work, decide

BANDS = st.builds(
    Band, st.sampled_from(ASKS), st.sampled_from(["a", "b"]), st.integers(0, 20), st.integers(0, 21)
)  # fmt: skip
GIVEN = st.sets(st.sampled_from(CONSENTS))


def twin(bands: tuple[Band, ...], age: int, given: set[str]) -> bool:
    for band in bands:
        if band.from_age <= age < band.under_age:
            enough = {
                "forbidden": False,
                "guardian": GUARDIAN in given,
                "accompanied": ACCOMPANIED in given,
                "guardian_or_accompanied": GUARDIAN in given or ACCOMPANIED in given,
            }
            if not enough[band.asks]:
                return False
    return True


@given(st.lists(BANDS, max_size=4).map(tuple), st.integers(0, 22), GIVEN)
def test_every_band_that_holds_has_to_be_met(bands: tuple[Band, ...], age: int, given: set[str]) -> None:
    works = {"general": Work("general", bands)}
    verdict = decide(works, "general", age, given)
    assert verdict.allowed == twin(bands, age, given)
    assert verdict.band is None or verdict.band.holds_for(age)
    if not verdict.allowed:
        assert verdict.band is not None and not verdict.band.is_met_by(given)
    # More consent never takes a permission away.
    assert decide(works, "general", age, CONSENTS).allowed or not verdict.allowed


def test_the_strictest_unmet_band_is_named() -> None:
    child, never = Band("guardian", "child", 0, 14), Band("forbidden", "adults", 0, 18)
    works = {"heavy": Work("heavy", (child, never))}
    assert decide(works, "heavy", 13, [GUARDIAN]).band is never
    assert decide(works, "heavy", 18).band is None


def test_work_nobody_named_is_an_error() -> None:
    with pytest.raises(UnknownWork):
        decide({}, "general", 30)
