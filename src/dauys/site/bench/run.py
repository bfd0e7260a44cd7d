"""Runs benches over a data set and a small one made for the run, the doctor first, and gathers what they found."""

import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.utils.translation import override

from dauys import __version__
from dauys.cases.models import Case
from dauys.site.bench.catalogue import BENCHES
from dauys.site.bench.context import Context, Effort
from dauys.site.bench.stage import CannotMeasure, command, environment, folder_of_its_own, served
from dauys.site.demo.ports import free_port
from dauys.site.doctor.examine import examine
from dauys.site.wiring import INVARIANTS

SMALL = 10_000
Say = Callable[[str], None]


def run(names: Sequence[str], *, folder: Path, effort: Effort, small_cases: int, say: Say) -> dict[str, Any]:
    """The report: machine, rows, figures, plans, the SQL of floors. Raises CannotMeasure."""
    _require_healthy(say)
    count = Case.objects.count()
    if not count:
        raise CannotMeasure("There is no case here. Make a data set first: dauys seed --cases 1000000 --data DIR")
    with ExitStack() as stack:
        beside = Path(stack.enter_context(folder_of_its_own()))
        _make_small(beside, small_cases, say)
        big = stack.enter_context(served(folder, free_port()))
        small = stack.enter_context(served(beside, free_port(), workers=2))
        ctx = Context(big, small, effort, {"big": count, "small": small_cases}, say)
        figures = []
        for name in names:
            with override("kk"):
                figures += [(name, figure) for figure in BENCHES[name](ctx)]
        connections.close_all()
    return {
        "version": __version__,
        "machine": machine(),
        "cases": ctx.cases,
        "effort": {"rounds": effort.rounds, "requests": effort.requests, "clients": effort.clients},
        "facts": ctx.facts,
        "figures": [{"bench": name, **figure.as_json()} for name, figure in figures],
        "plans": ctx.plans,
        "sql": ctx.texts,
    }


def _require_healthy(say: Say) -> None:
    say("the doctor looks at the data first")
    bad = []
    with override("en"):
        for result in examine(INVARIANTS):
            if not result.is_good:
                bad.append(result.invariant.code)
    if bad:
        raise CannotMeasure(f"The doctor rejects this data set ({', '.join(bad)}), so its figures would mean nothing.")


def _make_small(folder: Path, count: int, say: Say) -> None:
    say(f"making a set of {count:,} cases to compare with")
    for arguments in (["migrate"], ["seed", "--cases", str(count)]):
        done = subprocess.run(  # noqa: S603
            command(*arguments, "--data", str(folder)), env=environment(folder), capture_output=True, text=True
        )
        if done.returncode:
            raise CannotMeasure((done.stderr.strip().splitlines() or ["the small set could not be made"])[-1])


def machine() -> dict[str, Any]:
    """What the figures were measured on, without names or paths."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "processor": _processor(),
        "python": platform.python_version(),
        "postgresql": postgres,
        "system": f"{platform.system()} {platform.machine()}",
        "load_before": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
