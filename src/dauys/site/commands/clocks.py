"""Dates running clocks anew when the calendar changed, after showing every change: `dauys clocks recompute`."""

import argparse
import json
from contextlib import ExitStack
from typing import Any

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import become_owner, prepare, require_current_schema, say, start_django


def add(commands: Commands) -> None:
    about = "Date running clocks anew by the pack in force."
    parser = commands.add_parser("clocks", help=about, description=about)
    verbs = parser.add_subparsers(required=True, metavar="recompute")
    recompute = command(verbs, "recompute", run, "List every running clock whose dates would change, or change them.")
    recompute.add_argument("--apply", action="store_true", help="change them; without it nothing is written")
    recompute.add_argument("--json", action="store_true", help="the list as JSON instead of a line each")
    takes_data_folder(recompute)


def run(options: argparse.Namespace) -> int:
    """1 when a clock cannot be reckoned and stays as it is."""
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        require_current_schema()
        from dauys.cases.actions import recompute_clocks
        from dauys.cases.recomputing import Change, changes
        from dauys.ground.access.actors import SYSTEM
        from dauys.ground.moment import now
        from dauys.ground.packs.current import current

        found: list[dict[str, Any]] = []

        def seen(change: Change) -> None:
            found.append(change.as_json())
            if not options.json:
                print(_line(found[-1]))

        if options.apply:
            done = recompute_clocks(actor=SYSTEM, at=now(), seen=seen)
        else:
            done = 0
            for change in changes():
                seen(change)
        bad = sum("problem" in one for one in found)
        if options.json:
            about = {"pack_version": current().version, "applied": options.apply, "changed": done, "cannot": bad}
            print(json.dumps({**about, "clocks": found}, indent=2))
        say(f"{done} clocks were dated anew" if options.apply else f"{len(found) - bad} clocks would change")
        if bad:
            say(f"{bad} clocks cannot be dated by the pack in force and stay as they are")
    return 1 if bad else 0


def _line(one: dict[str, Any]) -> str:
    if "problem" in one:
        return f"{one['number']}  {one['old_due']} stays: {one['problem']}"
    return f"{one['number']}  {one['old_due'] or 'waits'} -> {one['new_due'] or 'waits'}  ({one['why']})"
