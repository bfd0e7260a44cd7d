"""Checks a pack's folder, fills its places from the KATO sheet, or brings one into force: `dauys pack`."""

import argparse
import json
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from dauys.ground import tables
from dauys.ground.packs import kato
from dauys.ground.packs.load import PackErrors, check_directory, load_pack, warnings
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.reader import Problem
from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, become_owner, prepare, say, start_django

MOST_ROWS = 30_000
MOST_BYTES = 8 * 1024 * 1024
PACKS = Path(__file__).resolve().parents[2] / "packs"


def add(commands: Commands) -> None:
    parser = command(commands, "pack", run, "Check a pack's folder, fill its places, or bring one into force.")
    parser.add_argument("what", choices=["check", "places", "load"])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--kato", type=Path, metavar="FILE", help="for places: the sheet of KATO as CSV or XLSX")
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


def fill_places(folder: Path, sheet: Path | None) -> int:
    """Writes the sheet's places into `areas.yaml`, if the pack is sound with them; else says why and writes nothing."""
    if sheet is None or not sheet.is_file():
        raise CannotStart("Name the sheet of KATO: --kato FILE")
    areas = load_pack_named(str(folder)).areas
    try:
        headings, lines = tables.read(sheet.read_bytes(), most=MOST_ROWS, most_bytes=MOST_BYTES)
    except tables.Unreadable as error:
        raise CannotStart(f"{sheet} cannot be read as a table ({error.why}).") from error
    rows, problems = kato.read_rows(sheet.name, headings, lines)
    own = {code: area for code, area in areas.items() if not kato.is_written(area)}
    made, found = kato.plan(sheet.name, rows, own)
    target = folder / "areas.yaml"
    text = kato.with_plan(target.read_text("utf-8"), made)
    if not (problems := problems + found):
        problems = check_with(folder, text)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        say(f"{len(problems)} problems, nothing was written")
        return 1
    for code in made.unmatched:
        print(f"{code}: several rows are called so; it stays without an official code", file=sys.stderr)
    half = target.with_suffix(".half")
    half.write_text(text, "utf-8")
    half.replace(target)
    say(f"{len(made.places)} places written, {len(made.codes)} found by their names; load the pack to use them")
    return 0


def check_with(folder: Path, areas: str) -> list[Problem]:
    """The problems the pack would have with this `areas.yaml`."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "pack"
        shutil.copytree(folder, copy)
        (copy / "areas.yaml").write_text(areas, "utf-8")
        return check_directory(copy)


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
    if options.what == "places":
        return fill_places(options.folder, options.kato)
    os.environ["DAUYS_PACK_DIR"] = str(options.folder.resolve())
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        from dauys.site.upgrade import bring_pack_into_force

        fresh = bring_pack_into_force()
        say("the pack is in force; restart the web processes" if fresh else "this version is in force already")
    return 0
