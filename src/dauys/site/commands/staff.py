"""Invites a member of staff from the server, the first administrator above all: `dauys staff invite EMAIL --name N`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_room, require_serving_role, say, start_django


def add(commands: Commands) -> None:
    parser = command(commands, "staff", run, "Invite somebody, the first administrator above all; prints the address.")
    parser.add_argument("what", choices=["invite"])
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", default="", help="name and surname, for a new account")
    parser.add_argument("--role", default="administrator", help="for a new account (default: administrator)")
    parser.add_argument("--body", default="*", metavar="CODE", help="body of the role (default: * for all of them)")
    parser.add_argument("--language", default="", help="language of the letter (default: the pack's)")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_room("office")
        require_serving_role()
        from django.utils.translation import override

        from dauys.ground.access.actors import SYSTEM
        from dauys.ground.moment import now
        from dauys.office.actions import hire

        cells = {name: getattr(options, name) for name in ("email", "name", "role", "body", "language")}
        with override("en"):
            address, problems = hire(cells=cells, actor=SYSTEM, at=now())
        if problems:
            raise CannotStart(" ".join(f"{problem.column}: {problem.words}" for problem in problems))
        say("the letter is queued; its address, which works once and for seven days:")
        print(address)
    return 0
