"""Counts every invariant of the data: `dauys doctor`."""

import argparse
import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import prepare, require_room, say, start_django


def add(commands: Commands) -> None:
    about = "Count every invariant of the data; 0 when all hold, 1 when one is broken."
    parser = command(commands, "doctor", run, about)
    parser.add_argument("--json", action="store_true", help="results as JSON on stdout")
    parser.add_argument("--recount", action="store_true", help="count the public figures anew first")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        from django.utils.translation import override

        from dauys.figures.actions import rebuild
        from dauys.ground.files.queries import scanner
        from dauys.site.doctor.examine import examine
        from dauys.site.wiring import INVARIANTS

        if options.recount:
            require_room("figures")
            say(f"{rebuild(progress=lambda done, total: say(f'  {done} of {total}'))} obligations counted anew")
        results, width = [], max(len(i.code) for i in INVARIANTS)
        out = sys.stderr if options.json else sys.stdout
        with override("en"):
            for result in examine(INVARIANTS):
                results.append(result)
                broken = result.finding.broken if result.finding else result.error
                outcome = "ok" if result.is_good else f"BROKEN {broken}"
                print(f"{result.invariant.code:<{width}}  {outcome}", file=out, flush=True)
                if not result.is_good:
                    examples = ", ".join(result.finding.examples) if result.finding else ""
                    print(f"{'':<{width}}  {result.invariant.sentence} {examples}", file=out, flush=True)
        _say_about_viruses(scanner())
    bad = [result for result in results if not result.is_good]
    if options.json:
        rows = {result.invariant.code: result.as_json() for result in results}
        print(json.dumps({"healthy": not bad, "results": rows}, indent=2))
    say(f"{len(results)} invariants, {len(bad)} broken")
    return 1 if bad else 0


def _say_about_viruses(scanner: Mapping[str, Any]) -> None:
    if not scanner["on"]:
        say("files are not checked for viruses: DAUYS_CLAMD is not set")
    elif scanner["waiting"]:
        say(f"{scanner['waiting']} files wait for the scanner since {scanner['since']:%Y-%m-%d %H:%M} UTC")
    if scanner["infected"]:
        say(f"{scanner['infected']} files are infected and given to nobody")
