"""The program `dauys`: one subcommand a task; JSON to stdout, progress to stderr, an error is one clear line."""

import argparse
import os
import sys
from collections.abc import Sequence

from dauys import __version__
from dauys.ground.packs.load import PackErrors
from dauys.site import quality
from dauys.site.commands import (
    backup,
    bench,
    clock,
    clocks,
    demo,
    dev,
    doctor,
    erase,
    keys,
    log,
    match,
    migrate,
    pack,
    reindex,
    restore,
    retention,
    roles,
    routing,
    second_factor,
    seed,
    serve,
    staff,
    telegram,
    verify,
    volunteers,
    witness,
    worker,
)
from dauys.site.runtime import CannotStart, say

COMMANDS = (
    demo, serve, worker, migrate, backup, restore, doctor, seed, bench, match, volunteers, erase, clock, clocks, pack,
    verify, witness, log, keys, retention, roles, routing, second_factor, staff, telegram, reindex, dev,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in ("test", "check"):
        return quality.test(arguments[1:]) if arguments[0] == "test" else quality.check()
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except CannotStart as error:
        say(str(error))
        return 1
    except PackErrors as error:
        say(f"The pack in force has errors:\n{error}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dauys", description="A civic front office: every voice gets an answer.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    commands.add_parser("test", help="Run the tests.")
    commands.add_parser("check", help="Format, lint, types, stair, security lint.")
    return parser
