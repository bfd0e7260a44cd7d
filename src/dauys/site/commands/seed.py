"""Fills a database with invented cases by the hundred thousand: `dauys seed`."""

import argparse
import json
import os
from contextlib import ExitStack
from datetime import UTC, datetime

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
    about = "Fill a fresh database with invented cases and all that happened to them, for trials of size."
    parser = command(commands, "seed", run, about)
    parser.add_argument("--cases", type=_count, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="S", help="the same S invents the same cases")
    parser.add_argument(
        "--until", type=_moment, metavar="MOMENT", help="the present of the invented cases; default now"
    )
    parser.add_argument("--more", action="store_true", help="add to cases that are there, if no head was signed yet")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        become_owner()
        start_django()
        require_current_schema()
        print(json.dumps(seed(options.cases, options.seed, more=options.more, until=options.until), indent=2))
    return 0


def seed(count: int, number: int, *, more: bool, until: datetime | None = None) -> dict[str, object]:
    """Loads as the role Django is connected as, which must own the tables; the summary."""
    from dataclasses import asdict

    from django.db import DatabaseError

    from dauys.core.workdays import CalendarNotCovered
    from dauys.ground.moment import now
    from dauys.site.bulk.load import CannotSeed, load
    from dauys.site.bulk.progress import Bar
    from dauys.site.upgrade import alone
    from dauys.site.wiring import HEARERS

    os.environ.setdefault("DAUYS_POOL", "2")
    try:
        with alone():
            done = load(
                count=count,
                seed=number,
                at=until or now(),
                hearers=HEARERS,
                progress=Bar(),
                more=more,
            )
    except CannotSeed as error:
        raise CannotStart(str(error)) from error
    except CalendarNotCovered as error:
        raise CannotStart("The calendar of the pack does not reach three years back from that moment.") from error
    except DatabaseError as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CannotStart(f"Nothing was seeded, the database is as it was: {reason}") from error
    say(f"{count:,} cases in {sum(done.seconds.values()):.0f} s")
    return asdict(done)
