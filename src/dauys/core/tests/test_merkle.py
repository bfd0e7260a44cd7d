"""The Merkle tree against published roots, against a twin written straight from the RFC, and against forgers."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.merkle import (
    EMPTY_ROOT,
    Node,
    NotProved,
    check_consistency,
    check_inclusion,
    completed,
    consistency_ranges,
    cover,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    nodes_of,
    proof,
    root_hash,
)

# Inputs and roots published with the reference implementation of Certificate Transparency (RFC 6962, same tree).
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def twin_root(data: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return leaf_hash(data[0])
    k = 1
    while k * 2 < len(data):
        k *= 2
    return node_hash(twin_root(data[:k]), twin_root(data[k:]))


def twin_path(index: int, data: list[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1."""
    if len(data) == 1:
        return []
    k = 1
    while k * 2 < len(data):
        k *= 2
    if index < k:
        return [*twin_path(index, data[:k]), twin_root(data[k:])]
    return [*twin_path(index - k, data[k:]), twin_root(data[:k])]


def twin_consistency(first: int, data: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 9162, 2.1.4.1."""
    if first == len(data):
        return [] if whole else [twin_root(data)]
    k = 1
    while k * 2 < len(data):
        k *= 2
    if first <= k:
        return [*twin_consistency(first, data[:k], whole), twin_root(data[k:])]
    return [*twin_consistency(first - k, data[k:], False), twin_root(data[:k])]


def numbered(size: int) -> list[bytes]:
    return [b"%d" % n for n in range(size)]


class Tree:
    """Perfect subtrees only, as the log keeps them, grown in steps."""

    def __init__(self, data: list[bytes], *steps: int) -> None:
        self.nodes: dict[Node, bytes] = {(0, n): leaf_hash(d) for n, d in enumerate(data)}
        old = 0
        for new in (*steps, len(data)):
            for level, index in completed(old, new):
                below = self.nodes[level - 1, 2 * index], self.nodes[level - 1, 2 * index + 1]
                assert (level, index) not in self.nodes
                self.nodes[level, index] = node_hash(*below)
            old = new

    def __call__(self, node: Node) -> bytes:
        return self.nodes[node]


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    assert root_hash(size, Tree(LEAVES[:size])).hex() == ROOTS[size - 1]


def test_a_published_path() -> None:
    """Leaf 5 of 8 in the reference implementation's tests."""
    path = proof(inclusion_ranges(5, 8), Tree(LEAVES))
    assert [step.hex()[:8] for step in path] == ["bc1a0643", "ca854ea1", "d37ee418"]


def test_the_empty_tree() -> None:
    assert root_hash(0, Tree([])) == EMPTY_ROOT == sha256(b"").digest()


@given(st.integers(1, 70), st.lists(st.integers(0, 70), max_size=4))
def test_roots_and_growth_against_the_twin(size: int, steps: list[int]) -> None:
    data = numbered(size)
    tree = Tree(data, *sorted(min(step, size) for step in steps))
    assert root_hash(size, tree) == twin_root(data)


@given(st.data())
def test_inclusion_against_the_twin(draw: st.DataObject) -> None:
    size = draw.draw(st.integers(1, 90))
    index = draw.draw(st.integers(0, size - 1))
    data = numbered(size)
    path = proof(inclusion_ranges(index, size), Tree(data))
    assert path == twin_path(index, data)
    check_inclusion(leaf_hash(data[index]), index, size, path, twin_root(data))


@given(st.data())
def test_consistency_against_the_twin(draw: st.DataObject) -> None:
    second = draw.draw(st.integers(1, 90))
    first = draw.draw(st.integers(1, second))
    data = numbered(second)
    path = proof(consistency_ranges(first, second), Tree(data))
    assert path == twin_consistency(first, data)
    check_consistency(first, twin_root(data[:first]), second, twin_root(data), path)


def _spoilt(draw: st.DataObject, path: list[bytes]) -> list[bytes]:
    """A path with one step changed, lost, doubled or swapped with another."""
    way = draw.draw(st.sampled_from(["change", "lose", "double", "append"] if path else ["append"]))
    if way == "append":
        return [*path, bytes(32)]
    at = draw.draw(st.integers(0, len(path) - 1))
    changed = bytes([path[at][0] ^ 1]) + path[at][1:]
    part = {"change": [changed], "lose": [], "double": [path[at], path[at]]}[way]
    return [*path[:at], *part, *path[at + 1 :]]


@given(st.data())
def test_a_spoilt_inclusion_proves_nothing(draw: st.DataObject) -> None:
    size = draw.draw(st.integers(2, 60))
    index = draw.draw(st.integers(0, size - 1))
    data = numbered(size)
    path, root = proof(inclusion_ranges(index, size), Tree(data)), twin_root(data)
    with pytest.raises(NotProved):
        check_inclusion(leaf_hash(data[index]), index, size, _spoilt(draw, path), root)
    other = draw.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    with pytest.raises(NotProved):
        check_inclusion(leaf_hash(data[other]), index, size, path, root)
    with pytest.raises(NotProved):
        check_inclusion(leaf_hash(data[index]), index, size, path, leaf_hash(root))


@given(st.data())
def test_a_spoilt_consistency_proves_nothing(draw: st.DataObject) -> None:
    second = draw.draw(st.integers(2, 60))
    first = draw.draw(st.integers(1, second - 1))
    data = numbered(second)
    changed = [*data]
    changed[draw.draw(st.integers(0, first - 1))] = b"changed"
    for shown, path in (
        (data, _spoilt(draw, proof(consistency_ranges(first, second), Tree(data)))),
        (changed, proof(consistency_ranges(first, second), Tree(changed))),
    ):
        with pytest.raises(NotProved):
            check_consistency(first, twin_root(data[:first]), second, twin_root(shown), path)


def test_places_outside_the_tree() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ValueError):
            inclusion_ranges(index, size)
        with pytest.raises(NotProved):
            check_inclusion(bytes(32), index, size, [], bytes(32))
    for first, second in ((0, 3), (4, 3), (-1, 3)):
        with pytest.raises(ValueError):
            consistency_ranges(first, second)
        with pytest.raises(NotProved):
            check_consistency(first, bytes(32), second, bytes(32), [bytes(32)])


def test_two_roots_of_one_size_must_be_the_same() -> None:
    check_consistency(3, b"a" * 32, 3, b"a" * 32, [])
    with pytest.raises(NotProved):
        check_consistency(3, b"a" * 32, 3, b"b" * 32, [])
    with pytest.raises(NotProved):
        check_consistency(3, b"a" * 32, 3, b"a" * 32, [bytes(32)])


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_few_nodes_are_needed(first: int, more: int) -> None:
    size = first + more + 1
    needed = len(nodes_of(inclusion_ranges(first, size)))
    assert needed <= 2 * size.bit_length() and len(cover(0, size)) <= size.bit_length()
