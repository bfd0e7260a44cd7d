"""Checks a pack's folder or brings one into force: `dauys pack`."""

import argparse
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from dauys.ground.packs.load import PackErrors, check_directory, load_pack, warnings
from dauys.ground.packs.pack import Pack
from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, become_owner, prepare, say, start_django

PACKS = Path(__file__).resolve().parents[2] / "packs"


def add(commands: Commands) -> None:
    parser = command(commands, "pack", run, "Check a pack's folder, or bring one into force.")
    parser.add_argument("what", choices=["check", "load"])
    parser.add_argument("folder", type=Path, metavar="DIR")
    takes_data_folder(parser)


def load_pack_named(name: str) -> Pack:
    folder = PACKS / name if (PACKS / name).is_dir() else Path(name)
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in PACKS.iterdir() if (p / "pack.yaml").exists()))
        raise CannotStart(f"There is no pack {name}. Dauys brings: {known}; or give a folder.")
    try:
        return load_pack(folder)
    except PackErrors as error:
        raise CannotStart(f"The pack has errors:\n{error}") from error


def run(options: argparse.Namespace) -> int:
    if options.what == "check":
        if not options.folder.is_dir():
            raise CannotStart(f"{options.folder} is no folder.")
        problems = check_directory(options.folder)
        for problem in problems:
            print(problem, file=sys.stderr)
        if problems:
            say(f"{len(problems)} problems")
            return 1
        for warning in warnings(options.folder):
            print(warning, file=sys.stderr)
        pack = load_pack_named(str(options.folder))
        print(
            json.dumps(
                {"pack": pack.code, "version": pack.version, "unconfirmed": [r.code for r in pack.unconfirmed_rules()]}
            )
        )
        return 0
    os.environ["DAUYS_PACK_DIR"] = str(options.folder.resolve())
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        from dauys.site.upgrade import bring_pack_into_force

        fresh = bring_pack_into_force()
        say("the pack is in force; restart the web processes" if fresh else "this version is in force already")
    return 0
