"""Begins a pack, checks its folder, fills its places from the KATO sheet, or brings one into force: `dauys pack`."""

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
from dauys.ground.packs.load import PackErrors, check_directory, load_pack, unconfirmed, warnings
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.reader import Problem
from dauys.ground.packs.scaffold import CannotBegin, begin
from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, become_owner, prepare, say, start_django

MOST_ROWS = 30_000
MOST_BYTES = 8 * 1024 * 1024
PACKS = Path(__file__).resolve().parents[2] / "packs"


def add(commands: Commands) -> None:
    about = "Begin a pack, check its folder, fill its places, or bring one into force."
    parser = commands.add_parser("pack", help=about, description=about)
    verbs = parser.add_subparsers(required=True, metavar="check | new | places | load")
    check = command(verbs, "check", run_check, "Find every error of a pack with file and line.")
    check.add_argument("folder", type=Path, metavar="DIR")
    new = command(verbs, "new", run_new, "Begin a pack as a copy of another one.")
    new.add_argument("name", metavar="NAME", help="the code of the pack, such as riverton")
    new.add_argument("--from", dest="source", default="oldtown", metavar="PACK", help="oldtown if left out")
    new.add_argument("--into", type=Path, metavar="DIR", help="the folder to make; NAME if left out")
    places = command(verbs, "places", run_places, "Fill a pack's places from the KATO sheet.")
    places.add_argument("folder", type=Path, metavar="DIR")
    places.add_argument("--kato", type=Path, metavar="FILE", help="the sheet of KATO as CSV or XLSX")
    load = command(verbs, "load", run_load, "Bring a pack into force.")
    load.add_argument("folder", type=Path, metavar="DIR")
    takes_data_folder(load)


def folder_named(name: str) -> Path:
    """The folder of a pack that comes with Dauys, or the one that is named. Raises CannotStart."""
    folder = PACKS / name if (PACKS / name).is_dir() else Path(name)
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in PACKS.iterdir() if (p / "pack.yaml").exists()))
        raise CannotStart(f"There is no pack {name}. Dauys brings: {known}; or give a folder.")
    return folder


def load_pack_named(name: str) -> Pack:
    try:
        return load_pack(folder_named(name))
    except PackErrors as error:
        raise CannotStart(f"The pack has errors:\n{error}") from error


def run_check(options: argparse.Namespace) -> int:
    """Errors and warnings to stderr, what the pack is to stdout; 1 when it cannot be used."""
    if not options.folder.is_dir():
        raise CannotStart(f"{options.folder} is no folder.")
    problems = check_directory(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        say(f"problems: {len(problems)}")
        return 1
    found = [*warnings(options.folder), *unconfirmed(options.folder)]
    for warning in found:
        print(f"warning: {warning}", file=sys.stderr)
    say(f"no problems; warnings: {len(found)}")
    print(json.dumps(_about(load_pack(options.folder))))
    return 0


def _about(pack: Pack) -> dict[str, object]:
    return {"pack": pack.code, "version": pack.version, "unconfirmed": [r.code for r in pack.unconfirmed_rules()]}


def run_new(options: argparse.Namespace) -> int:
    target = options.into or Path(options.name)
    try:
        begin(options.name, folder_named(options.source), target)
    except (CannotBegin, PackErrors) as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        raise CannotStart(f"{target} cannot be written ({error.strerror}).") from error
    say(f"{target} is a pack now. Change its texts, then: dauys pack check {target}")
    say(f"see it with invented staff: dauys demo --pack {target}")
    print(json.dumps({**_about(load_pack(target)), "folder": str(target)}))
    return 0


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


def run_places(options: argparse.Namespace) -> int:
    return fill_places(options.folder, options.kato)


def run_load(options: argparse.Namespace) -> int:
    os.environ["DAUYS_PACK_DIR"] = str(options.folder.resolve())
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        from dauys.site.upgrade import bring_pack_into_force

        fresh = bring_pack_into_force()
        say(
            "the pack is in force; restart the web processes, then see: dauys clocks recompute"
            if fresh
            else "this version is in force already"
        )
    return 0
