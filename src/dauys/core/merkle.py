"""The Merkle tree of RFC 9162, section 2.1: roots, inclusion and consistency proofs, and which nodes to keep.

A node is (level, index): the perfect subtree over leaves index * 2**level up to (index + 1) * 2**level. All hashes
are SHA-256, 32 bytes; leaves are prefixed with 0x00 and inner nodes with 0x01, so that one never reads as the other.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

Node = tuple[int, int]
Range = tuple[int, int]
NodeHash = Callable[[Node], bytes]

EMPTY_ROOT = sha256(b"").digest()


class NotProved(ValueError):
    """A proof does not lead from what it starts with to the root it should lead to."""


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below `size` (which is at least 2): where the RFC cuts a tree in two."""
    return 1 << (size - 1).bit_length() - 1


def cover(start: int, end: int) -> list[Node]:
    """The perfect subtrees that make up a subtree of the RFC's recursion over leaves start..end-1, left to right."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def range_hash(start: int, end: int, hash_of: NodeHash) -> bytes:
    """The hash over leaves start..end-1 of a subtree of the recursion; `hash_of` knows the perfect ones."""
    nodes = cover(start, end)
    if not nodes:
        return EMPTY_ROOT
    found = hash_of(nodes[-1])
    for node in reversed(nodes[:-1]):
        found = node_hash(hash_of(node), found)
    return found


def root_hash(size: int, hash_of: NodeHash) -> bytes:
    return range_hash(0, size, hash_of)


def completed(old: int, new: int) -> Iterator[Node]:
    """The nodes above the leaves that become complete when a tree grows from `old` to `new` leaves, lowest first."""
    level = 1
    while new >> level:
        yield from ((level, index) for index in range(old >> level, new >> level))
        level += 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Ranges of leaves whose hashes prove leaf `index` in a tree of `size`, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Ranges of leaves whose hashes prove that a tree of `second` leaves begins with the tree of `first`."""
    if not 0 < first <= second:
        raise ValueError(f"Nothing can be proved between {first} and {second} leaves.")
    ranges, start, end, whole = [], 0, second, True
    while first < end:
        middle = start + _split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def nodes_of(ranges: Sequence[Range]) -> list[Node]:
    """Every perfect subtree needed for the hashes of these ranges."""
    return [node for start, end in ranges for node in cover(start, end)]


def proof(ranges: Sequence[Range], hash_of: NodeHash) -> list[bytes]:
    return [range_hash(start, end, hash_of) for start, end in ranges]


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """RFC 9162, 2.1.3.2. `leaf` is the leaf's hash; raises NotProved."""
    if not 0 <= index < size:
        raise NotProved("The place lies outside the tree.")
    here, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise NotProved("The inclusion proof is too long.")
        if here & 1 or here == last:
            found = node_hash(step, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    if last or found != root:
        raise NotProved("The inclusion proof does not lead to the root.")


def check_consistency(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> None:
    """RFC 9162, 2.1.4.2: the tree of `second` leaves begins with the tree of `first`; raises NotProved."""
    if first == second:
        if path or first_root != second_root:
            raise NotProved("Two roots of the same size differ.")
        return
    if not 0 < first < second or not path:
        raise NotProved("The consistency proof is missing.")
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise NotProved("The consistency proof is too long.")
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    if last or old != first_root or new != second_root:
        raise NotProved("The consistency proof does not lead to both roots.")
