"""Measures the budgets beside their floors, all in one run: `dauys bench`."""

import argparse
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.quality import ROOT
from dauys.site.runtime import CannotStart, become_owner, prepare, require_current_schema, say, start_django

NAMES = (
    "all", "gate", "statements", "worklist", "pages", "finding", "screen", "clocks", "intake", "language", "learn",
    "redaction", "lint", "rotation", "queue", "match", "volunteers", "checkins",
)  # fmt: skip

HISTORY = ROOT / "docs/performance/history"


def add(commands: Commands) -> None:
    about = "Measure the budgets over a seeded data set, each figure beside its floor."
    parser = command(commands, "bench", run, about)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="the report as JSON on stdout")
    parser.add_argument("--small", type=int, default=10_000, metavar="N", help="cases of the set to compare with")
    parser.add_argument("--quick", action="store_true", help="few requests: shows that it works, figures mean little")
    parser.add_argument("--record", type=Path, metavar="DOCS", help="keep the report below DOCS and write DOCS anew")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="language, redaction: tables of texts, column text")
    parser.add_argument(
        "--count",
        type=int,
        default=200_000,
        metavar="N",
        help="texts to learn from, rows to rotate, volunteers",
    )
    parser.add_argument("--people", type=int, default=20_000, metavar="N", help="checkins: people of a whole campaign")
    parser.add_argument("--seconds", type=int, default=20, metavar="N", help="checkins: how long people arrive")
    parser.add_argument("--large", action="store_true", help="match: 500,000 x 20,000 too, which takes minutes")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    if options.name == "language":
        return _told(options, _language(options.texts))
    if options.name in ("redaction", "lint"):
        return _told(options, _of_writing(options.name, options.texts))
    if options.name == "learn":
        return _told(options, _learn(options.count))
    if options.name == "rotation":
        return _told(options, _rotation(options.count))
    if options.name == "queue":
        return _told(options, _queue())
    if options.name == "match":
        return _told(options, _match(options.large))
    if options.name == "volunteers":
        return _told(options, _volunteers(options.count))
    if options.name == "checkins":
        return _told(options, _checkins(options.people, options.seconds))
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_current_schema()
        from dauys.site.bench.catalogue import BENCHES
        from dauys.site.bench.context import Effort
        from dauys.site.bench.record import as_text, keep
        from dauys.site.bench.run import run as measure
        from dauys.site.bench.stage import CannotMeasure

        if options.name == "gate":
            return _gate(options.record)
        effort = Effort(rounds=1, requests=2, warm=1, seconds=2, clients=8, questions=6) if options.quick else Effort()
        names = list(BENCHES) if options.name == "all" else [options.name]
        try:
            report = measure(
                names,
                folder=Path(os.environ["DAUYS_DATA"]),
                effort=effort,
                small_cases=options.small,
                say=say,
            )
        except CannotMeasure as error:
            raise CannotStart(str(error)) from error
        if options.record:
            for path in keep(report, options.record):
                say(f"written: {path}")
    _print(report, as_text(report), options.json)
    return 0 if all(figure.get("passed", True) for figure in report["figures"]) else 1


def _told(options: argparse.Namespace, figures: list[dict[str, Any]]) -> int:
    """Figures of a bench without a data set: printed, and kept beside the others of this version if asked."""
    from dauys import __version__
    from dauys.site.bench.record import keep_beside, table

    if options.record:
        try:
            for path in keep_beside(options.name, figures, __version__, options.record):
                say(f"written: {path}")
        except OSError as error:
            raise CannotStart(f"There is no report of {__version__} below {options.record} yet.") from error
    _print({"figures": figures}, table(figures), options.json)
    return 0 if all(figure.get("passed", True) for figure in figures) else 1


def _language(folder: Path | None) -> list[dict[str, Any]]:
    """Needs no database, only texts."""
    from dauys.site.bench.language import run as measure

    if folder is None:
        raise CannotStart("Name the folder of texts: dauys bench language --texts DIR")
    try:
        return [figure.as_json() for figure in measure(folder, say)]
    except (OSError, ValueError, KeyError) as error:
        raise CannotStart(f"The texts cannot be read: {error}") from error


def _of_writing(name: str, folder: Path | None) -> list[dict[str, Any]]:
    """Needs no database: personal data in brought texts, or the linter over answers made of the packs' templates."""
    from dauys.site.bench import lint, redaction

    if name == "lint":
        return [figure.as_json() for figure in lint.run(say)]
    if folder is None or not folder.is_dir():
        say("There are no texts, so nothing is measured: dauys bench redaction --texts DIR")
        return []
    try:
        return [figure.as_json() for figure in redaction.run(folder, say)]
    except (OSError, ValueError, KeyError) as error:
        raise CannotStart(f"The texts cannot be read: {error}") from error


def _learn(count: int) -> list[dict[str, Any]]:
    """Needs no database, only the invented voices and the extra packages."""
    os.environ.setdefault("DAUYS_SECRET_KEY", "bench")
    start_django()
    from dauys.learning.shelf import can_teach
    from dauys.site.bench.learn import run as measure

    if not can_teach():
        raise CannotStart("The packages for learning are missing: install requirements/learn.txt.")
    return [figure.as_json() for figure in measure(count, say)]


def _match(large: bool) -> list[dict[str, Any]]:
    """Needs no database, only the extra packages; the second solver is one of those for development."""
    if find_spec("ortools") is None or find_spec("highspy") is None:
        raise CannotStart("The packages for this bench are missing: install requirements/dev.txt.")
    from dauys.site.bench.match import live
    from dauys.site.bench.match import run as measure

    return [figure.as_json() for figure in (*measure(say, large=large), *live(say))]


def _rotation(count: int) -> list[dict[str, Any]]:
    """Over a database of its own, which is gone afterwards; the tables' owner renews the keys."""
    with ExitStack() as stack:
        _own_database(stack)
        become_owner()
        start_django()
        from dauys.site.bench.rotation import run as measure

        return [figure.as_json() for figure in measure(count, say)]


def _volunteers(count: int) -> list[dict[str, Any]]:
    """Over a database of its own, which is gone afterwards."""
    if find_spec("ortools") is None:
        raise CannotStart("The packages for this bench are missing: install requirements/match.txt.")
    with ExitStack() as stack:
        _own_database(stack)
        start_django()
        from dauys.site.bench.volunteers import run as measure

        return [figure.as_json() for figure in measure(count, say)]


def _queue() -> list[dict[str, Any]]:
    """Over a database of its own, which is gone afterwards."""
    with ExitStack() as stack:
        _own_database(stack)
        start_django()
        from dauys.site.bench.queue import run as measure

        return [figure.as_json() for figure in measure(say)]


def _checkins(people: int, seconds: int) -> list[dict[str, Any]]:
    """Over a database of its own, which is gone afterwards, and a server that is killed."""
    with ExitStack() as stack:
        _own_database(stack)
        start_django()
        from dauys.site.bench.checkins import run as measure
        from dauys.site.bench.stage import CannotMeasure

        try:
            return [figure.as_json() for figure in measure(people, seconds, say)]
        except CannotMeasure as error:
            raise CannotStart(str(error)) from error


def _own_database(stack: ExitStack) -> None:
    from dauys.site.bench.stage import command as dauys
    from dauys.site.bench.stage import environment, folder_of_its_own

    folder = Path(stack.enter_context(folder_of_its_own()))
    subprocess.run(dauys("migrate", "--data", str(folder)), env=environment(folder), check=True)  # noqa: S603
    for name in ("DATABASE_URL", "DAUYS_KEYS"):
        os.environ.pop(name, None)
    prepare(folder, stack)


def _gate(record: Path | None) -> int:
    """Costs beside a yardstick; with `record` kept for the next release, else compared with the last one's."""
    from dauys import __version__
    from dauys.site.bench import gate

    if record:
        found = gate.measure()
        say(f"written: {gate.keep(found, __version__, record)}")
        print(json.dumps(found, indent=2))
        return 0
    try:
        version, kept = gate.last_kept(HISTORY)
    except FileNotFoundError as error:
        raise CannotStart(f"{error}. Run this in the source tree.") from error
    bad = gate.complaints(kept)
    print(json.dumps({"compared_with": version, "slower": bad}, ensure_ascii=False, indent=2))
    if bad:
        say(gate.WHAT_TO_DO)
    return 1 if bad else 0


def _print(report: dict[str, Any], text: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    print(text, file=sys.stderr if as_json else sys.stdout)
