"""A witness follows an honest log, tells an open fork, and refuses every quiet one."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dauys.core.log_heads import NO_HEAD
from dauys.core.merkle import NotProved
from dauys.core.tests.office_of_logs import AT, MINUTE, Office, key_number
from dauys.core.witnessing import Kept, Look, look


def seen(office: Office, kept: Kept | None = None, now: datetime = AT + 10 * MINUTE) -> tuple[Kept, Look]:
    found = look(office.fetch, kept, now)
    return found.kept, found


def grown(office: Office, minutes: int, count: int = 3) -> Office:
    office.add(count, AT + minutes * MINUTE)
    office.sign(AT + minutes * MINUTE)
    return office


def copied(office: Office) -> Office:
    other = Office()
    other.__dict__.update(
        {name: value[:] if isinstance(value, list) else value for name, value in vars(office).items()}
    )
    return other


def refused(office: Office, kept: Kept, words: str, now: datetime = AT + 10 * MINUTE) -> None:
    with pytest.raises(NotProved, match=words):
        look(office.fetch, kept, now)


def test_an_honest_log_is_followed() -> None:
    office = grown(Office(), 0)
    kept, first = seen(office)
    assert len(first.fresh) == 1 and not first.is_stale
    kept, none = seen(office, kept)
    assert none.fresh == ()
    for minutes in range(1, 9):
        grown(office, minutes, minutes)
    kept, more = seen(office, kept)
    assert [h.tree_size for h in more.fresh] == [h.tree_size for h in office.heads[1:]]
    office.rotate(2, AT + 9 * MINUTE)
    kept, last = seen(grown(office, 9), kept)
    assert len(last.kept.log.keys) == 2 and kept.last == office.heads[-1]


def test_a_head_that_grows_old_is_stale() -> None:
    office = grown(Office(), 0)
    assert seen(office, now=AT + timedelta(hours=3))[1].is_stale


def test_a_head_of_the_future() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(office)
    refused(grown(office, 60), kept, "future")


def test_a_log_that_became_shorter() -> None:
    office = grown(Office(), 0)
    old = copied(office)
    kept, _ = seen(grown(office, 1))
    refused(old, kept, "does not stand in the row")
    refused(grown(old, 2, 1), kept, "does not name|smaller|does not stand")


@pytest.mark.parametrize(("count", "words"), [(3, "same size differ"), (8, "consistency proof")])
def test_a_log_with_another_past(count: int, words: str) -> None:
    """It shows the kept heads as they were and goes on from a tree in which one entry is another."""
    office = grown(Office(), 0)
    other = copied(office)
    kept, _ = seen(grown(office, 1))
    other.entries[1] = replace(other.entries[1], content_hash=b"x" * 32)
    other.heads = [*office.heads]
    refused(grown(other, 2, count), kept, words)


def test_a_row_of_heads_with_a_gap() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(office)
    grown(grown(office, 1), 2)
    del office.heads[1]
    refused(office, kept, "does not name")


def test_other_keys_under_the_same_name() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(office)
    office.rotate(2, AT + MINUTE)
    kept, _ = seen(grown(office, 1), kept)
    office.log, office.signing = replace(office.log, keys=office.log.keys[:1]), key_number(1)
    office.rotate(3, AT + MINUTE)
    office.heads = office.heads[:1]
    refused(grown(office, 1), kept, "keys of the log")


def forked(office: Office, common: int, minutes: int, key: int = 5) -> Office:
    """A new log over the first `common` entries that says so."""
    new = Office(key=key)
    new.entries, new.follows, new.common_size = office.entries[:common], office.heads[-1], common
    new.others = office.fetch("/log/logs")["logs"]
    return grown(new, minutes)


def test_an_open_fork_is_told_with_what_was_lost() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(grown(office, 1))
    after, found = seen(forked(office, 4, 3), kept)
    assert found.fork and (found.fork.common_size, found.fork.lost) == (4, 2)
    assert after.log.log_id != kept.log.log_id
    assert seen(forked(office, 6, 3), kept)[1].fork.lost == 0  # type: ignore[union-attr]


def test_two_forks_one_after_the_other() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(grown(office, 1))
    found = seen(forked(forked(office, 5, 2), 4, 3, key=6), kept)[1]
    assert found.fork and (found.fork.common_size, found.fork.lost) == (4, 2)


def test_a_fork_that_hides_heads() -> None:
    office = grown(Office(), 0)
    early = copied(office)
    kept, _ = seen(grown(office, 1))
    refused(forked(early, 3, 3), kept, "hides")


def test_a_fork_that_claims_more_in_common_than_it_has() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(grown(office, 1))
    new = forked(office, 6, 3)
    new.entries[2] = replace(new.entries[2], content_hash=b"x" * 32)
    new.heads = []
    new.sign(AT + 3 * MINUTE)
    refused(new, kept, "consistency proof")


def test_another_log_that_says_nothing() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(office)
    refused(grown(Office(key=7), 1), kept, "does not say that it follows")


def test_answers_that_cannot_be_read() -> None:
    office = grown(Office(), 0)
    kept, _ = seen(office)
    for broken in (None, [], {"head": 1}, {"log": office.log.as_json(), "head": {}}):
        with pytest.raises(NotProved):
            look(lambda _address, answer=broken: answer, kept, AT)


def test_a_first_head_needs_no_other_before() -> None:
    assert grown(Office(), 0).heads[0].previous == NO_HEAD
