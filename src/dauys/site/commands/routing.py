"""Tries other rules of routing on past cases, and teaches the second suggestion: `dauys routing`."""

import argparse
import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from dauys.site.commands.pack import load_pack_named
from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_current_schema, say, start_django


def add(commands: Commands) -> None:
    about = "Try other rules of routing on past cases, or teach the second suggestion."
    parser = commands.add_parser("routing", help=about, description=about)
    verbs = parser.add_subparsers(required=True, metavar="dry-run | train")
    dry = command(verbs, "dry-run", run_dry, "Which of the newest cases another pack's rules would move, as a table.")
    dry.add_argument("--pack", required=True, metavar="DIR", help="the folder of the pack with the rules to try")
    dry.add_argument("--last", type=int, default=1000, metavar="N", help="on how many of the newest cases")
    dry.add_argument("--json", action="store_true", help="the answer as JSON on stdout")
    takes_data_folder(dry)
    about = "Teach the second suggestion from the office's own settled cases, and bring it into force."
    takes_data_folder(command(verbs, "train", run_train, about))


def run_dry(options: argparse.Namespace) -> int:
    """The table to stdout; no text and no name is in it."""
    pack = load_pack_named(str(Path(options.pack)))
    if options.last < 1:
        raise CannotStart("--last must be at least 1.")
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_current_schema()
        from dauys.ground.packs.current import current
        from dauys.routing.dry_run import dry_run

        if pack.code != current().code:
            raise CannotStart(f"The pack in force is {current().code}, and these are the rules of {pack.code}.")
        found = dry_run(pack, options.last)
    if options.json:
        print(json.dumps({**asdict(found), "moved": found.moved}, ensure_ascii=False, indent=2))
        return 0
    print("| from | to | rule before | rule after | cases | for example |\n|---|---|---|---|---|---|")
    for m in found.moves:
        print(f"| {m.from_body} | {m.to_body} | {m.from_rule} | {m.to_rule} | {m.count} | {', '.join(m.examples)} |")
    say(f"{found.moved} of {found.tried} cases would go to another body; nothing was changed")
    for crime in found.crimes:
        say(f"{crime.rule}: {crime.count} cases of unknown authors pass at once to {crime.to_body}")
    if found.idle:
        say(f"rules that took none of them: {', '.join(found.idle)}")
    return 0


def run_train(options: argparse.Namespace) -> int:
    """What was measured on cases it had not seen, as JSON; 1 when nothing could be learned."""
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_current_schema()
        from dauys.ground.moment import now
        from dauys.ground.rooms.state import is_open
        from dauys.learning import actions, shelf
        from dauys.learning.rules import LEAST_CASES

        if not is_open("learning"):
            raise CannotStart("The room of learning is switched off.")
        if not shelf.can_teach():
            raise CannotStart("The packages for learning are missing: install requirements/learn.txt.")
        try:
            taught = actions.teach(at=now(), say=say)
        except actions.TooFew as error:
            raise CannotStart(f"There are too few settled cases to learn from; {LEAST_CASES} are needed.") from error
        except actions.Busy as error:
            raise CannotStart("It is being taught just now by another process.") from error
        told = {name: found["all"] for name, found in taught.quality.items()}
        short = {name: {k: q[k] for k in ("n", "right", "three", "sure", "sure_right")} for name, q in told.items()}
        print(json.dumps({"version": taught.version, "cases": taught.cases, "parted_by": taught.parted_by, **short}))
    return 0
