"""Two hundred kills at random moments under mixed load: nothing told is lost or done twice, and data stay sound."""

import json
import os
import random
import time
from collections import Counter
from threading import Event

import pytest

from tests.faults.conftest import Installation
from tests.faults.load import Load, file_by_api
from tests.journeys.caller import Caller
from tests.journeys.waiting import eventually

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("DAUYS_KILLS", "200"))
SEED = int(os.environ.get("DAUYS_SEED", "20261124"))


def kill(installation: Installation, what: str) -> None:
    house = installation.house
    if what == "web":
        house.kill_web()
        house.start_web()
    elif what == "web child":
        house.kill_web_child()
    elif what == "worker":
        house.kill_worker()
        house.start_worker()
    else:
        installation.kill_database()
        installation.revive_database()
        house.ensure_running()


def test_200_kills(installation: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    house, chance = installation.house, random.Random(SEED)
    load = Load(house, seed=SEED)
    load.start()
    kills: Counter[str] = Counter()
    began = time.monotonic()
    try:
        for number in range(KILLS):
            what = chance.choice(["web", "web child", "worker", "database"])
            Event().wait(chance.uniform(0.02, 0.6))  # the moment of the kill is what varies
            kill(installation, what)
            kills[what] += 1
            broken = installation.doctor.broken()
            assert not broken, f"after kill {number + 1} ({what}): {json.dumps(broken)}"
            assert not load.ledger.wrong, load.ledger.wrong
    finally:
        load.stop()
    house.ensure_running()
    ledger = load.ledger

    # Every filing that was told a number is there under just that number; the others can be asked again.
    caller = Caller(house)
    for told in ledger.filings:
        first = (told.number, told.code)
        reply = file_by_api(house, told, caller)
        assert reply.status in (200, 201), reply.text
        receipt = json.loads(reply.body)
        assert first in (("", ""), (receipt["number"], receipt["code"]))
        assert reply.status == 200 or not first[0], f"{first[0]} had been lost and was filed again"
        told.number = receipt["number"]
    numbers = [told.number for told in ledger.filings]
    assert len(set(numbers)) == len(numbers)
    assert house.value("SELECT count(*) FROM cases_case") == len(numbers), "a case without a filing, or one twice"

    # Every confirmation reached its reader, and no mail left under two names.
    eventually(house._is_quiet, "the end of the worker's work", 240)  # a backlog of thousands of facts
    unsettled = "SELECT count(*) FROM messages_message WHERE state IN ('queued', 'failed')"
    eventually(lambda: house.value(unsettled) == 0, "the sending of every message", 60)
    ids = [str(m["Message-ID"]) for m in house.mail.messages]
    by_reader = Counter(
        (str(m["To"]), str(m["Subject"])) for m in {str(m["Message-ID"]): m for m in house.mail.messages}.values()
    )
    assert max(by_reader.values()) == 1, "one notice under two Message-IDs"
    assert not installation.doctor.broken()
    with capsys.disabled():
        print(
            f"\n{KILLS} kills {dict(kills)} in {time.monotonic() - began:.0f} s: {len(numbers)} filings, "
            f"{ledger.answered} answers sent, {ledger.failures} requests cut off, {len(ids)} mails "
            f"({len(ids) - len(set(ids))} repeated under their own Message-ID)"
        )
