"""Renewing keys is killed again and again while the office serves: nothing is lost, and it goes on where it was."""

import os
import signal
import subprocess
import sys
from threading import Event

import pytest

from tests.faults.conftest import Installation
from tests.journeys.caller import Caller
from tests.journeys.waiting import eventually

pytestmark = pytest.mark.faults
ROWS, KILLS = 40_000, 4
OLD = "SELECT count(*) FROM publication_subscription WHERE length(address_key) = 32 OR get_byte(address, 0) = 1"


def rotating(installation: Installation) -> "subprocess.Popen[bytes]":
    house = installation.house
    command = [sys.executable, "-m", "dauys", "keys", "rotate"]
    return subprocess.Popen(
        command, env=house.environment, cwd=house.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def subscribe(caller: Caller) -> None:
    caller.get("/kk/voices/subscribe/")
    sent = caller.post("/kk/voices/subscribe/", caller.token(), email="oqyrman@example.kz", area="kz/11", topic="")
    assert sent.status == 302, sent.text


def test_it_is_killed_and_goes_on(installation: Installation) -> None:
    house = installation.house
    subscribe(Caller(house))
    house.rows(
        "INSERT INTO publication_subscription (id, address, address_key, language, area_path, topic, created_at) "
        f"SELECT gen_random_uuid(), address, address_key, language, 'kz/11/' || n || '/', '', created_at "
        f"FROM publication_subscription, generate_series(1, {ROWS}) n RETURNING 1"
    )
    assert house.value(OLD) == ROWS + 1
    left = [ROWS + 1]
    for _ in range(KILLS):
        process = rotating(installation)
        eventually(lambda before=left[-1]: house.value(OLD) < before, "the first rows", 60)
        Event().wait(0.2)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        left.append(house.value(OLD))
        assert not [
            code for code in installation.doctor.broken() if code.startswith("sealed.") and "newest" not in code
        ]
        subscribe(Caller(house))
        assert house.value("SELECT count(*) FROM publication_subscription") == ROWS + 1, "found under either key"
    assert left == sorted(left, reverse=True) and left[0] > left[-1] > 0, left
    last = rotating(installation)
    said = last.communicate(timeout=300)[1].decode()
    assert last.returncode == 0, said
    assert "going on with generation 2" in said
    assert house.value(OLD) == 0
    assert not [code for code in installation.doctor.broken() if code.startswith("sealed.")]
    assert sorted(p.name for p in (house.data / "keys").glob("lookup*.key")) == ["lookup-2.key", "lookup.key"]
