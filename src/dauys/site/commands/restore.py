"""Puts a backup back into the database and the data folder: `dauys restore`."""

import argparse
import json
import os
from contextlib import ExitStack
from pathlib import Path

from dauys.site.backup.archive import Reader
from dauys.site.backup.key_checks import compare
from dauys.site.backup.manifest import DamagedBackup, refuse_newer
from dauys.site.backup.progress import Progress
from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, become_owner, prepare, say, start_django


def add(commands: Commands) -> None:
    parser = command(commands, "restore", run, "Put a backup back; web and worker must be stopped.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--replace", action="store_true", help="throw away what the database holds now")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    reader = _checked(options.file.expanduser().absolute())
    refuse_newer(reader.manifest)
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        keys = Path(os.environ.get("DAUYS_KEYS") or Path(os.environ["DAUYS_DATA"]) / "keys")
        states = compare(reader.manifest.keys, keys)
        start_django()
        from dauys.site.backup.restore import restore

        summary = restore(reader=reader, replace=options.replace, key_states=states)
        print(json.dumps(summary, ensure_ascii=False, indent=2))
        for sentence in summary["sentences"]:
            say(sentence)
        say(f"restored {summary['cases']:,} cases as of {summary['made_at']}; start web and worker again")
    return 0


def _checked(file: Path) -> Reader:
    """The backup with every digest compared, before anything here is touched."""
    say(f"checking {file}")
    try:
        return Reader(file, Progress("checked"))
    except DamagedBackup as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        raise CannotStart(f"{file} cannot be read ({error.strerror}): check the name and who may read it.") from error
