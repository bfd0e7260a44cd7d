"""The journal refuses what nobody declared, and every kind of text."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.actions import TextInJournal, record
from dauys.ground.journal.events import Event, UnknownEvent, declare
from dauys.ground.journal.models import Entry

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
VERB = "packs.load"

TEXTS = [
    "Айгүл",
    "two words",
    "Aigul Serikkyzy",
    "a@example.kz",
    "+77001234567",
    "77001234567",
    "850101300019",
    "x" * 81,
    "line\nbreak",
    "code\n",
    "",
]


@pytest.mark.parametrize("value", TEXTS[:-1])
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: ("kz", [v])], ids=["plain", "list", "nested"])
def test_text_is_refused(db: None, value: str, wrap: Any) -> None:
    with pytest.raises(TextInJournal) as caught:
        record(VERB, actor=SYSTEM, at=AT, payload={"pack": wrap(value)})
    assert value not in str(caught.value), "the refusal does not repeat the text"
    assert not Entry.objects.filter(verb=VERB, at=AT).exists()


@pytest.mark.parametrize("value", [{"a": 1}, 1.5, object(), b"bytes", AT])
def test_shapes_that_may_hold_text_are_refused(db: None, value: Any) -> None:
    with pytest.raises(TextInJournal):
        record(VERB, actor=SYSTEM, at=AT, payload={"pack": value})


@pytest.mark.parametrize(
    "value", [None, True, 7, "kz/11/aqjar/", "2026-03-04", "2026-03-04T10:00+05:00", "d8cf03303cab15a9", "by-hand", ""]
)
def test_codes_numbers_and_dates_are_kept(db: None, value: Any) -> None:
    record(VERB, actor=SYSTEM, at=AT, payload={"pack": value})
    assert Entry.objects.get(verb=VERB, at=AT).payload == {"pack": value}


def test_ids_are_kept_as_text(db: None) -> None:
    key = uuid4()
    record(VERB, actor=SYSTEM, at=AT, payload={"pack": key, "version": [key, UUID(int=0)]})
    assert Entry.objects.get(verb=VERB, at=AT).payload == {"pack": str(key), "version": [str(key), str(UUID(int=0))]}


def test_undeclared_verbs_and_fields_are_refused(db: None) -> None:
    before = Entry.objects.count()
    with pytest.raises(UnknownEvent):
        record("cases.fly", actor=SYSTEM, at=AT)
    with pytest.raises(UnknownEvent):
        record(VERB, actor=SYSTEM, at=AT, payload={"surname": "x"})
    assert Entry.objects.count() == before


def test_a_verb_has_one_meaning() -> None:
    with pytest.raises(UnknownEvent):
        declare([Event(VERB, frozenset({"something", "else"}))])
