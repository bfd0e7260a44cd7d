"""The program `dauys`: one subcommand a task; JSON to stdout, progress to stderr, an error is one clear line."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from dauys import __version__
from dauys.site.runtime import (
    CannotStart,
    become_owner,
    default_data_dir,
    prepare,
    require_serving_role,
    say,
    start_django,
)

PACKS = Path(__file__).resolve().parent.parent / "packs"
ROOT = Path(__file__).resolve().parents[3]


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in ("test", "check"):
        from dauys.site import quality

        return quality.test(arguments[1:]) if arguments[0] == "test" else quality.check()
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except CannotStart as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dauys", description="A civic front office: every voice gets an answer.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Any, about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        return command

    demo = add("demo", _demo, "Start everything with invented people and cases; prints address and logins.")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data", type=Path, default=None, metavar="DIR")
    demo.add_argument("--size", choices=["small"], default="small")
    serve = add("serve", _serve, "Serve the pages.")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    for command in (
        serve,
        add("worker", _worker, "Follow the journal and send messages."),
        add("migrate", _migrate, "Bring the database and the pack to this version."),
    ):
        command.add_argument("--data", type=Path, default=None, metavar="DIR")
    clock = add("clock", _clock, "Reckon a term: every date with its reason and article, as JSON.")
    clock.add_argument("--pack", default="kz", help="name of a pack that comes with Dauys, or a folder")
    clock.add_argument("--kind", default="application")
    clock.add_argument("--received", required=True, metavar="2026-03-04T10:00+05:00")
    clock.add_argument("--extended", nargs=2, action="append", default=[], metavar=("ON", "UNTIL"))
    clock.add_argument("--paused", action="append", default=[], metavar="ON")
    clock.add_argument("--resumed", action="append", default=[], metavar="ON")
    clock.add_argument("--reopened", action="store_true", help="the office's own term after a reopening")
    pack = add("pack", _pack, "Check a pack's folder, or bring one into force.")
    pack.add_argument("what", choices=["check", "load"])
    pack.add_argument("folder", type=Path, metavar="DIR")
    pack.add_argument("--data", type=Path, default=None, metavar="DIR")
    roles = add("roles", _roles, "Print the SQL that prepares an external PostgreSQL.")
    roles.add_argument("--database", default="dauys")
    add("test", None, "Run the tests.")
    add("check", None, "Format, lint, types, stair, security lint.")
    return parser


def _child(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "dauys", *arguments]


def _serve(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        return _run_server(options.host, options.port, options.workers)


def _run_server(host: str, port: int, workers: int) -> int:
    """Collects static files, then runs granian until it is told to stop."""
    from django.core.management import call_command
    from django.db import connections

    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    granian = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "dauys.site.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
    ]  # fmt: skip
    server = subprocess.Popen(granian, env=os.environ)  # noqa: S603
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.terminate())
    return max(server.wait(), 0)


def _worker(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        from dauys.site.worker import Worker

        Worker().run()
    return 0


def _migrate(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        from dauys.site.upgrade import migrate

        migrate()
        say("the database is up to date")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from dauys.site.demo.ports import is_free

    if not is_free(options.port):
        raise CannotStart(f"Port {options.port} is taken. Choose another one: dauys demo --port {options.port + 1}")
    folder = (options.data or default_data_dir("dauys-demo")).resolve()
    os.environ.update(DAUYS_DEMO="1", DAUYS_URL=f"http://127.0.0.1:{options.port}")
    with ExitStack() as stack:
        prepare(folder, stack)
        from dauys.site.demo.run import run

        return run(port=options.port, serve=_run_server, child=_child)


def _clock(options: argparse.Namespace) -> int:
    from dauys.core.clock import Extended, Paused, Resumed, reckon
    from dauys.core.terms import ClockError
    from dauys.core.workdays import CalendarNotCovered

    pack = _load_pack(options.pack)
    if options.kind not in pack.kinds:
        raise CannotStart(f"The pack has no kind {options.kind}. It has: {', '.join(pack.kinds)}.")
    try:
        received = datetime.fromisoformat(options.received)
        if received.tzinfo is None:
            raise ValueError
    except ValueError:
        raise CannotStart("Write the moment with its offset, like 2026-03-04T10:00+05:00.") from None
    try:
        days = [Extended(_day(a), _day(b)) for a, b in options.extended]
        events: list[Any] = [
            *days,
            *(Paused(_day(d)) for d in options.paused),
            *(Resumed(_day(d)) for d in options.resumed),
        ]
        events.sort(key=lambda e: e.on)
        terms = pack.reopen_terms(options.kind) if options.reopened else pack.terms(options.kind)
        result = reckon(pack.calendar(), terms, received, events)
    except (ClockError, CalendarNotCovered) as error:
        raise CannotStart(str(error)) from error

    def iso(value: Any) -> str | None:
        return value.isoformat() if value else None

    steps = []
    for step in result.steps:
        rule = pack.rules.get(step.rule)
        steps.append(
            {
                "code": step.code,
                "on": iso(step.on),
                "rule": step.rule or None,
                "article": rule.article.as_dict() if rule and rule.article else None,
                "confirmed": rule.confirmed if rule else None,
                "days": step.days,
                "note": step.note or None,
            }
        )
    answer = {
        "pack": pack.code,
        "pack_version": pack.version,
        "kind": options.kind,
        "received_at": iso(result.received_at),
        "registered_on": iso(result.registered_on),
        "forward_by": iso(result.forward_by),
        "due_on": iso(result.due_on),
        "due_at": iso(result.due_at),
        "extend_limit": iso(result.extend_limit),
        "paused": result.paused,
        "steps": steps,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotStart(f"{text} is no day like 2026-03-15.") from None


def _load_pack(name: str) -> Any:
    from dauys.ground.packs.load import PackErrors, load_pack

    folder = PACKS / name if (PACKS / name).is_dir() else Path(name)
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in PACKS.iterdir() if (p / "pack.yaml").exists()))
        raise CannotStart(f"There is no pack {name}. Dauys brings: {known}; or give a folder.")
    try:
        return load_pack(folder)
    except PackErrors as error:
        raise CannotStart(f"The pack has errors:\n{error}") from error


def _pack(options: argparse.Namespace) -> int:
    if options.what == "check":
        from dauys.ground.packs.load import check_directory, warnings

        if not options.folder.is_dir():
            raise CannotStart(f"{options.folder} is no folder.")
        problems = check_directory(options.folder)
        for problem in problems:
            print(problem, file=sys.stderr)
        if problems:
            say(f"{len(problems)} problems")
            return 1
        for warning in warnings(options.folder):
            print(warning, file=sys.stderr)
        pack = _load_pack(str(options.folder))
        print(
            json.dumps(
                {"pack": pack.code, "version": pack.version, "unconfirmed": [r.code for r in pack.unconfirmed_rules()]}
            )
        )
        return 0
    os.environ["DAUYS_PACK_DIR"] = str(options.folder.resolve())
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        from dauys.site.upgrade import bring_pack_into_force

        fresh = bring_pack_into_force()
        say("the pack is in force; restart the web processes" if fresh else "this version is in force already")
    return 0


def _roles(options: argparse.Namespace) -> int:
    from dauys.ground.database import create_roles_sql

    print(create_roles_sql(options.database))
    return 0
