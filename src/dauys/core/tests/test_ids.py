"""UUIDv7: the bits of RFC 9562, time read back, order kept."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.ids import RANDOM_BYTES, uuid7, uuid7_time

moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
noise = st.binary(min_size=RANDOM_BYTES, max_size=16)


@given(moments, noise)
def test_the_fields_are_where_the_standard_puts_them(at: datetime, random: bytes) -> None:
    bits = f"{uuid7(at, random).int:0128b}"
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    milliseconds = (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
    seed = "".join(f"{byte:08b}" for byte in random)
    assert bits == f"{milliseconds:048b}" + "0111" + seed[:12] + "10" + seed[12:74]


@given(moments, noise)
def test_the_millisecond_can_be_read_back(at: datetime, random: bytes) -> None:
    assert uuid7_time(uuid7(at, random)) == at.replace(microsecond=at.microsecond // 1000 * 1000)


@given(moments, moments, noise, noise)
def test_later_milliseconds_sort_later(a: datetime, b: datetime, first: bytes, second: bytes) -> None:
    early, late = sorted([a, b])
    if late - early >= timedelta(milliseconds=1):
        assert uuid7(early, first) < uuid7(late, second)


def test_the_example_of_the_standard() -> None:
    # RFC 9562, appendix A.6: 2022-02-22 14:22:22 -05:00, rand_a CC3, rand_b 18C4DC0C0C07398F.
    at = datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(timedelta(hours=-5)))
    random = (0xCC3 << 68 | 0x18C4DC0C0C07398F << 6).to_bytes(10)
    assert uuid7(at, random) == UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")


@pytest.mark.parametrize(
    ("at", "random", "words"),
    [
        (datetime(2026, 3, 4), bytes(10), "time zone"),  # noqa: DTZ001
        (datetime(2026, 3, 4, tzinfo=UTC), bytes(9), "10 random bytes, not 9"),
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), bytes(10), "before 1970"),
    ],
)
def test_what_cannot_be_told_is_refused(at: datetime, random: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        uuid7(at, random)


def test_another_kind_of_uuid_has_no_time() -> None:
    with pytest.raises(ValueError, match="version 7"):
        uuid7_time(uuid4())
