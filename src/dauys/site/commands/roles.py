"""Prints the SQL that prepares an external PostgreSQL: `dauys roles`."""

import argparse

from dauys.ground.database import create_roles_sql
from dauys.site.commands.parts import Commands, command


def add(commands: Commands) -> None:
    parser = command(commands, "roles", run, "Print the SQL that prepares an external PostgreSQL.")
    parser.add_argument("--database", default="dauys")


def run(options: argparse.Namespace) -> int:
    print(create_roles_sql(options.database))
    return 0
