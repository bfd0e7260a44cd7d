"""The operator's command for who lost device and codes, run as the program itself."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dauys.ground.accounts import actions
from dauys.ground.accounts.models import Authenticator, User
from dauys.ground.journal.models import Entry

SRC = Path(__file__).parents[3]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SRC), "DAUYS_DATA": str(folder)}
    environment.pop("DAUYS_OWNER_DATABASE_URL")
    command = [sys.executable, "-m", "dauys", "second-factor", *arguments, "--data", str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_the_reset_signs_out_and_is_journalled(transactional_db: None, make: Any, tmp_path: Path) -> None:
    user, actor = make.staff("administrator", "")
    actions.begin_second_factor(actor=actor, at=make.AT)
    done = run(tmp_path, "reset", user.email)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert not Authenticator.objects.exists() and User.objects.get(pk=user.pk).session_generation == 1
    entry = Entry.objects.get(verb="accounts.reset_second_factor")
    assert (entry.actor_kind, entry.payload) == ("system", {"user": str(user.pk)})

    for email, says in ((user.email, "has no second factor"), ("nobody@example.kz", "There is no account")):
        refused = run(tmp_path, "reset", email)
        assert refused.returncode == 1 and says in refused.stderr and "Traceback" not in refused.stderr
    assert Entry.objects.filter(verb="accounts.reset_second_factor").count() == 1


def test_a_role_mistyped_in_the_setting_is_told(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("DAUYS_SECOND_FACTOR", "administrators, officer")
    monkeypatch.setenv("DAUYS_OWNER_DATABASE_URL", "")
    monkeypatch.setenv("DATABASE_URL", "postgresql:///nowhere")
    refused = run(tmp_path, "reset", "nobody@example.kz")
    assert refused.returncode == 1 and "names no role: administrators." in refused.stderr
    assert "Traceback" not in refused.stderr
