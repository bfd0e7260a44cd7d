"""`dauys seed`: thousands of invented cases the doctor finds nothing wrong with, the same for a seed, whole or none."""

import re
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from dauys.ground.journal.events import REGISTRY
from tests.operations.installation import SOURCE, Installation

Make = Callable[..., Installation]
UNTIL = ("--until", "2026-11-20T10:00+05:00")
OPEN = "('new', 'assigned', 'in_work', 'in_approval')"
# What depends on chance of the machine: sealed contacts, the accounts of staff and what names them.
COMPARED = {
    "cases_case": "id, serial, year, channel, language, received_at, identity, area_id, topic, urgent, answer_by",
    "cases_voice": "case_id, subject, text, place_note, salt",
    "cases_party": "id, case_id, role, name, phone IS NULL, consent, created_at",
    "cases_obligation": "id, case_id, leg, kind, state, owner_id, received_at, due_at, ledger, answered_at, changed_at",
    "answers_answer": "id, obligation_id, state, asked, found, decided, appeal, revision, sent_at",
    "answers_rating": "answer_id, score, solved, comment, at",
    "journal_entry": "id, at, verb, actor_kind, case_id, obligation_id, organization_id",
}
# The keys, rules and indexes of every table, as PostgreSQL would write them again.
SHAPE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3
"""


# PostgreSQL writes the casts of a list of words in another place when it reads a definition a second time.
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")


def shape_of(installation: Installation) -> list[tuple[str, ...]]:
    return [(table, name, CASTS.sub("", text)) for table, name, text in ask(installation, SHAPE)]


def ask(installation: Installation, sql: str) -> list[tuple]:
    with installation.owner() as owner:
        return owner.execute(sql).fetchall()


def test_two_thousand_cases_are_whole(migrated: Make) -> None:
    installation = migrated()
    shape = shape_of(installation)
    told = installation.told("seed", "--cases", "2000")
    assert told["rows"]["cases_case"] == told["cases"] == 2000
    assert shape_of(installation) == shape
    doctor = installation.told("doctor", "--json")
    assert doctor["healthy"], doctor

    [(cases, parties, year, first)] = ask(
        installation,
        "SELECT COUNT(*), (SELECT COUNT(*) FROM cases_party WHERE phone IS NOT NULL), "
        "COUNT(*) FILTER (WHERE received_at > now() - INTERVAL '1 year'), "
        "MIN(received_at) < now() - INTERVAL '2 years' FROM cases_case",
    )
    assert cases == 2000 and parties > 1500 and 600 < year < 1000 and first
    [(is_open, late, again, bodies, places)] = ask(
        installation,
        f"SELECT COUNT(*) FILTER (WHERE state IN {OPEN}), COUNT(*) FILTER (WHERE state IN {OPEN} AND due_at < now()), "
        "COUNT(*) FILTER (WHERE leg = 2), COUNT(DISTINCT owner_id), COUNT(DISTINCT area_path) FROM cases_obligation",
    )
    assert 40 < is_open < 140 and 0 < late < is_open and again > 20 and bodies > 15 and places > 20
    [(waiting,)] = ask(
        installation,
        "SELECT COUNT(*) FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id WHERE l.index IS NULL",
    )
    # what the log itself was told when it was started stands there too, and a head is signed over everything
    [(entries, signed)] = ask(installation, "SELECT COUNT(*), (SELECT MAX(tree_size) FROM log_head) FROM journal_entry")
    assert waiting == 0 and signed == entries > 10_000
    _its_facts_are_those_the_rooms_state(installation)
    installation.fill(1)
    assert ask(installation, "SELECT MAX(serial) FROM cases_case") == [(2001,)]
    assert installation.told("doctor", "--json")["healthy"]


def _its_facts_are_those_the_rooms_state(installation: Installation) -> None:
    """Every fact carries just the fields that its room declares."""
    keys = ask(
        installation,
        "SELECT DISTINCT verb, ARRAY(SELECT jsonb_object_keys(payload) ORDER BY 1) FROM journal_entry "
        "WHERE case_id IS NOT NULL",
    )
    assert {verb for verb, _ in keys} >= {"cases.file", "cases.reopen", "answers.send_back", "answers.post"}
    # What was linted, a wish of few, who signed together, the case a member was answered with, what was passed on.
    only_sometimes = {"lint", "reasons", "publish", "signers", "main", "about", "forwards", "previous", "instead_of"}
    told = {verb: set(REGISTRY[verb].fields) - only_sometimes for verb, _ in keys}
    assert {verb: set(found) - only_sometimes for verb, found in keys} == told


@pytest.mark.faults
def test_a_seed_invents_the_same_cases(migrated: Make) -> None:
    def digests(seed: str, cases: int) -> dict[str, str]:
        installation = migrated()
        installation.told("seed", "--cases", str(cases), "--seed", seed, *UNTIL)
        found = {}
        for table, columns in COMPARED.items():
            where = "WHERE case_id IS NOT NULL" if table == "journal_entry" else ""
            rows = (
                f"SELECT md5(string_agg(r::text, '|' ORDER BY r::text)) FROM (SELECT {columns} FROM {table} {where}) r"
            )
            [(found[table],)] = ask(installation, rows)
        return found

    first = digests("7", 2600)  # more than one process makes at once
    assert digests("7", 2600) == first
    other = digests("8", 300)
    assert [table for table in COMPARED if other[table] == first[table]] == []


@pytest.mark.faults
def test_an_interrupted_load_leaves_nothing_and_can_be_done_again(migrated: Make) -> None:
    installation = migrated()
    shape = shape_of(installation)
    command = [sys.executable, "-m", "dauys", "seed", "--cases", "30000"]
    load = subprocess.Popen(command, env=installation.environment, cwd=SOURCE, stderr=subprocess.PIPE, text=True)
    limit = threading.Timer(60, load.kill)
    limit.start()
    try:
        assert load.stderr is not None
        assert any("cases: " in line for line in load.stderr), "it never began"
        load.kill()
        load.communicate(timeout=60)  # ends when nobody holds stderr any more: those that made rows are gone too
    finally:
        load.kill()
        load.wait()
        limit.cancel()
    told = installation.told("seed", "--cases", "500")
    assert told["rows"]["cases_case"] == 500 and told["staff_hired"] == 0
    assert ask(installation, "SELECT COUNT(*) FROM cases_case") == [(500,)]
    assert shape_of(installation) == shape
    assert installation.told("doctor", "--json")["healthy"]


def test_what_is_there_is_not_mixed_with_inventions(migrated: Make) -> None:
    installation = migrated()
    installation.fill(3)
    said = installation.refused("seed", "--cases", "500")
    assert said == "There are 3 cases already. Add to them with --more, or seed a fresh folder."
    told = installation.told("seed", "--cases", "500", "--more")
    assert told["rows"]["cases_case"] == 500
    assert ask(installation, "SELECT COUNT(*), MAX(serial) FROM cases_case") == [(503, 503)]
    assert installation.told("doctor", "--json")["healthy"]
    # the receipts of the three real ones are still sent, and nobody hears of an invented one
    assert ask(installation, "SELECT COUNT(*) FROM messages_message") == [(3,)]
    assert "has signed heads" in installation.refused("seed", "--cases", "500", "--more")


def test_receptions_are_played_whole_and_nobody_is_written_to(migrated: Make) -> None:
    installation = migrated()
    told = installation.told("seed", "--receptions", "120", *UNTIL)
    assert told == {"receptions": 120, "heads": 24}
    assert installation.told("doctor", "--json")["healthy"]
    [(visits, done, booked, missed)] = ask(
        installation,
        "SELECT COUNT(*), COUNT(*) FILTER (WHERE state = 'done'), COUNT(*) FILTER (WHERE kind = 'scheduled'), "
        "COUNT(*) FILTER (WHERE state = 'no_show') FROM receptions_visit",
    )
    assert 100 <= visits <= 120 and done + missed == visits and 0 < booked < visits / 4
    [(signed, orders, ratings)] = ask(
        installation,
        "SELECT COUNT(*), (SELECT COUNT(*) FROM receptions_instruction WHERE obligation_id IS NOT NULL), "
        "(SELECT COUNT(*) FROM answers_rating) FROM receptions_protocol WHERE signed_at IS NOT NULL",
    )
    assert signed == done and orders > 20 and ratings > 5
    waiting = "SELECT COUNT(*), (SELECT COUNT(*) FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id "
    assert ask(installation, waiting + "WHERE l.index IS NULL) FROM messages_message") == [(0, 0)]
    assert "centres already" in installation.refused("seed", "--receptions", "5")
    assert "--cases N" in installation.refused("seed")
