"""The bench of renewing keys: it makes a database of its own, leaves nothing behind and stands beside its floor."""

import json
import os
import subprocess
import sys

from tests.operations.installation import SOURCE


def test_it_runs_over_a_few_rows() -> None:
    command = [sys.executable, "-m", "dauys", "bench", "rotation", "--count", "1500", "--json"]
    env = {**os.environ, "PYTHONPATH": str(SOURCE / "src"), "DAUYS_POOL": "2"}
    done = subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    (figure,) = json.loads(done.stdout)["figures"]
    assert figure["value"] > 0 and figure["floor"] > 0
    assert "1,500 rows in" in figure["note"] and " 0 left" in figure["note"]
