"""Looks after the log: `dauys log status|rotate-key|fork`."""

import argparse
import json
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_serving_role, say, start_django


def add(commands: Commands) -> None:
    parser = command(commands, "log", run, "Show the log, pass on to a new key, or start a new log after a restore.")
    parser.add_argument("what", choices=["status", "rotate-key", "fork"])
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        from dauys.ground.access.actors import SYSTEM
        from dauys.ground.log import actions, queries
        from dauys.ground.moment import now
        from dauys.ground.sealed.keys import KeyUnreadable

        try:
            if options.what == "rotate-key":
                say(f"the log is signed with the key {actions.rotate_key(actor=SYSTEM, at=now())} from now on")
            elif options.what == "fork" and not actions.why_fork():
                raise CannotStart(
                    "Nothing is wrong with the log, or the new one is begun already: nothing was changed."
                )
            elif options.what == "fork":
                log = actions.fork(actor=SYSTEM, at=now())
                say(f"the new log {log.pk} says that it follows the old one; the worker signs it")
        except (actions.LogUnsettled, KeyUnreadable) as error:
            raise CannotStart(str(error)) from error
        current = queries.current()
        newest = queries.newest_head(current.log_id) if current else None
        answer = {
            "log": current.as_json() if current else None,
            "head": newest.as_json() if newest else None,
            "entries": queries.leaf_count(),
        }
        print(json.dumps(answer, indent=2))
    return 0
