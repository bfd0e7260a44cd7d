"""Brings volunteers and needs of two tables together, or checks a plan of them: `dauys match`."""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from dauys.core.consent import Work, decide
from dauys.ground.packs.pack import Pack
from dauys.site.commands.pack import load_pack_named
from dauys.site.commands.parts import Commands, command
from dauys.site.runtime import CannotStart, say
from dauys.volunteers.consent import reason, works_of

MOST_TOLD = 20
REFUSED = {
    "slot": "is not free then",
    "reach": "would have to go farther than they said",
    "skills": "lacks a skill",
    "language": "does not speak the language",
    "twice": "is settled twice at that time",
    "load": "would have more tasks than they said",
    "full": "would come to a need that has all its people",
}


def add(commands: Commands) -> None:
    about = "Match volunteers with needs: two tables in, a plan out, each pair with its reason; or check a plan."
    parser = command(commands, "match", run, about)
    parser.add_argument("volunteers", type=Path, metavar="VOLUNTEERS.csv")
    parser.add_argument("needs", type=Path, metavar="NEEDS.csv")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="PLAN.csv", help="where the plan goes; PLAN.json stands beside it")
    what.add_argument("--check", type=Path, metavar="PLAN.csv", help="check this plan by code that knows no engine")
    parser.add_argument("--unfilled", type=Path, metavar="FILE", help="places that stay empty; PLAN.unfilled.csv")
    parser.add_argument("--idle", type=Path, metavar="FILE", help="also write who has no task, and why")
    parser.add_argument("--pin", type=Path, metavar="FILE", help="pairs that are settled: volunteer_id,need_id")
    parser.add_argument("--forbid", type=Path, metavar="FILE", help="pairs that must not be: volunteer_id,need_id")
    parser.add_argument(
        "--acceptance", type=_share, default=1.0, metavar="SHARE",
        help="the share of people who come when asked; at 0.8 a need of 4 is offered to 5",
    )  # fmt: skip
    parser.add_argument("--engine", choices=("flow", "greedy"), default="flow", help="flow: the optimum")
    parser.add_argument("--pack", default="kz", help="whose rules of consent: a pack of Dauys, or a folder")


def _share(text: str) -> float:
    value = float(text)
    if not 0.1 <= value <= 1:
        raise argparse.ArgumentTypeError("must be a share from 0.1 to 1")
    return value


def run(options: argparse.Namespace) -> int:
    pack = load_pack_named(options.pack)
    works = works_of(pack)
    if not works:
        raise CannotStart(f"The pack {pack.code} has no volunteering.yaml, so nobody knows who may do what.")
    for path in filter(None, (options.volunteers, options.needs, options.pin, options.forbid, options.check)):
        if not path.is_file():
            raise CannotStart(f"There is no file {path}.")
    if options.check:
        return _check(options, options.check, works)
    about, spent = _make(options, works, pack)
    if _check(options, options.out, works, quiet=True):
        raise CannotStart("The plan broke a rule, which must never happen. Do not use it, and tell who writes Dauys.")
    print(json.dumps({**about, "cpu_seconds": spent}, ensure_ascii=False, indent=2))
    return 0


def _check(options: argparse.Namespace, plan: Path, works: Mapping[str, Work], *, quiet: bool = False) -> int:
    """0 for a plan without a fault; faults go to stderr, the figures to stdout unless `quiet`."""
    from dauys.volunteers.checking import CannotCheck, check_files, told

    try:
        said = told(plan.with_suffix(".json"))
        tables = (options.volunteers, options.needs, plan, works, said)
        found = check_files(*tables, pins=options.pin, forbidden=options.forbid)
    except CannotCheck as error:
        raise CannotStart(str(error)) from error
    for fault in found.faults[:MOST_TOLD]:
        say(f"{plan}{f':{fault.line}' if fault.line else ''}: {fault.code}: {fault.says}")
    if not quiet:
        figures = {"pairs": found.pairs, "people": found.people, "crews": found.crews, "objective": found.objective}
        print(json.dumps({"faults": len(found.faults), **figures}, indent=2))
    return 1 if found.faults else 0


def _make(
    options: argparse.Namespace, works: Mapping[str, Work], pack: Pack
) -> tuple[dict[str, Any], dict[str, float]]:
    """What the plan is, and the processor time of reading, of candidates and solver, and of reasons and files."""
    if find_spec("scipy") is None:
        raise CannotStart("The packages for matching are missing: install requirements/match.txt.")
    from dauys.core.match.flow import NotSolved, has_solver
    from dauys.core.match.plan import PinRefused, make
    from dauys.core.match.tables import law_of
    from dauys.volunteers.files import BadTable, read_pairs, read_task
    from dauys.volunteers.plans import beside, sum_of, write

    if options.engine == "flow" and not has_solver():
        raise CannotStart("The solver is missing: install requirements/match.txt, or take --engine greedy.")
    marks = [time.process_time()]
    try:
        task = read_task(options.volunteers, options.needs, law_of(works), options.acceptance)
        pins = read_pairs(options.pin, task) if options.pin else []
        forbidden = read_pairs(options.forbid, task) if options.forbid else []
    except BadTable as error:
        raise CannotStart(f"The tables cannot be used:\n{error}") from error
    marks.append(time.process_time())
    say(f"{len(task.volunteers):,} volunteers, {len(task.needs):,} needs")
    try:
        plan = make(task, _rows(pins), _rows(forbidden), options.engine)
    except PinRefused as error:
        v, n, line = pins[error.at]
        why = _forbidden(task, works, pack, v, n) if error.code == "law" else REFUSED[error.code]
        said = f"{options.pin}:{line}: {task.volunteers.ids[v]} {why}. A settled pair must be possible too."
        raise CannotStart(said) from error
    except NotSolved as error:
        raise CannotStart(f"The solver found no plan: {error}.") from error
    marks.append(time.process_time())
    read = {"volunteers": options.volunteers, "needs": options.needs, "pin": options.pin, "forbid": options.forbid}
    made_of = {
        "pack": pack.code,
        "pack_version": pack.version,
        "inputs": {name: sum_of(path) for name, path in read.items() if path},
    }
    try:
        places = beside(options.out, options.unfilled, options.idle)
        about = write(task, plan, places, {**made_of, "acceptance": options.acceptance})
    except OSError as error:
        raise CannotStart(f"{error.filename} cannot be written: {error.strerror}.") from error
    marks.append(time.process_time())
    spent = (round(end - start, 2) for start, end in pairwise(marks))
    return about, dict(zip(("read", "plan", "files"), spent, strict=True))


def _rows(pairs: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    return [(v, n) for v, n, _ in pairs]


def _forbidden(task: Any, works: Mapping[str, Work], pack: Pack, v: int, n: int) -> str:
    """What the law says against one pair, with its article."""
    from dauys.volunteers.consent import CONSENT_BITS

    given = [name for name, bit in CONSENT_BITS.items() if task.volunteers.consents[v] & bit]
    verdict = decide(works, task.law.codes[task.needs.work[n]], int(task.volunteers.age[v]), given)
    why = reason(pack, verdict, "en")
    return f"may not do this work ({', '.join(filter(None, (why.article, why.says.rstrip('.'))))})" if why else ""
