"""Makes what search knows anew from the cases: `dauys reindex`."""

import argparse
import time
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import become_owner, prepare, require_whole_database, say, start_django


def add(commands: Commands) -> None:
    about = "Make what search knows anew from the cases; searching finds little until it is done."
    takes_data_folder(command(commands, "reindex", run, about))


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        require_whole_database()
        from dauys.search.actions import rebuild

        begun = time.monotonic()
        done = rebuild(lambda made, of: say(f"{made:,} of {of:,} cases"))
        say(f"search knows {done:,} cases, made in {time.monotonic() - begun:.0f} s")
    return 0
