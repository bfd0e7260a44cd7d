"""A file comes part by part while its server is killed again and again: what was told is there, and all arrives."""

import io
import json
import os
import random
from http.client import HTTPException
from threading import Event, Thread

import pytest
from PIL import Image

from tests.faults.conftest import Installation
from tests.journeys.caller import Caller
from tests.journeys.waiting import eventually

pytestmark = pytest.mark.faults
KILLS, PART = 12, 64 * 1024


def test_a_file_arrives_whole(installation: Installation) -> None:
    house, chance, out = installation.house, random.Random(20261129), io.BytesIO()
    Image.frombytes("RGB", (1000, 1000), os.urandom(3_000_000)).save(out, "PNG")
    data, caller, done = out.getvalue(), Caller(house), Event()
    token = caller.token()
    begun = caller.post("/kk/say/parts/", token, name="сурет.png", size=len(data))
    upload = json.loads(begun.body)["token"]

    def ask(offset: int | None) -> dict[str, object] | None:
        """What the server tells; None while it is away."""
        headers = {"Upload-Token": upload, "X-CSRFToken": token, "Upload-Offset": str(offset)}
        try:
            if offset is None:
                reply = caller.get("/kk/say/parts/on/", **headers)
            else:
                reply = caller.post_json("/kk/say/parts/on/", data[offset : offset + PART], **headers)
        except (OSError, HTTPException):
            return None
        assert reply.status in (200, 409, 500, 502, 503), reply.text
        return json.loads(reply.body) if reply.status in (200, 409) else None

    def kill() -> None:
        for _ in range(KILLS):
            Event().wait(chance.uniform(0.05, 0.5))
            house.kill_web_child()
        done.set()

    killer = Thread(target=kill)
    killer.start()
    told, far = 0, 0
    while not done.is_set():
        said = ask(far) or ask(None)
        if said is None:
            continue
        far = int(str(said["offset"]))
        assert far >= told, f"{told} bytes were told and {far} are here"
        told = far
        if far >= len(data) - PART:
            break  # the end is kept for when all is quiet
    killer.join()
    eventually(lambda: ask(None) is not None, "the server's answer", 60)
    while not (said := ask(int(str((ask(None) or {})["offset"]))) or {}).get("done"):
        assert said
    assert ask(len(data)) == {"offset": len(data), "done": True}, "asked once more"
    (file_id,) = house.rows("SELECT id FROM files_storedfile WHERE name = 'сурет.png'")[0]
    kept = Image.open(house.data / "files" / file_id.hex[-2:] / file_id.hex).convert("RGB")
    assert kept.tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert house.value("SELECT count(*) FROM files_storedfile WHERE name = 'сурет.png'") == 1
    assert not installation.doctor.broken()
