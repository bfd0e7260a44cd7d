"""Sealed text opens only in its own place with its own key; digests find it exactly; keys are made once."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.threads import together

from dauys.ground.sealed import keys, seal

PLACE = "cases_party.phone"


@given(st.text(max_size=200))
def test_sealed_text_opens_again_and_never_looks_the_same(text: str) -> None:
    first, second = seal.seal(text, place=PLACE), seal.seal(text, place=PLACE)
    assert seal.unseal(first, place=PLACE) == text == seal.unseal(memoryview(second), place=PLACE)
    assert first != second
    assert len(text) < 8 or text.encode() not in first


def test_another_place_does_not_open() -> None:
    with pytest.raises(seal.CannotOpen):
        seal.unseal(seal.seal("+77001234567", place=PLACE), place="cases_party.email")


@pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    data = bytearray(seal.seal("+77001234567", place=PLACE))
    data[position] ^= 1
    with pytest.raises(seal.CannotOpen):
        seal.unseal(bytes(data), place=PLACE)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01" + b"0" * 12, b"\x02" + b"0" * 40])
def test_a_stump_does_not_open(data: bytes) -> None:
    with pytest.raises(seal.CannotOpen):
        seal.unseal(data, place=PLACE)


def test_another_key_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal.seal("+77001234567", place=PLACE)
    monkeypatch.setattr(seal, "key", lambda _name: b"k" * 32)
    with pytest.raises(seal.CannotOpen) as caught:
        seal.unseal(sealed, place=PLACE)
    assert "7001234567" not in str(caught.value)


def test_look_up_is_exact_and_apart_by_kind() -> None:
    found = seal.lookup_key("+77001234567", what="phone")
    assert found == seal.lookup_key("+77001234567", what="phone") and len(found) == 32
    others = [seal.lookup_key("+77001234568", what="phone"), seal.lookup_key("+77001234567", what="code")]
    assert found not in others


def test_parts_of_a_digest_do_not_flow_together() -> None:
    assert seal.keyed_digest("codes", "ab", "c") != seal.keyed_digest("codes", "a", "bc")
    assert seal.keyed_digest("codes", "a") != seal.keyed_digest("tracking", "a")


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = keys.secret_bytes(tmp_path / "keys", "web")
    assert made == keys.secret_bytes(tmp_path / "keys", "web") and len(made) == 32
    assert stat.S_IMODE((tmp_path / "keys" / "web.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert os.listdir(tmp_path / "keys") == ["web.key"]


def test_processes_that_start_at_once_agree_on_the_key(db: None, tmp_path: Path) -> None:
    assert len(set(together(12, lambda _index: keys.secret_bytes(tmp_path, "web")))) == 1


@pytest.mark.parametrize("text", ["", "zz", "ab" * 31, "ab" * 33])
def test_a_damaged_key_says_which(tmp_path: Path, text: str) -> None:
    (tmp_path / "web.key").write_text(text)
    with pytest.raises(keys.KeyUnreadable, match=r"web\.key"):
        keys.secret_bytes(tmp_path, "web")
