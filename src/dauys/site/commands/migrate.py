"""Brings the database and the pack to this version: `dauys migrate`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import become_owner, prepare, say, start_django


def add(commands: Commands) -> None:
    takes_data_folder(command(commands, "migrate", run, "Bring the database and the pack to this version."))


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        from dauys.site.upgrade import migrate

        migrate()
        say("the database is up to date")
    return 0
