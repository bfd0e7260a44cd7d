"""The log over the journal: leaves as PostgreSQL reckons them, growth, heads, keys, and refusals to sign."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st
from tests import factories as make
from tests.log import follow
from tests.threads import together

from dauys.core import merkle
from dauys.core.log_entries import LEAF_HASH_SQL, LEAF_SQL, leaf_bytes
from dauys.core.log_heads import check_succession
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.journal import events
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.journal.models import Entry, Leaf
from dauys.ground.journal.queries import as_logged
from dauys.ground.log import actions, queries, signing
from dauys.ground.log.models import Head, Node

AT = make.AT
pytestmark = pytest.mark.django_db
ids = st.none() | st.uuids()
codes = st.text("abcdefXYZ0123456789_./:+-", max_size=20)


def entries(count: int) -> None:
    """Adds entries that mean nothing; the vocabulary of the journal is not asked."""
    Entry.objects.bulk_create(
        Entry(at=AT, verb="cases.start_work", actor_kind="system", case_id=UUID(int=n + 1)) for n in range(count)
    )


@given(
    verb=st.sampled_from(["cases.file", "accounts.grant"]),
    kind=st.sampled_from(["staff", "citizen", "system"]),
    who=ids,
    case=ids,
    obligation=ids,
    organization=ids,
    payload=st.dictionaries(
        codes,
        st.none() | st.booleans() | st.integers(-(2**62), 2**62) | codes | st.lists(st.integers(0, 9) | codes),
        max_size=5,
    ),
    content=st.none() | st.binary(min_size=32, max_size=32),
    micro=st.integers(-(10**15), 10**16),
)
@runs(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_reckons_the_same_bytes(
    verb: str,
    kind: str,
    who: Any,
    case: Any,
    obligation: Any,
    organization: Any,
    payload: Any,
    content: Any,
    micro: int,
) -> None:
    made = Entry.objects.create(
        at=AT + timedelta(microseconds=micro), verb=verb, actor_kind=kind, actor_id=who, case_id=case,
        obligation_id=obligation, organization_id=organization, payload=payload, content_hash=content,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {LEAF_SQL}, {LEAF_HASH_SQL} FROM journal_entry e WHERE e.id = %s", [made.pk])
        data, digest = map(bytes, cursor.fetchone())
    entry = as_logged(Entry.objects.get(pk=made.pk))
    assert leaf_bytes(entry) == data and entry.leaf_hash == digest


def test_the_follower_writes_the_hash_of_every_leaf() -> None:
    make.case()
    follow(AT)
    for leaf in Leaf.objects.select_related("entry"):
        assert bytes(leaf.leaf_hash) == as_logged(leaf.entry).leaf_hash


@pytest.mark.parametrize("steps", [[1], [2], [3], [7], [1, 1, 1, 1], [5, 3, 8], [64], [63, 1, 1], [33, 31, 2]])
def test_the_tree_grows_as_the_rfc_says(steps: list[int]) -> None:
    for number, step in enumerate(steps):
        entries(step)
        follow(AT + number * timedelta(minutes=1))
    leaves = [bytes(x) for x in Leaf.objects.order_by("index").values_list("leaf_hash", flat=True)]
    tree: dict[merkle.Node, bytes] = {(0, n): leaf for n, leaf in enumerate(leaves)}
    for level, index in merkle.completed(0, len(leaves)):
        tree[level, index] = merkle.node_hash(tree[level - 1, 2 * index], tree[level - 1, 2 * index + 1])
    kept = {(n.level, n.index): bytes(n.hash) for n in Node.objects.all()}
    assert kept == {node: value for node, value in tree.items() if node[0]}
    for head in Head.objects.all():
        assert bytes(head.root_hash) == merkle.root_hash(head.tree_size, tree.__getitem__)
    newest = queries.newest_head(Head.objects.latest("id").log_id)
    assert newest and newest.tree_size == len(leaves) == sum(steps) + 1
    for index in range(len(leaves)):
        path = queries.inclusion(index, len(leaves))
        merkle.check_inclusion(leaves[index], index, len(leaves), path, newest.root_hash)


def test_batches_make_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 6)
    entries(45)
    follow(AT)
    log = queries.current()
    assert log
    head = queries.newest_head(log.log_id)
    assert head and head.tree_size == 46
    every = {(0, leaf.index): bytes(leaf.leaf_hash) for leaf in Leaf.objects.all()}
    for level, index in merkle.completed(0, 46):
        every[level, index] = merkle.node_hash(every[level - 1, 2 * index], every[level - 1, 2 * index + 1])
    assert head.root_hash == merkle.root_hash(46, every.__getitem__)


def test_a_leaf_without_its_hash_is_reckoned_from_its_entry() -> None:
    """A worker of the release before wrote leaves without hashes."""
    entries(3)
    Leaf.objects.bulk_create(
        Leaf(index=n, entry=entry, numbered_at=AT) for n, entry in enumerate(Entry.objects.order_by("id"))
    )
    follow(AT)
    entry = as_logged(Entry.objects.order_by("id")[1])
    head = Head.objects.latest("id")
    merkle.check_inclusion(
        entry.leaf_hash, 1, head.tree_size, queries.inclusion(1, head.tree_size), bytes(head.root_hash)
    )


def test_heads_come_in_their_time() -> None:
    entries(3)
    follow(AT)
    count = Head.objects.count()
    entries(1)
    follow(AT + actions.HEAD_EVERY - timedelta(seconds=1), at_once=False)
    assert Head.objects.count() == count
    follow(AT + actions.HEAD_EVERY, at_once=False)
    assert Head.objects.count() == count + 1
    follow(AT + actions.HEARTBEAT, at_once=False)
    assert Head.objects.count() == count + 1, "an hour has not passed since the last one"
    follow(AT + actions.HEARTBEAT + actions.HEAD_EVERY, at_once=False)
    assert Head.objects.count() == count + 2
    log = queries.current()
    assert log
    check_succession(log, [h for _pk, h in queries.heads_after(log.log_id, 0)])


def test_no_head_is_signed_over_a_backlog(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an hour without a worker: a head between two batches would make the second look put in later."""
    entries(1)
    follow(AT)
    count = Head.objects.count()
    monkeypatch.setattr("dauys.ground.journal.follower.BATCH", 10)
    entries(25)
    later, follower = AT + timedelta(hours=1), JournalFollower({})
    for _ in range(2):
        assert follower.tick(later)
        actions.merge(at=later, at_once=True)
        assert Head.objects.count() == count
    follow(later)
    assert Head.objects.count() == count + 1


def test_a_clock_set_back_makes_no_earlier_head() -> None:
    entries(1)
    follow(AT)
    entries(1)
    follow(AT - timedelta(days=1))
    log = queries.current()
    assert log
    heads = [h for _pk, h in queries.heads_after(log.log_id, 0)]
    assert heads[-1].at == heads[-2].at and heads[-1].tree_size > heads[-2].tree_size
    check_succession(log, heads)


def test_a_new_key_takes_over() -> None:
    entries(2)
    follow(AT)
    fresh = actions.rotate_key(actor=SYSTEM, at=AT + timedelta(minutes=5))
    entries(2)
    follow(AT + timedelta(minutes=6))
    log = queries.current()
    assert log and [k.key_id for k in log.keys][-1] == fresh and len(log.keys) == 2
    heads = [h for _pk, h in queries.heads_after(log.log_id, 0)]
    assert {h.key_id for h in heads} == {k.key_id for k in log.keys}
    check_succession(log, heads)
    assert Entry.objects.filter(verb="log.rotate_key", payload__new=fresh).count() == 1


def test_the_private_key_is_a_file_of_its_own() -> None:
    entries(1)
    follow(AT)
    log = queries.current()
    assert log
    path = settings.KEY_DIR / f"log-{log.keys[0].key_id}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(k)::text FROM log_key k")
        assert path.read_text().strip() not in cursor.fetchone()[0]


class TestRefusals:
    """The follower does not sign what contradicts the last head signed; it says why and everything else goes on."""

    def signed(self) -> None:
        entries(5)
        follow(AT)

    def refuses(self, words: str) -> None:
        entries(1)
        JournalFollower({}).drain(AT + timedelta(minutes=1))
        count = Head.objects.count()
        with pytest.raises(actions.LogUnsettled, match=words):
            actions.merge(at=AT + timedelta(minutes=1))
        assert Head.objects.count() == count

    def record(self, **changes: Any) -> None:
        data = {**json.loads(settings.LOG_RECORD.read_text()), **changes}
        settings.LOG_RECORD.write_text(json.dumps(data))

    def test_a_shorter_log(self) -> None:
        self.signed()
        self.record(tree_size=5000)
        self.refuses("5000 were signed")

    def test_a_changed_log(self) -> None:
        self.signed()
        self.record(root_hash="ab" * 32)
        self.refuses("not those that were signed")

    def test_another_log(self) -> None:
        self.signed()
        self.record(log_id="ab" * 16)
        self.refuses("Another log")

    def test_a_lost_record(self) -> None:
        self.signed()
        settings.LOG_RECORD.unlink()
        self.refuses("record of the last signed head is missing")

    def test_an_empty_database_under_an_old_record(self) -> None:
        self.signed()
        text = settings.LOG_RECORD.read_text()
        assert text
        # What a new database would look like to the worker: no log at all.
        with pytest.MonkeyPatch.context() as patch, pytest.raises(actions.LogUnsettled, match="dauys log fork"):
            patch.setattr(queries, "current", lambda: None)
            actions.merge(at=AT + timedelta(minutes=1))

    def test_a_lost_key(self) -> None:
        self.signed()
        log = queries.current()
        assert log
        path = settings.KEY_DIR / f"log-{log.keys[0].key_id}.key"
        path.rename(path.with_suffix(".away"))
        entries(1)
        JournalFollower({}).drain(AT + timedelta(minutes=1))
        with pytest.raises(signing.KeyUnreadable, match="Restore it from your backup"):
            actions.merge(at=AT + timedelta(minutes=1))

    def test_a_fork_says_what_it_follows(self) -> None:
        self.signed()
        old = queries.current()
        assert old
        size = Head.objects.latest("id").tree_size
        self.record(tree_size=5000, root_hash="ab" * 32)
        self.refuses("5000 were signed")
        new = actions.fork(actor=SYSTEM, at=AT + timedelta(minutes=2))
        follow(AT + timedelta(minutes=3))
        log = queries.current()
        assert log and log.log_id == new.pk != old.log_id
        assert new.follows and new.follows["tree_size"] == 5000 and new.common_size == size
        head = queries.newest_head(log.log_id)
        assert head and head.tree_size == size + 2
        fact = Entry.objects.filter(verb="log.start").latest("id").payload
        assert (fact["follows"], fact["follows_size"], fact["common_size"]) == (old.log_id, 5000, size)


def test_the_facts_of_the_log_are_declared() -> None:
    assert {"log.start", "log.rotate_key"} <= set(events.REGISTRY)


def test_two_workers_sign_one_row_of_heads(transactional_db: None) -> None:
    entries(40)
    JournalFollower({}).drain(AT)

    def work(number: int) -> None:
        for step in range(5):
            actions.merge(at=AT + timedelta(seconds=30 * step + number), at_once=True)

    assert together(3, work) == [None] * 3
    JournalFollower({}).drain(AT)
    actions.merge(at=AT + timedelta(hours=1), at_once=True)
    log = queries.current()
    assert log
    heads = [h for _pk, h in queries.heads_after(log.log_id, 0)]
    check_succession(log, heads)
    assert heads[-1].tree_size == 41 and queries.root(41) == heads[-1].root_hash


def test_actor_of_a_rotation_is_kept() -> None:
    entries(1)
    follow(AT)
    _user, actor = make.staff("administrator", "")
    assert isinstance(actor, Actor)
    actions.rotate_key(actor=actor, at=AT)
    assert Entry.objects.get(verb="log.rotate_key").actor_id == actor.id


def test_a_new_log_is_begun_only_for_a_reason() -> None:
    """And once: the second time the new one is there already, and waits to be signed."""
    entries(3)
    follow(AT)
    assert actions.why_fork() == ""
    newest = queries.newest_head(queries.logs()[0].pk)
    assert newest
    signing.note_signed(replace(newest, tree_size=99))
    assert "99 were signed" in actions.why_fork()
    actions.fork(actor=SYSTEM, at=AT)
    assert actions.why_fork() == ""
    follow(AT)
    assert actions.why_fork() == "" and queries.newest_head(queries.logs()[1].pk)


def test_two_forks_at_once_are_one_after_the_other(transactional_db: None) -> None:
    entries(3)
    follow(AT)
    results = together(2, lambda _n: bool(actions.fork(actor=SYSTEM, at=AT)))
    assert results == [True, True] and [row.ordinal for row in queries.logs()] == [1, 2, 3]
    follow(AT)
    assert queries.newest_head(queries.logs()[2].pk)
