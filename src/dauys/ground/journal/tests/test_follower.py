"""The follower numbers every entry once, however late it commits, and wakes each hearer once for it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.threads import together

from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts.models import Attempt
from dauys.ground.journal import follower as follower_module
from dauys.ground.journal.actions import record
from dauys.ground.journal.follower import MAX_ATTEMPTS, JournalFollower
from dauys.ground.journal.models import Entry, Follower, Leaf, Parked
from dauys.ground.journal.queries import lag

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
VERB = "packs.load"


def write(count: int = 1) -> list[int]:
    before = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for _ in range(count):
        record(VERB, actor=SYSTEM, at=AT, payload={"pack": "kz"})
    return list(Entry.objects.filter(id__gt=before).order_by("id").values_list("id", flat=True))


def drain(*followers: JournalFollower, at: datetime = AT) -> None:
    for follower in followers:
        follower.drain(at)


def order() -> list[int]:
    """Entry ids in the order of their leaves; also checks that the indexes have no gap and no double."""
    leaves = list(Leaf.objects.order_by("index").values_list("index", "entry_id"))
    assert [index for index, _entry in leaves] == list(range(len(leaves)))
    return [entry for _index, entry in leaves]


def floor() -> int:
    """The entry id below which nothing is searched any more."""
    return Follower.objects.get(name="numbering").position


class Writer:
    """Somebody else's transaction on a connection of its own, which may take its time."""

    def __init__(self) -> None:
        database = settings.DATABASES["default"]
        self.connection = psycopg.connect(
            host=database["HOST"], port=database["PORT"], dbname=database["NAME"], user=database["USER"]
        )

    def write(self) -> int:
        row = self.connection.execute(
            "INSERT INTO journal_entry (at, verb, actor_kind, payload) VALUES (%s, %s, 'system', '{}') RETURNING id",
            [AT, VERB],
        ).fetchone()
        assert row is not None
        return int(row[0])

    def commit(self) -> None:
        self.connection.commit()


@pytest.fixture
def writer(transactional_db: None) -> Iterator[Writer]:
    made = Writer()
    yield made
    made.connection.close()


def test_entries_are_numbered_in_order_and_once(transactional_db: None) -> None:
    ids = write(7)
    follower = JournalFollower({})
    drain(follower, follower)
    assert order() == ids
    assert lag(AT) == timedelta()


def test_more_than_a_batch(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower_module, "BATCH", 3)
    ids, heard = write(10), []
    follower = JournalFollower({VERB: [lambda entry: heard.append(entry.pk)]})
    drain(follower)
    assert order() == ids == heard


def test_a_late_commit_of_a_low_id_is_not_lost(writer: Writer) -> None:
    """The slow transaction took its id first and commits long after others were numbered."""
    heard: list[int] = []
    follower = JournalFollower({VERB: [lambda entry: heard.append(entry.pk)]})
    slow = writer.write()
    fast = write(3)
    for _ in range(4):
        drain(follower)
    assert order() == fast, "what is committed need not wait"
    writer.commit()
    drain(follower)
    assert order() == [*fast, slow] == heard


def test_a_commit_between_two_statements_of_a_tick_is_not_lost(writer: Writer) -> None:
    """The moment a tick has looked for entries and asks who is still writing, the slow one commits."""
    follower = JournalFollower({})
    slow = writer.write()
    write(1)
    drain(follower)
    done: list[bool] = []

    def commit_after_numbering(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if "journal_leaf" in sql and "INSERT" in sql and not done:
            done.append(True)
            writer.commit()
        return result

    with connection.execute_wrapper(commit_after_numbering):
        follower.tick(AT)
    assert done
    for _ in range(4):
        drain(follower)
    assert slow in order()


def test_a_writer_that_has_its_id_but_no_row_yet_is_waited_for(writer: Writer) -> None:
    """An id is taken before the transaction gets its own number; a process may be held up just there."""
    follower = JournalFollower({})
    writer.connection.execute("LOCK TABLE journal_entry IN ROW EXCLUSIVE MODE")  # as INSERT does first
    row = writer.connection.execute("SELECT nextval(pg_get_serial_sequence('journal_entry', 'id'))").fetchone()
    assert row is not None
    write(2)
    for _ in range(5):
        drain(follower)
    writer.connection.execute(
        "INSERT INTO journal_entry (id, at, verb, actor_kind, payload) OVERRIDING SYSTEM VALUE "
        "VALUES (%s, %s, %s, 'system', '{}')",
        [row[0], AT, VERB],
    )
    writer.commit()
    drain(follower)
    assert row[0] in order()


def test_the_floor_rises_so_that_old_entries_are_not_searched_again(transactional_db: None) -> None:
    ids = write(5)
    follower = JournalFollower({})
    for _ in range(3):
        drain(follower)
    assert floor() == ids[-1]


def test_the_floor_rises_under_a_load_that_never_pauses(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower_module, "BATCH", 4)
    follower, ids = JournalFollower({}), []
    for _ in range(6):
        ids += write(4)
        follower.tick(AT)
    assert floor() >= ids[7]
    drain(follower)
    assert order() == ids


def test_a_rolled_back_transaction_leaves_a_gap_and_no_wait(writer: Writer) -> None:
    gone = writer.write()
    ids = write(2)
    writer.connection.rollback()
    follower = JournalFollower({})
    for _ in range(3):
        drain(follower)
    assert order() == ids and gone not in ids
    assert floor() == ids[-1]


def test_concurrent_writers_are_all_numbered_and_heard_once(transactional_db: None) -> None:
    heard: Counter[int] = Counter()
    followers = [JournalFollower({VERB: [lambda entry: heard.update([entry.pk])]}) for _ in range(2)]

    def work(index: int) -> None:
        if index < 2:
            for _ in range(60):
                followers[index].tick(AT)
            return
        for _ in range(25):
            with transaction.atomic():
                record(VERB, actor=SYSTEM, at=AT, payload={"pack": "kz"})

    assert together(8, work) == [None] * 8
    drain(followers[0])
    ids = set(Entry.objects.values_list("id", flat=True))
    assert len(ids) == 150
    assert set(order()) == ids == set(heard)
    assert set(heard.values()) == {1}


def test_positions_survive_a_restart(transactional_db: None) -> None:
    heard: list[int] = []
    hearers = {VERB: [lambda entry: heard.append(entry.pk)]}
    first = write(3)
    drain(JournalFollower(hearers))
    second = write(2)
    drain(JournalFollower(hearers))
    assert heard == first + second == order()


def note(entry: Entry) -> None:
    """A hearer that leaves a row."""
    Attempt.objects.create(scope="heard", subject_key=str(entry.pk).encode(), at=AT)


def test_a_crash_in_the_middle_wakes_nobody_twice(transactional_db: None) -> None:
    """What hearers wrote and how far they came are one transaction."""
    calls: list[int] = []

    def die_at_the_second(entry: Entry) -> None:
        calls.append(entry.pk)
        if len(calls) == 2:
            raise KeyboardInterrupt

    ids = write(3)
    with pytest.raises(KeyboardInterrupt):
        drain(JournalFollower({VERB: [note, die_at_the_second]}))
    assert not Attempt.objects.filter(scope="heard").exists()
    drain(JournalFollower({VERB: [note, die_at_the_second]}))
    assert Attempt.objects.filter(scope="heard").count() == len(ids)


class Faulty:
    """A hearer that fails until it is mended."""

    def __init__(self) -> None:
        self.__qualname__ = "faulty"
        self.broken, self.tried = True, 0
        self.heard: list[int] = []

    def __call__(self, entry: Entry) -> None:
        self.tried += 1
        note(entry)
        if self.broken:
            raise ValueError("private words of a citizen")
        self.heard.append(entry.pk)


def test_a_failing_hearer_is_parked_and_the_others_go_on(
    transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    faulty, well = Faulty(), []
    follower = JournalFollower({VERB: [faulty, lambda entry: well.append(entry.pk)]})
    ids = write(3)
    drain(follower)
    assert well == ids and Parked.objects.count() == 3
    assert not Attempt.objects.filter(scope="heard").exists(), "what a failed hearer wrote is undone"
    assert set(Parked.objects.values_list("error", flat=True)) == {"ValueError"}
    assert "ValueError" in caplog.text and "private words" not in caplog.text
    follower.tick(AT + timedelta(seconds=10))
    assert faulty.tried == 3, "not yet time"
    faulty.broken = False
    follower.tick(AT + timedelta(seconds=40))
    assert sorted(faulty.heard) == ids and Parked.objects.count() == 0
    follower.tick(AT + timedelta(hours=5))
    assert faulty.tried == 6 and well == ids


def test_a_hopeless_hearer_is_tried_ten_times(transactional_db: None) -> None:
    faulty = Faulty()
    follower = JournalFollower({VERB: [faulty]})
    write(1)
    at = AT
    for _ in range(MAX_ATTEMPTS + 5):
        follower.tick(at)
        at += timedelta(days=1)
    assert faulty.tried == MAX_ATTEMPTS
    assert Parked.objects.get().attempts == MAX_ATTEMPTS


def test_a_hearer_that_is_gone_is_forgotten(transactional_db: None) -> None:
    write(1)
    drain(JournalFollower({VERB: [Faulty()]}))
    JournalFollower({}).tick(AT + timedelta(minutes=1))
    assert Parked.objects.count() == 0


def test_a_second_worker_waits_its_turn(writer: Writer) -> None:
    writer.connection.execute("SELECT pg_advisory_lock(%s)", [follower_module._LOCK])
    ids, follower = write(2), JournalFollower({})
    assert follower.tick(AT) == 0 and order() == []
    writer.connection.execute("SELECT pg_advisory_unlock_all()")
    writer.commit()
    drain(follower)
    assert order() == ids


def test_lag_is_the_age_of_the_oldest_unnumbered_entry(transactional_db: None) -> None:
    write(1)
    drain(JournalFollower({}))
    write(1)
    assert lag(AT + timedelta(minutes=3)) == timedelta(minutes=3)
    assert Follower.objects.filter(name="hearers").exists()
