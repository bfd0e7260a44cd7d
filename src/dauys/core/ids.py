"""Identifiers that sort by time: UUID version 7 (RFC 9562) from a moment and random bytes given by the caller."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

RANDOM_BYTES = 10
_RANDOM_BITS = 74  # 12 (rand_a) + 62 (rand_b)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def uuid7(at: datetime, random: bytes) -> UUID:
    """The UUIDv7 of a millisecond. `random` must hold at least 10 bytes, of which 74 bits are used.

    Raises `ValueError` for a naive moment, for one before 1970 and for too few random bytes.
    """
    if at.utcoffset() is None:
        raise ValueError("The moment of an identifier needs a time zone.")
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"An identifier needs {RANDOM_BYTES} random bytes, not {len(random)}.")
    # Whole milliseconds by integer division: a float timestamp loses them.
    milliseconds = (at - _EPOCH) // _MILLISECOND
    if milliseconds < 0:
        raise ValueError(f"An identifier cannot tell a moment before 1970: {at}.")
    noise = int.from_bytes(random[:RANDOM_BYTES]) >> (8 * RANDOM_BYTES - _RANDOM_BITS)
    rand_a, rand_b = noise >> 62, noise & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def uuid7_time(u: UUID) -> datetime:
    """The millisecond (UTC) an identifier was made in; `ValueError` for another kind of UUID."""
    if u.version != 7:
        raise ValueError(f"{u} is no UUID of version 7.")
    return _EPOCH + (u.int >> 80) * _MILLISECOND
