"""Renews the key that seals contacts while everything serves: `dauys keys rotate`, `dauys keys status`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_serving_role, say, start_django


def add(commands: Commands) -> None:
    about = "The key that seals phones, e-mails, identity numbers and addresses."
    parser = commands.add_parser("keys", help=about, description=about)
    verbs = parser.add_subparsers(required=True, metavar="rotate|status")
    rotate = command(verbs, "rotate", run, "Make a new key and seal everything anew, or go on where that was cut off.")
    status = command(verbs, "status", show, "Which keys are here, and how many values an older one still seals.")
    for one in (rotate, status):
        takes_data_folder(one)


def show(options: argparse.Namespace) -> int:
    """1 while an older key still seals something."""
    with ExitStack() as stack:
        _begin(options, stack)
        from dauys.ground.sealed.keys import generations
        from dauys.ground.sealed.rotation import older
        from dauys.ground.sealed.seal import KEY

        say(f"the newest key is generation {generations(KEY)[-1]}")
        waiting = older()
        for place, count in waiting.items():
            print(f"{place}  {count}")
        say(f"{sum(waiting.values())} values are sealed with an older one")
    return 1 if waiting else 0


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        _begin(options, stack)
        from dauys.ground.access.actors import SYSTEM
        from dauys.ground.access.transactions import acting
        from dauys.ground.journal.actions import record
        from dauys.ground.moment import now
        from dauys.ground.sealed.keys import KeyUnreadable, generations, new_generation
        from dauys.ground.sealed.rotation import older, reseal
        from dauys.ground.sealed.seal import KEY, CannotOpen

        try:
            goes_on = bool(older())
            generation = generations(KEY)[-1] if goes_on else new_generation(KEY)
        except (KeyUnreadable, OSError) as error:
            raise CannotStart(f"The new key was not made: {error}") from error
        say(f"{'going on with' if goes_on else 'made'} generation {generation}")
        try:
            rows = reseal(lambda table, done: print(f"{table}  {done}", end="\r", flush=True))
        except CannotOpen as error:
            raise CannotStart(f"{error} Put the missing key back into the folder and begin again.") from error
        with acting(SYSTEM):
            payload = {"generation": generation, "rows": rows}
            record("accounts.rotate_contacts_key", actor=SYSTEM, at=now(), payload=payload)
        say(f"{rows} rows are sealed anew. Copy the key folder now; older backups still need the older keys.")
        if left := sum(older().values()):
            say(f"{left} values were held by somebody meanwhile. Run it once more.")
    return 1 if left else 0


def _begin(options: argparse.Namespace, stack: ExitStack) -> None:
    prepare(options.data, stack)
    start_django()
    require_serving_role()
