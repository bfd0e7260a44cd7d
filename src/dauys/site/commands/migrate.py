"""Brings the database and the pack to this version: `dauys migrate`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, become_owner, prepare, require_whole_database, say, start_django


def add(commands: Commands) -> None:
    takes_data_folder(command(commands, "migrate", run, "Bring the database and the pack to this version."))


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        require_whole_database()
        from django.core.management import CommandError
        from django.db import DatabaseError

        from dauys.site.upgrade import migrate

        try:
            migrate()
        except (DatabaseError, CommandError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise CannotStart(f"The database could not be brought to this version: {reason}") from error
        say("the database is up to date")
    return 0
