"""Follows the journal and sends messages: `dauys worker`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import forget_the_erased, prepare, require_serving_role, start_django


def add(commands: Commands) -> None:
    takes_data_folder(command(commands, "worker", run, "Follow the journal and send messages."))


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        forget_the_erased()
        from dauys.site.worker import Worker

        Worker().run()
    return 0
