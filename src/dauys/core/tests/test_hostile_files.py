"""Files and answers of strangers: whatever stands in them is refused with a reason, in time and without a crash."""

import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dauys.core.log_heads import Log, LogKey, head_from_json, log_from_json, public_bytes
from dauys.core.merkle import NotProved
from dauys.core.receipts import check, receipt_as_json, receipt_from_json
from dauys.core.strict_json import BadJson, read_json
from dauys.core.tests.hostile import harmed
from dauys.core.tests.office_of_logs import AT, MINUTE, Office, key_number
from dauys.core.witnessing import AT_ONCE, Kept, look


@pytest.fixture
def office() -> Office:
    made = Office()
    for minutes in (0, 2, 4):
        made.add(3, AT + minutes * MINUTE)
        made.sign(AT + (minutes + 0.5) * MINUTE)
    return made


def test_every_value_in_every_place_of_a_receipt(office: Office) -> None:
    tried, passed = 0, []
    for what, data in harmed(receipt_as_json(office.receipt(4))):
        tried += 1
        with suppress(NotProved):
            check(receipt_from_json(data), office.heads)
            passed.append(what)
    assert tried > 1000
    # What is not signed and decides nothing may be anything: the first key's name and the signature nobody gave it.
    assert {what.split(")")[0] for what in passed} == {"('log', 'keys', 0, 'key_id'", "('log', 'keys', 0, 'signature'"}


def test_every_value_in_every_place_of_what_a_log_answers(office: Office) -> None:
    """Also of an open fork; only NotProved may come out, and what passes is what a witness does not read."""
    kept = look(office.fetch, None, AT + 10 * MINUTE).kept
    office.add(2, AT + 5 * MINUTE)
    office.sign(AT + 6 * MINUTE)
    other = Office(key=9)
    other.entries, other.follows, other.common_size = list(office.entries), office.heads[-1], 9
    other.others = [office.log.as_json()]
    other.sign(AT + 7 * MINUTE)
    passed: set[tuple[str, str]] = set()
    for asked, known in ((office, None), (office, kept), (other, kept)):
        addresses: list[str] = []

        def noted(address: str, asked: Office = asked, addresses: list[str] = addresses) -> Any:
            addresses.append(address)
            return asked.fetch(address)

        look(noted, known, AT + 10 * MINUTE)
        for address in addresses:
            for what, data in harmed(asked.fetch(address)):

                def harm(a: str, address: str = address, data: Any = data, asked: Office = asked) -> Any:
                    return data if a == address else asked.fetch(a)

                with suppress(NotProved):
                    look(harm, known, AT + 10 * MINUTE)
                    passed.add((address.split("?")[0], what.split(" =")[0]))
    # Only what nothing rests on: words about the first key, how far it counts, and what it says of other logs.
    told = {(address, place) for address, place in passed if address != "/log/logs" and "'keys', 0" not in place}
    assert told == {("/log/heads", "('position',)")}


@pytest.mark.parametrize("year", [1, 9999])
def test_a_rightly_signed_moment_at_the_end_of_time(office: Office, year: int) -> None:
    at = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(NotProved):
        head_from_json(office.sign(at).as_json())
    office = Office()
    office.add(1, at)
    office.sign(AT)
    with pytest.raises(NotProved):
        check(receipt_from_json(receipt_as_json(office.receipt(0))))


def test_a_log_with_ten_thousand_keys_is_checked_once() -> None:
    """Not once for each head: a receipt of such a log would keep whoever checks it busy for minutes."""
    office = Office()
    keys = [key_number(1), *(Ed25519PrivateKey.from_private_bytes(n.to_bytes(32, "big")) for n in range(1, 10_000))]
    rows = [office.log.keys[0]]
    for older, newer in pairwise(keys):
        bare = LogKey(public_bytes(newer), rows[-1].since)
        rows.append(replace(bare, signature=older.sign(bare.signed_bytes(office.log.log_id))))
    office.log, office.signing = Log(office.log.log_id, office.log.nonce, tuple(rows)), keys[-1]
    office.add(3)
    for _ in range(50):
        office.sign(AT)
    began = time.process_time()
    check(receipt_from_json(receipt_as_json(office.receipt(1))), office.heads)
    assert time.process_time() - began < 15


def test_heads_without_end_are_read_a_part_at_a_time(office: Office) -> None:
    """A log that always has one more page: each look ends, and keeps only so much."""
    asked = []

    def endless(address: str) -> Any:
        if address.startswith("/log/heads"):
            asked.append(address)
            while len(office.heads) < 3 * len(asked) + 3:
                office.sign(AT + 5 * MINUTE)
        return Office.fetch(office, address)

    office.sign(AT + 6 * MINUTE)
    shown = office.fetch("/log/head")
    office.heads.pop()  # never reached
    fetch = lambda address: shown if address == "/log/head" else endless(address)  # noqa: E731
    found = look(fetch, None, AT + 10 * MINUTE, at_once=30)
    assert found.behind and len(found.fresh) == 30
    assert look(fetch, found.kept, AT + 10 * MINUTE, at_once=30).behind
    assert AT_ONCE <= 50_000


def test_a_row_of_heads_that_goes_backwards(office: Office) -> None:
    def backwards(address: str) -> Any:
        answer = office.fetch(address)
        return {**answer, "position": 0} if address.startswith("/log/heads") else answer

    with pytest.raises(NotProved, match="forward"):
        look(backwards, None, AT + 10 * MINUTE)


def test_a_witness_far_behind_catches_up(office: Office) -> None:
    for _ in range(20):
        office.sign(AT + 5 * MINUTE)
    kept: Kept | None = None
    seen = 0
    for _ in range(10):
        found = look(office.fetch, kept, AT + 10 * MINUTE, at_once=6)
        kept, seen = found.kept, seen + len(found.fresh)
        if not found.behind:
            break
    assert seen == len(office.heads) and not found.behind and kept.last == office.heads[-1]


def test_a_receipt_from_before_a_new_key_fits_heads_signed_with_it(office: Office) -> None:
    receipt = office.receipt(4)
    office.rotate(2, AT + 5 * MINUTE)
    office.add(1, AT + 6 * MINUTE)
    office.sign(AT + 6 * MINUTE)
    check(receipt, office.heads)
    before = replace(office.heads[0], at=AT - timedelta(days=2), key_id="00" * 8)
    with pytest.raises(NotProved, match="does not know"):
        check(receipt, [before, *office.heads])


def test_a_promise_of_the_old_key_after_the_new_one_is_kept(office: Office) -> None:
    """A process that has not heard of the new key yet promises with the old one."""
    old = office.signing
    office.rotate(2, AT + 5 * MINUTE)
    office.add(1, AT + 6 * MINUTE)
    office.sign(AT + 6.5 * MINUTE)
    new, office.signing = office.signing, old
    receipt = office.receipt(9)
    office.signing = new
    assert receipt.key_id == office.log.keys[0].key_id
    check(receipt, office.heads)


def test_kept_heads_of_two_logs(office: Office) -> None:
    """A witness goes on in the same file after an open fork."""
    other = Office(key=5)
    other.add(2)
    other.sign(AT + MINUTE)
    check(office.receipt(4), [*office.heads, *other.heads])
    check(other.receipt(1), [*office.heads, *other.heads])
    with pytest.raises(NotProved, match="None of the kept heads"):
        check(other.receipt(1), office.heads)


def test_an_open_fork_after_a_key_the_witness_never_saw(office: Office) -> None:
    kept = look(office.fetch, None, AT + 10 * MINUTE).kept
    office.rotate(2, AT + 5 * MINUTE)
    office.sign(AT + 6 * MINUTE)
    other = Office(key=9)
    other.entries, other.follows, other.common_size = list(office.entries), office.heads[-1], 9
    other.others = [office.log.as_json()]
    other.sign(AT + 7 * MINUTE)
    found = look(other.fetch, kept, AT + 10 * MINUTE)
    assert found.fork and found.fork.lost == 0
    other.others = [replace(office.log, keys=(office.log.keys[0],)).as_json()]
    with pytest.raises(NotProved, match="does not know"):
        look(other.fetch, kept, AT + 10 * MINUTE)


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"a": NaN}', "[Infinity]", "[" * 100_000, "1" * 5000, b"\xff", b"", '"\x00"']
)
def test_json_that_can_be_read_in_two_ways(text: Any) -> None:
    with pytest.raises(BadJson):
        read_json(text)


def test_a_log_without_keys() -> None:
    with pytest.raises(NotProved):
        log_from_json({**Office().log.as_json(), "keys": []})


def test_late_promises_are_measured(office: Office) -> None:
    assert check(office.receipt(0)) == timedelta()
