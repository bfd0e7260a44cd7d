"""The bytes of a leaf: fixed width, every field counts, and files read back to the same entry."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.log_entries import (
    WIDTH,
    BadEntry,
    LogEntry,
    entry_as_json,
    entry_from_json,
    leaf_bytes,
    payload_text,
)

AT = datetime.fromisoformat("2026-03-04T10:00:00.123456+05:00")
ENTRY = LogEntry(
    id=7,
    at=AT,
    verb="cases.file",
    actor_kind="citizen",
    actor_id=None,
    case_id=UUID(int=1),
    obligation_id=None,
    organization_id=UUID(int=3),
    payload={"serial": 4817, "year": 2026, "urgent": False, "topic": ""},
    content_hash=b"h" * 32,
)
plain = st.text("abcXYZ019_./:+-", max_size=12)
payloads = st.dictionaries(
    plain,
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | plain | st.lists(st.integers() | plain, max_size=3),
    max_size=6,
)


def test_the_width_is_fixed() -> None:
    bare = replace(ENTRY, case_id=None, organization_id=None, payload={}, content_hash=None)
    assert len(leaf_bytes(ENTRY)) == len(leaf_bytes(bare)) == WIDTH


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"at": AT + timedelta(microseconds=1)},
        {"verb": "cases.file2"},
        {"actor_kind": "staff"},
        {"actor_id": UUID(int=1)},
        {"case_id": None},
        {"case_id": None, "obligation_id": UUID(int=1)},
        {"organization_id": UUID(int=4)},
        {"payload": {**ENTRY.payload, "serial": 4818}},
        {"content_hash": b"i" * 32},
        {"verb": "cases.filecitizen", "actor_kind": ""},
    ],
)
def test_every_field_counts(change: dict[str, Any]) -> None:
    assert leaf_bytes(replace(ENTRY, **change)) != leaf_bytes(ENTRY)


def test_the_same_moment_elsewhere_is_the_same() -> None:
    there = replace(ENTRY, at=datetime.fromisoformat("2026-03-04T05:00:00.123456+00:00"))
    assert leaf_bytes(there) == leaf_bytes(ENTRY)


@given(payloads)
def test_a_file_reads_back_to_the_same_entry(payload: dict[str, Any]) -> None:
    entry = replace(ENTRY, payload=payload)
    assert leaf_bytes(entry_from_json(entry_as_json(entry))) == leaf_bytes(entry)


def test_keys_are_ordered_as_jsonb_orders_them() -> None:
    assert payload_text({"bb": 1, "a": True, "c": None}) == '{"a": true, "c": null, "bb": 1}'


@pytest.mark.parametrize("value", [1.5, "Айгүл", 'a"b', "two words", {1: 2}, b"x", ("a",)])
def test_text_has_no_bytes(value: Any) -> None:
    with pytest.raises(BadEntry):
        payload_text({"x": value})


@pytest.mark.parametrize(
    "change",
    [
        {"id": "7"}, {"id": True}, {"id": 2**70}, {"at": "yesterday"}, {"at": "2026-03-04T10:00:00"}, {"at": 5},
        {"case_id": "x"}, {"case_id": 5}, {"payload": []}, {"payload": None}, {"payload": {"a": {"b": 1.0}}},
        {"content_hash": "00"}, {"content_hash": "zz"},
    ],
)  # fmt: skip
def test_other_files_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadEntry):
        entry_from_json({**entry_as_json(ENTRY), **change})


@pytest.mark.parametrize("data", [None, [], "x", {}, 5, {"id": 1}])
def test_what_is_no_entry_is_refused(data: Any) -> None:
    with pytest.raises(BadEntry):
        entry_from_json(data)
