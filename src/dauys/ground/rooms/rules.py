"""Which rooms keep one from being switched, by what stands on what."""

from collections.abc import Collection, Mapping, Sequence


def in_the_way(
    room: str, *, off: Collection[str], installed: Sequence[str], stands_on: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Of an open room the open ones that stand on it; of a closed one the closed ones it stands on."""
    if room in off:
        return tuple(below for below in stands_on[room] if below in off)
    return tuple(above for above in installed if room in stands_on[above] and above not in off)
