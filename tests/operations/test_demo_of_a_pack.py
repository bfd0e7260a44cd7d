"""`dauys demo --pack`: the invented city full of cases, and somebody's own pack with staff and an empty desk."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from dauys.ground.packs.load import built_in, load_pack
from dauys.ground.packs.scaffold import begin
from tests.journeys.house import SOURCE
from tests.support import free_port

pytestmark = pytest.mark.second_pack


def environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("DAUYS") and name != "DATABASE_URL"
    }
    return {**kept, "PYTHONPATH": str(SOURCE / "src")}


@pytest.fixture
def folder() -> Iterator[Path]:
    """pytest's own folders are closed to the account that root's server runs as."""
    made = Path(tempfile.mkdtemp(prefix="dauys-demo-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@contextmanager
def demonstration(pack: str, data: Path) -> Iterator[tuple[str, str]]:
    """Starts it; its address and what it printed. It ends as with Ctrl-C."""
    command = [sys.executable, "-m", "dauys", "demo", "--pack", pack, "--port", str(free_port()), "--data", str(data)]
    with (data.parent / "said").open("w+") as said:
        running = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=said, text=True)
        assert running.stdout is not None
        stop = threading.Timer(120, running.kill)
        stop.start()
        printed = ""
        for line in running.stdout:
            printed += line
            if line.startswith("Stop with"):
                break
        try:
            found = re.search(r"^Dauys: (\S+)", printed)
            assert found, (data.parent / "said").read_text()
            yield found[1], printed
        finally:
            stop.cancel()
            running.send_signal(signal.SIGINT)
            running.wait(timeout=30)


def page(address: str) -> str:
    with urlopen(address, timeout=20) as answer:
        return str(answer.read().decode())


def test_the_invented_city_is_full_of_cases(folder: Path) -> None:
    with demonstration("oldtown", folder / "data") as (address, printed):
        assert f"{address}en/demo/" in printed
        assert "hall-clerk@demo.example" in printed
        shown = page(f"{address}kk/demo/")  # leads to English
        assert '<html lang="en"' in shown
        assert shown.count('name="code"') >= 3
        assert "Mayor" in shown
        assert 'hreflang="ru"' in page(f"{address}en/")
        with pytest.raises(OSError, match="404"):
            urlopen(f"{address}de/", timeout=20)
        command = [sys.executable, "-m", "dauys", "doctor", "--json", "--data", str(folder / "data")]
        asked = environment() | {"DAUYS_PACK": "oldtown"}
        doctor = subprocess.run(command, env=asked, capture_output=True, text=True)
        assert doctor.returncode == 0, doctor.stdout + doctor.stderr
        assert json.loads(doctor.stdout)


def test_a_pack_of_ones_own_has_staff_and_an_empty_desk(folder: Path) -> None:
    begin("riverton", built_in("oldtown"), folder / "riverton")
    with demonstration(str(folder / "riverton"), folder / "data") as (address, printed):
        posts = sum(len(body.posts) for body in load_pack(folder / "riverton").organizations.values())
        assert printed.count("@demo.example") == posts + 1  # and an administrator
        shown = page(f"{address}en/demo/")
        assert "Mayor" in shown
        assert 'name="code"' not in shown
