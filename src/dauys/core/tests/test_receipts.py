"""Receipts: the right ones are accepted, and every way of making a wrong one look right is refused."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.log_heads import MERGE_DELAY, NO_HEAD
from dauys.core.merkle import NotProved
from dauys.core.receipts import Receipt, check, receipt_as_json, receipt_from_json
from dauys.core.tests.office_of_logs import AT, MINUTE, Office, key_number


@pytest.fixture
def office() -> Office:
    """Twelve filings under three heads: 5 entries, 9 entries, 12 entries."""
    made = Office()
    made.add(5)
    made.sign(AT + MINUTE / 2)
    made.add(4, AT + 2 * MINUTE)
    made.sign(AT + 2.5 * MINUTE)
    made.add(3, AT + 4 * MINUTE)
    made.sign(AT + 4.5 * MINUTE)
    return made


def refused(receipt: Receipt, words: str, **about: Any) -> None:
    with pytest.raises(NotProved, match=words):
        check(receipt, **about)


def placed(receipt: Receipt, **changes: Any) -> Receipt:
    assert receipt.places[0]
    return replace(receipt, places=(replace(receipt.places[0], **changes),))


@pytest.mark.parametrize("index", range(12))
def test_the_right_ones_are_accepted_also_from_a_file(office: Office, index: int) -> None:
    receipt = office.receipt(index)
    assert check(receipt) == timedelta()
    assert check(receipt, office.heads) == timedelta()
    again = receipt_from_json(json.loads(json.dumps(receipt_as_json(receipt))))
    assert again == receipt and check(again) == timedelta()


def test_a_promise_alone_is_no_place(office: Office) -> None:
    office.add(1, AT + 6 * MINUTE)
    receipt = office.receipt(12, merged=False)
    assert not receipt.is_merged and check(receipt) == timedelta()
    check(receipt, office.heads)
    office.sign(AT + 9 * MINUTE, tree_size=12)
    refused(receipt, "promise", kept=office.heads)


def test_a_late_merge_is_told(office: Office) -> None:
    office.add(1, AT + 5 * MINUTE)
    office.sign(AT + 9 * MINUTE)
    assert check(office.receipt(12)) == 4 * MINUTE - MERGE_DELAY


def test_an_entry_put_in_later_with_an_old_date(office: Office) -> None:
    office.add(1, AT + timedelta(seconds=10))  # it says: before the second head
    office.sign(AT + 6 * MINUTE)
    refused(office.receipt(12), "put in later")


def test_the_time_bound_is_the_merge_delay_to_the_microsecond(office: Office) -> None:
    last = office.heads[-1].at
    office.add(1, last - MERGE_DELAY)
    office.add(1, last - MERGE_DELAY - timedelta(microseconds=1))
    office.sign(AT + 6 * MINUTE)
    check(office.receipt(12))
    refused(office.receipt(13), "put in later")


def test_hiding_the_head_between(office: Office) -> None:
    """The same forgery with the head before left out, or an older one in its place."""
    office.add(1, AT + timedelta(seconds=10))
    office.sign(AT + 6 * MINUTE)
    receipt = office.receipt(12)
    refused(placed(receipt, before=None), "missing")
    refused(placed(receipt, before=office.heads[0]), "not the one it names")
    # Signed anew as if nothing had been before: agrees with itself, but not with anybody who kept a head.
    office.heads[-1] = replace(office.heads[-1], previous=NO_HEAD).signed_with(office.signing)
    lonely = placed(office.receipt(12), before=None, head=office.heads[-1])
    check(lonely)
    refused(lonely, "put in later", kept=office.heads[:3])


def test_an_entry_dated_after_its_head(office: Office) -> None:
    office.add(1, AT + timedelta(days=1))
    office.sign(AT + 6 * MINUTE)
    refused(office.receipt(12), "dated after")


@pytest.mark.parametrize("change", [{"content_hash": b"x" * 32}, {"at": AT + MINUTE}, {"actor_kind": "staff"}])
def test_a_changed_entry(office: Office, change: dict[str, Any]) -> None:
    receipt = office.receipt(3)
    refused(replace(receipt, entries=(replace(receipt.entries[0], **change),)), "signature")


def test_a_changed_entry_promised_anew(office: Office) -> None:
    receipt = office.receipt(3)
    office.entries[3] = replace(office.entries[3], content_hash=b"x" * 32)
    changed = replace(office.receipt(3, merged=False), places=receipt.places)
    refused(changed, "inclusion proof")


def test_somebody_elses_receipt(office: Office) -> None:
    mine, theirs = office.receipt(2), office.receipt(7)
    refused(replace(theirs, number=mine.number), "number")
    refused(replace(theirs, number=mine.number, promise=mine.promise), "number")
    refused(replace(mine, places=theirs.places), "inclusion proof")
    refused(replace(mine, promise=theirs.promise), "signature")
    refused(replace(mine, entries=theirs.entries), "number")


@pytest.mark.parametrize("number", ["", "KZ-2026-0000003-2", "Айгүл", "KZ-2025-0000003-9", "9" * 50])
def test_numbers_that_are_not_the_entrys(office: Office, number: str) -> None:
    refused(replace(office.receipt(2), number=number), "number")


def test_two_entries_of_different_cases(office: Office) -> None:
    receipt = office.receipt(2)
    both = replace(receipt, entries=(*receipt.entries, office.entries[3]), places=(*receipt.places, None))
    refused(both, "different cases")
    refused(replace(receipt, entries=(), places=()), "begin with")


def test_keys(office: Office) -> None:
    stranger = Office(key=9)
    refused(replace(office.receipt(2), log=stranger.log), "key the log does not know")
    forged = office.heads[1].signed_with(key_number(9))
    refused(placed(office.receipt(6), head=forged), "signature")
    slipped = replace(office.log, keys=(*office.log.keys, *stranger.log.keys))
    refused(replace(office.receipt(2), log=slipped), "key")
    office.rotate(2, AT + 5 * MINUTE)
    office.add(1, AT + 6 * MINUTE)
    office.sign(AT + 6.5 * MINUTE)
    check(office.receipt(12), office.heads)
    check(office.receipt(1), office.heads)
    office.signing = key_number(1)  # a thief of the old key signs on
    office.add(1, AT + 9 * MINUTE)
    office.sign(AT + 9 * MINUTE, key_id=office.log.keys[0].key_id)
    refused(office.receipt(13), "not in use then")


def test_kept_heads(office: Office) -> None:
    receipt = office.receipt(10)
    for kept in office.heads[:2]:
        refused(receipt, "--proof", kept=[kept])
        proof = office.consistency(kept.tree_size, 12)
        check(receipt, [kept], proof)
        refused(receipt, "consistency proof", kept=[kept], proof=replace(proof, path=(bytes(32), *proof.path[1:])))
    check(office.receipt(1), [office.heads[2]], office.consistency(5, 12))


def test_a_forked_log_against_a_kept_head(office: Office) -> None:
    """Everything signed anew with the right key over a changed entry: sound in itself, refused by who kept a head."""
    kept = list(office.heads)
    office.entries[3] = replace(office.entries[3], content_hash=b"x" * 32)
    old, office.heads = office.heads, []
    for head in old:
        office.sign(head.at, tree_size=head.tree_size)
    forged = office.receipt(3)
    check(forged)
    refused(forged, "differ", kept=kept)
    refused(forged, "--proof", kept=kept[1:])
    refused(forged, "consistency proof", kept=kept[1:2], proof=office.consistency(5, 9))


@given(st.data())
def test_a_file_changed_anywhere_proves_nothing(data: st.DataObject) -> None:
    """One character of the file changed: it is refused, or it says the same."""
    made = Office()
    made.add(3)
    made.sign(AT + MINUTE / 2)
    made.add(2, AT + 2 * MINUTE)
    made.sign(AT + 2.5 * MINUTE)
    receipt = made.receipt(3)
    text = json.dumps(receipt_as_json(receipt))
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.sampled_from('0123456789abcdefx"{}[],: -')) + text[at + 1 :]
    try:
        again = receipt_from_json(json.loads(changed))
        check(again)
    except (NotProved, json.JSONDecodeError):
        return
    assert (again.entries, again.places) == (receipt.entries, receipt.places)
    assert again.number.replace(" ", "-").upper() == receipt.number or changed == text


@pytest.mark.parametrize("data", [None, [], "x", {}, {"format": "dauys-receipt-1"}, {"format": "dauys-receipt-9"}])
def test_what_is_no_receipt(data: Any) -> None:
    with pytest.raises(NotProved):
        receipt_from_json(data)
