"""Starting the demonstration: a taken port is said at once, and the environment cannot make it send to the outside."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dauys.site.cli import main
from dauys.site.demo import run as demo


def test_a_taken_port_is_one_clear_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["demo", "--port", str(port), "--data", str(tmp_path / "never")]) == 1
    assert f"Port {port} is taken" in capsys.readouterr().err
    assert not (tmp_path / "never").exists()


def test_the_shell_cannot_point_the_demonstration_at_real_gateways(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DAUYS_SMS", "DAUYS_SMTP_USER", "DAUYS_SMTP_TLS", "DAUYS_PACK_DIR", "DAUYS_PACK", "DAUYS_MAIL_FROM"):
        monkeypatch.setenv(name, "http")
    monkeypatch.setenv("DAUYS_HTTPS", "1")
    demo._keep_everything_here("/a/pack")
    assert os.environ["DAUYS_SMS"] == "folder"
    assert os.environ["DAUYS_PACK_DIR"] == "/a/pack"
    assert not {"DAUYS_SMTP_USER", "DAUYS_SMTP_TLS", "DAUYS_PACK", "DAUYS_HTTPS"} & set(os.environ)


def test_a_worker_that_dies_is_started_again_and_stops_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "RESTART_AFTER", 0.01)
    seen = tmp_path / "starts"
    worker = demo.Worker([sys.executable, "-c", f"open({str(seen)!r}, 'a').write('x')"])
    worker.start()
    deadline = time.monotonic() + 20
    while (not seen.exists() or len(seen.read_text()) < 2) and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.stop()
    worker.join(timeout=10)
    assert len(seen.read_text()) >= 2
    assert not worker.is_alive()
    assert worker.process is not None
    with pytest.raises(ProcessLookupError):
        os.kill(worker.process.pid, 0)


def test_stopping_ends_a_running_worker() -> None:
    worker = demo.Worker([sys.executable, "-c", "import time; time.sleep(60)"])
    worker.start()
    deadline = time.monotonic() + 20
    while worker.process is None and time.monotonic() < deadline:
        time.sleep(0.01)
    worker.stop()
    assert isinstance(worker.process, subprocess.Popen)
    assert worker.process.poll() is not None
