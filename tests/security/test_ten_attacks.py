"""Ten attacks by whoever owns the database, some with the log's key in hand: each is found out by somebody outside.

Outside are three: the citizen with the file of a receipt, a witness who kept heads, and the signer's record, a file
that is not in the database. What none of them ever saw, nobody can prove; no test claims otherwise.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.test import Client

from dauys.channels.receipts import receipt_of
from dauys.core.log_entries import LEAF_HASH_SQL
from dauys.core.log_heads import NO_HEAD, Head, LogKey, public_bytes
from dauys.core.merkle import NotProved
from dauys.core.receipts import Receipt, check, receipt_as_json, receipt_from_json, sign_promise
from dauys.core.witnessing import Kept, look
from dauys.ground.access.actors import SYSTEM
from dauys.ground.log import actions, queries, signing
from tests import factories as make
from tests.log import follow
from tests.support import ServerOfTests

AT = make.AT
LATER = AT + timedelta(hours=2)
TABLES = ("log_log", "log_key", "log_head", "log_node", "journal_entry", "journal_leaf")


def fetch(address: str) -> Any:
    """The public addresses, asked as a stranger would."""
    return json.loads(Client().get(address).content)


class Outside:
    """What people outside hold: files of receipts, and a witness's heads."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.heads: list[Head] = []
        self.kept: Kept | None = None

    def receive(self, made: make.Made) -> Receipt:
        receipt = receipt_of(made.case)
        assert receipt is not None
        self.files[receipt.number] = json.dumps(receipt_as_json(receipt))
        return receipt

    def witness(self, now: datetime = LATER) -> None:
        found = look(fetch, self.kept, now)
        self.kept, self.heads = found.kept, [*self.heads, *found.fresh]

    def check_files(self) -> None:
        for text in self.files.values():
            check(receipt_from_json(json.loads(text)), self.heads)


class Owner:
    """Whoever owns the database: may change every table, and knows how the log is built."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def sql(self, statement: str, *values: Any) -> list[Any]:
        cursor = self.connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []

    def rebuild(self) -> None:
        """Makes leaves and nodes fit the entries as they are now, as if nothing had happened."""
        self.sql(f"UPDATE journal_leaf l SET leaf_hash = {LEAF_HASH_SQL} FROM journal_entry e WHERE e.id = l.entry_id")
        self.sql("TRUNCATE log_node")
        while actions._grow():
            pass

    def sign_anew(self) -> None:
        """With the stolen key: every head again over the changed tree, at the same sizes and moments."""
        log = queries.current()
        assert log is not None
        key, previous = signing.key_of(log.keys[-1].key_id), NO_HEAD
        rows = self.sql("SELECT id, tree_size, at FROM log_head ORDER BY id")
        self.sql("TRUNCATE log_head")
        size_now = queries.leaf_count()
        for pk, size, at in rows:
            if size <= size_now:
                head = Head(log.log_id, size, queries.root(size), at, log.keys[-1].key_id, previous).signed_with(key)
                self.put_head(pk, head)
                previous = head.digest

    def put_head(self, pk: int, head: Head) -> None:
        self.sql(
            "INSERT INTO log_head (id, log_id, tree_size, root_hash, at, key_id, previous, signature) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            *(pk, head.log_id, head.tree_size, head.root_hash, head.at, head.key_id, head.previous, head.signature),
        )


@pytest.fixture
def owner(server_of_tests: ServerOfTests, transactional_db: None) -> Iterator[Owner]:
    with server_of_tests.owner() as connection:
        yield Owner(connection)
        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS old_{table}".encode())


@pytest.fixture
def cases(owner: Owner) -> list[make.Made]:
    """Five cases under four heads."""
    made = []
    for number in range(5):
        at = AT + number * timedelta(minutes=5)
        made.append(make.case(owner=make.HOUSING, at=at))
        follow(at + timedelta(seconds=30))
    return made


@pytest.fixture
def outside(cases: list[make.Made]) -> Outside:
    people = Outside()
    for made in cases:
        people.receive(made)
    people.witness()
    people.check_files()
    return people


def refused(what: Callable[[], object], words: str = "") -> None:
    with pytest.raises(NotProved, match=words):
        what()


def not_signed(words: str) -> None:
    """The honest signer, who knows only its own record, refuses to go on."""
    make.case(owner=make.HOUSING, at=LATER)
    with pytest.raises(actions.LogUnsettled, match=words):
        follow(LATER)


def test_1_an_entry_is_edited(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    """The day of the answer is moved, in the entry alone, then everywhere, then under fresh signatures."""
    owner.sql(
        "UPDATE journal_entry SET payload = jsonb_set(payload, '{due_on}', '\"2026-12-31\"') "
        "WHERE verb = 'cases.open_obligation' AND case_id = %s",
        cases[1].id,
    )
    edited = receipt_of(cases[1].case)
    assert edited and edited.entries[1].payload["due_on"] == "2026-12-31"
    refused(lambda: check(edited), "inclusion proof")
    owner.rebuild()
    not_signed("not those that were signed")
    owner.sign_anew()
    outside.check_files()  # the files people hold still prove what was there
    edited = receipt_of(cases[1].case)
    assert edited
    check(edited)  # sound in itself: whoever kept nothing cannot tell
    refused(lambda: check(edited, outside.heads), "differ")
    refused(outside.witness, "does not")


def test_2_an_entry_is_dropped(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    ids = [row[0] for row in owner.sql("SELECT id FROM journal_entry WHERE case_id = %s", cases[2].id)]
    owner.sql("DELETE FROM journal_leaf WHERE entry_id = ANY(%s)", ids)
    owner.sql("DELETE FROM journal_entry WHERE id = ANY(%s)", ids)
    owner.sql(
        "UPDATE journal_leaf l SET index = -1 - n.n FROM (SELECT entry_id, ROW_NUMBER() OVER (ORDER BY index) - 1 AS n "
        "FROM journal_leaf) n WHERE n.entry_id = l.entry_id"
    )
    owner.sql("UPDATE journal_leaf SET index = -1 - index")
    assert receipt_of(cases[2].case) is None
    owner.rebuild()
    not_signed("were signed")
    owner.sign_anew()
    outside.check_files()
    refused(outside.witness, "does not")


def test_3_an_old_entry_is_inserted(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    """A case filed today with yesterday's moment, through all the right doors: only its place in the log tells."""
    late = make.case(owner=make.HOUSING, at=AT + timedelta(minutes=1))
    follow(LATER)
    refused(lambda: check(outside.receive(late)), "put in later")


def test_4_two_entries_are_swapped(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    first, second = (owner.sql("SELECT MIN(id) FROM journal_entry WHERE case_id = %s", m.id)[0][0] for m in cases[:2])
    places = dict(owner.sql("SELECT entry_id, index FROM journal_leaf WHERE entry_id IN (%s, %s)", first, second))
    owner.sql("UPDATE journal_leaf SET index = -1 WHERE entry_id = %s", first)
    owner.sql("UPDATE journal_leaf SET index = %s WHERE entry_id = %s", places[first], second)
    owner.sql("UPDATE journal_leaf SET index = %s WHERE entry_id = %s", places[second], first)
    refused(lambda: check(outside.receive(cases[0])), "inclusion proof")
    owner.rebuild()
    not_signed("not those that were signed")
    owner.sign_anew()
    refused(outside.witness, "does not")


def test_5_everything_is_signed_anew_with_another_key(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    log = queries.current()
    assert log
    mine = signing.make_key()
    public = public_bytes(mine)
    bare = LogKey(public, log.keys[0].since)
    owner.sql("UPDATE log_key SET public_key = %s, key_id = %s", public, bare.key_id)
    owner.sign_anew()
    refused(outside.witness, "id does not fit its first key")
    cache.clear()  # the log's keys, kept for some seconds
    refused(lambda: receipt_from_json(receipt_as_json(outside.receive(cases[0]))), "id does not fit")
    # Beside the first key instead of in its place: nobody who held the first key signed it over.
    owner.sql("UPDATE log_key SET public_key = %s, key_id = %s", log.keys[0].public_key, log.keys[0].key_id)
    owner.sql(
        "INSERT INTO log_key (log_id, key_id, public_key, since, signature) VALUES (%s, %s, %s, %s, %s)",
        *(log.log_id, bare.key_id, public, bare.since, mine.sign(bare.signed_bytes(log.log_id))),
    )
    owner.sign_anew()
    refused(outside.witness, "key of the log")


def test_6_the_log_is_forked(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    """One history for the witness, another for a citizen, both signed with the right key."""
    owner.sql("UPDATE journal_entry SET content_hash = sha256('other words') WHERE case_id = %s", cases[3].id)
    owner.rebuild()
    owner.sign_anew()
    shown = outside.receive(cases[3])
    check(shown)
    refused(lambda: check(shown, outside.heads), "differ")
    refused(outside.check_files, "differ")


@pytest.mark.parametrize("signs", [False, True])
def test_7_the_end_is_cut_off(owner: Owner, cases: list[make.Made], outside: Outside, signs: bool) -> None:
    (size,) = owner.sql("SELECT tree_size FROM log_head ORDER BY id OFFSET 2 LIMIT 1")[0]
    gone = [row[0] for row in owner.sql("SELECT entry_id FROM journal_leaf WHERE index >= %s", size)]
    owner.sql("DELETE FROM log_head WHERE tree_size > %s", size)
    owner.sql("DELETE FROM journal_leaf WHERE index >= %s", size)
    owner.sql("DELETE FROM journal_entry WHERE id = ANY(%s)", gone)
    owner.rebuild()
    if signs:
        owner.sign_anew()
    refused(outside.witness, "does not stand in the row")
    outside.check_files()
    not_signed("were signed")


def restore_old_dump(owner: Owner) -> None:
    for table in reversed(TABLES):
        owner.sql(f"DELETE FROM {table}")
    for table in TABLES:
        owner.sql(f"INSERT INTO {table} SELECT * FROM old_{table}")


def test_8_an_old_dump_is_put_in_place(owner: Owner) -> None:
    first = make.case(owner=make.HOUSING, at=AT)
    follow(AT)
    for table in TABLES:
        owner.sql(f"CREATE TABLE old_{table} AS TABLE {table}")
    lost = make.case(owner=make.HOUSING, at=AT + timedelta(minutes=5))
    follow(AT + timedelta(minutes=5))
    outside = Outside()
    outside.receive(first), outside.receive(lost)
    outside.witness()
    restore_old_dump(owner)
    refused(outside.witness, "does not stand in the row")
    not_signed("were signed")
    # Said openly it is no attack: a new log that names the old one, and everybody learns what is missing.
    actions.fork(actor=SYSTEM, at=LATER)
    follow(LATER)
    found = look(fetch, outside.kept, LATER)
    assert found.fork and found.fork.lost == outside.heads[-1].tree_size - found.fork.common_size > 0
    page = Client().get("/kk/check/").content.decode()
    assert f"{found.fork.lost}" in page
    outside.check_files()
    check(outside.receive(first))


def test_9_the_clock_is_moved(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    """The machine's own clock goes back, and the program honestly writes what it shows."""
    back = AT - timedelta(days=30)
    backdated = make.case(owner=make.HOUSING, at=back)
    follow(back)
    newest = queries.newest_head(outside.kept.log.log_id)  # type: ignore[union-attr]
    assert newest and newest.at >= outside.heads[-1].at, "heads never go back"
    receipt = outside.receive(backdated)
    assert receipt.is_merged
    refused(lambda: check(receipt), "put in later")


def test_10_a_receipt_is_replayed_for_another_case(owner: Owner, cases: list[make.Made], outside: Outside) -> None:
    """A case that was never filed gets the proof of another one, with its own number, also signed anew."""
    real, victim = outside.receive(cases[0]), outside.receive(cases[1])
    forged = replace(real, number=victim.number)
    refused(lambda: check(forged), "number")
    key_id, promise = sign_promise(victim.number, real.log.log_id, real.entries, signing.key_of(real.key_id))
    refused(lambda: check(replace(forged, key_id=key_id, promise=promise)), "number")
    refused(lambda: check(replace(victim, places=real.places)), "inclusion proof")
