"""Erases the person from a settled case for good: `dauys erase NUMBER`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_serving_role, say, start_django


def add(commands: Commands) -> None:
    parser = command(commands, "erase", run, "Erase the person from a settled case for good; the log stays provable.")
    parser.add_argument("number", metavar="NUMBER", help="the case's number, such as KZ-2026-0004817-5")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        from dauys.cases import actions
        from dauys.cases.lookup import by_typed_number
        from dauys.ground.access.actors import SYSTEM
        from dauys.ground.moment import now

        case = by_typed_number(options.number)
        if case is None:
            raise CannotStart(f"There is no case {options.number}.")
        try:
            actions.erase(case_id=case.pk, actor=SYSTEM, at=now())
        except actions.StillOpen:
            raise CannotStart("The case still waits for an answer. Settle it first.") from None
        except actions.RegisterUnwritable as error:
            raise CannotStart(str(error)) from error
        say("words, names, contacts, files and messages of the case are erased")
    return 0
