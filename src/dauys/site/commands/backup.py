"""Writes the whole installation into one file while it serves: `dauys backup`."""

import argparse
import json
from contextlib import ExitStack
from pathlib import Path

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import become_owner, prepare, require_whole_database, say, start_django


def add(commands: Commands) -> None:
    parser = command(commands, "backup", run, "Write database and files into one file, also while serving.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--with-keys", action="store_true", help="put the keys in too; then guard the file like a key")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    target = options.file.expanduser().absolute()
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        require_whole_database()
        from django.conf import settings

        from dauys.ground.moment import now
        from dauys.site.backup.make import make

        summary = make(target=target, with_keys=options.with_keys, at=now())
        print(json.dumps(summary, ensure_ascii=False, indent=2))
        if options.with_keys:
            say(f"{target} holds the keys too: whoever has it can read every contact")
        else:
            say(f"the keys are not in it: copy {settings.KEY_DIR} to another place; contacts cannot be opened without")
    return 0
