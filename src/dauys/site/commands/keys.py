"""Renews the keys of contacts while everything serves: `dauys keys rotate`, `dauys keys status`."""

import argparse
from collections.abc import Iterable
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_serving_role, say, start_django

NAMES = ("contacts", "lookup")


def add(commands: Commands) -> None:
    about = "The keys that seal phones, e-mails, identity numbers and addresses, and by which these are found."
    parser = commands.add_parser("keys", help=about, description=about)
    verbs = parser.add_subparsers(required=True, metavar="rotate|status")
    rotate = command(verbs, "rotate", run, "Make new keys and every row anew with them, or go on where it was cut off.")
    rotate.add_argument("--only", choices=NAMES, help="renew this key alone")
    status = command(verbs, "status", show, "Which keys are here, and how many values an older one still made.")
    for one in (rotate, status):
        takes_data_folder(one)


def show(options: argparse.Namespace) -> int:
    """1 while an older key still made something."""
    with ExitStack() as stack:
        _begin(options, stack)
        from dauys.ground.sealed.keys import generations
        from dauys.ground.sealed.rotation import older

        left = 0
        for name in NAMES:
            say(f"{name}: the newest key is generation {generations(name)[-1]}")
            waiting = older(name)
            for place, count in waiting.items():
                print(f"{place}  {count}")
            say(f"{name}: {sum(waiting.values())} values were made by an older one")
            left += sum(waiting.values())
    return 1 if left else 0


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        _begin(options, stack)
        from dauys.ground.sealed.keys import KeyUnreadable
        from dauys.ground.sealed.rotation import older, renew
        from dauys.ground.sealed.seal import CannotOpen

        try:
            renewed = _generations([options.only] if options.only else NAMES)
        except (KeyUnreadable, OSError) as error:
            raise CannotStart(f"The new key was not made: {error}") from error
        try:
            rows = renew(lambda table, done: print(f"{table}  {done}", end="\r", flush=True))
        except CannotOpen as error:
            raise CannotStart(f"{error} Put the missing key back into the folder and begin again.") from error
        _note(renewed, rows)
        say(f"{rows} rows were made anew. Copy the key folder now; older backups still need the older keys.")
        if left := sum(sum(older(name).values()) for name in NAMES):
            say(f"{left} values were held by somebody meanwhile. Run it once more.")
    return 1 if left else 0


def _generations(wanted: Iterable[str]) -> dict[str, int]:
    """By name the generation rows are made anew with: those of a run that was cut off, else new ones of `wanted`."""
    from dauys.ground.sealed.keys import generations, new_generation
    from dauys.ground.sealed.rotation import older

    if cut_off := {name: generations(name)[-1] for name in NAMES if older(name)}:
        for name, generation in cut_off.items():
            say(f"{name}: going on with generation {generation}")
        if others := [name for name in wanted if name not in cut_off]:
            say(f"{', '.join(others)}: as it was; run it again to renew it")
        return cut_off
    made = {name: new_generation(name) for name in wanted}
    for name, generation in made.items():
        say(f"{name}: made generation {generation}")
    return made


def _note(renewed: dict[str, int], rows: int) -> None:
    from dauys.ground.access.actors import SYSTEM
    from dauys.ground.access.transactions import acting
    from dauys.ground.journal.actions import record
    from dauys.ground.moment import now

    with acting(SYSTEM):
        for name, generation in renewed.items():
            payload = {"generation": generation, "rows": rows}
            if name == "contacts":
                record("accounts.rotate_contacts_key", actor=SYSTEM, at=now(), payload=payload)
            else:
                record("accounts.rotate_lookup_key", actor=SYSTEM, at=now(), payload=payload)


def _begin(options: argparse.Namespace, stack: ExitStack) -> None:
    prepare(options.data, stack)
    start_django()
    require_serving_role()
