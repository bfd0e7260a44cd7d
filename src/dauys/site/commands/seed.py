"""Fills a database with invented cases, or tables with invented volunteers and needs: `dauys seed`."""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, become_owner, prepare, require_current_schema, say, start_django

DEFAULT_SEED = 2026


def _count(text: str) -> int:
    number = int(text.replace("_", "").replace(",", ""))
    if not 1 <= number <= 9_000_000:
        raise argparse.ArgumentTypeError("give a number from 1 to 9,000,000")
    return number


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def add(commands: Commands) -> None:
    about = (
        "Fill a fresh database with invented cases or receptions and all that happened to them, for trials of size; or "
        "write tables of invented volunteers and needs for `dauys match`."
    )
    parser = command(commands, "seed", run, about)
    parser.add_argument("--cases", type=_count, metavar="N")
    parser.add_argument("--receptions", type=_count, metavar="N", help="visits to heads of the last year")
    parser.add_argument("--volunteers", type=_count, metavar="N", help="with --needs; as tables with --csv")
    parser.add_argument("--needs", type=_count, metavar="M")
    parser.add_argument("--csv", type=Path, metavar="DIR", help="where volunteers.csv and needs.csv go")
    parser.add_argument("--seed", type=int, metavar="S", help="the same S invents the same; 2026, and 7 for volunteers")
    parser.add_argument(
        "--until", type=_moment, metavar="MOMENT", help="the present of the invented cases; default now"
    )
    parser.add_argument("--more", action="store_true", help="add to cases that are there, if no head was signed yet")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    tables = (options.volunteers, options.needs, options.csv)
    rows = options.cases or options.receptions
    if any(tables) and (not options.volunteers or not options.needs or rows):
        raise CannotStart("Give --volunteers N and --needs M together, without --cases and --receptions.")
    if options.csv:
        return _invent(options)
    if not rows and not options.volunteers:
        raise CannotStart("Say what to invent: --cases N, --receptions N, or --volunteers N --needs M [--csv DIR].")
    if options.volunteers and find_spec("numpy") is None:
        raise CannotStart("The packages for matching are missing: install requirements/match.txt.")
    number = DEFAULT_SEED if options.seed is None else options.seed
    told: dict[str, object] = {}
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        require_current_schema()
        if options.cases:
            told |= seed(options.cases, number, more=options.more, until=options.until)
        if options.receptions:
            told |= receive(options.receptions, number, until=options.until)
        if options.volunteers:
            told |= help_out(options.volunteers, options.needs, number, until=options.until)
        print(json.dumps(told, indent=2))
    return 0


def _invent(options: argparse.Namespace) -> int:
    if find_spec("numpy") is None:
        raise CannotStart("The packages for matching are missing: install requirements/match.txt.")
    from dauys.site.bulk import volunteering

    number = volunteering.SEED if options.seed is None else options.seed
    try:
        made = volunteering.write(options.volunteers, options.needs, options.csv, number)
    except OSError as error:
        raise CannotStart(f"{error.filename} cannot be written: {error.strerror}.") from error
    print(json.dumps({"volunteers": str(made.volunteers), "needs": str(made.needs), "places": made.places}, indent=2))
    return 0


def seed(count: int, number: int, *, more: bool, until: datetime | None = None) -> dict[str, object]:
    """Loads as the role Django is connected as, which must own the tables; the summary."""
    from dataclasses import asdict

    from dauys.ground.moment import now
    from dauys.site.bulk.load import load
    from dauys.site.bulk.progress import Bar
    from dauys.site.wiring import HEARERS

    with _whole_or_not_at_all():
        done = load(
            count=count, seed=number, at=until or now(), hearers=HEARERS, progress=Bar(), more=more,
        )  # fmt: skip
    say(f"{count:,} cases in {sum(done.seconds.values()):.0f} s")
    return asdict(done)


def receive(count: int, number: int, *, until: datetime | None = None) -> dict[str, object]:
    """The same for receptions, through the actions of the room: some dozen a second."""
    import time

    from dauys.ground.moment import now
    from dauys.site.bulk import receptions
    from dauys.site.bulk.progress import Bar

    began = time.monotonic()
    with _whole_or_not_at_all():
        heads = receptions.receive(count=count, seed=number, at=until or now(), progress=Bar())
    say(f"{count:,} visits to {heads} heads in {time.monotonic() - began:.0f} s")
    return {"receptions": count, "heads": heads}


def help_out(volunteers: int, needs: int, number: int, *, until: datetime | None = None) -> dict[str, object]:
    """The same for volunteers of one office and needs of its place."""
    from dataclasses import asdict

    from dauys.ground.moment import now
    from dauys.site.bulk import offices_of_help
    from dauys.site.bulk.progress import Bar

    with _whole_or_not_at_all():
        done = offices_of_help.fill(volunteers=volunteers, needs=needs, seed=number, at=until or now(), progress=Bar())
    return asdict(done)


@contextmanager
def _whole_or_not_at_all() -> Iterator[None]:
    """Alone in the database; what stops a load is said in one sentence."""
    from django.db import DatabaseError

    from dauys.core.workdays import CalendarNotCovered
    from dauys.site.bulk.load import CannotSeed
    from dauys.site.upgrade import alone

    os.environ.setdefault("DAUYS_POOL", "2")
    try:
        with alone():
            yield
    except CannotSeed as error:
        raise CannotStart(str(error)) from error
    except CalendarNotCovered as error:
        raise CannotStart("The calendar of the pack does not reach three years back from that moment.") from error
    except DatabaseError as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CannotStart(f"Nothing was seeded, the database is as it was: {reason}") from error
