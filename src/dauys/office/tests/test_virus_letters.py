"""Administrators of everything are told of a virus, once a day each, in their language, without a word of the file."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.log import follow

from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.office import queries
from dauys.site.wiring import HEARERS


def found_one(at: Any) -> None:
    with acting(SYSTEM):
        record("files.infect", actor=SYSTEM, at=at, payload={"file": uuid4()})
    follow(at, hearers=HEARERS)


def test_administrators_are_told_once_a_day(transactional_db: None, make: Any) -> None:
    admin, _actor = make.staff("administrator", "")
    make.staff("officer")
    make.staff("administrator", "centre")
    found_one(now())
    found_one(now())
    letter = Message.objects.get()
    assert letter.address == admin.email and "/kk/desk/health/" in letter.body and "вирус" in letter.subject.lower()
    assert [entry.verb for entry in queries.told()[0]][:2] == ["files.infect"] * 2
    found_one(now() + timedelta(days=1))
    assert Message.objects.count() == 2
