"""Plans of all volunteer offices, people of a long table, certificates for many: `dauys volunteers ...`."""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from dauys.site.commands import certificates
from dauys.site.commands.certificates import begin, office_named
from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, say

MOST_TOLD = 20
TELL_EVERY = 100_000


def add(commands: Commands) -> None:
    about = "Make the plan of all offices, write people of a long table down, issue certificates to many."
    parser = commands.add_parser("volunteers", help=about, description=about)
    verbs = parser.add_subparsers(required=True, metavar="plan | import | certificates | renew-key")
    about = "Make the plan of all offices at once; the worker does it every night."
    takes_data_folder(command(verbs, "plan", run_plan, about))
    about = "Write the people of a table down as volunteers of an office; who is there already is left as they are."
    bring = command(verbs, "import", run_import, about)
    bring.add_argument("table", type=Path, metavar="FILE.csv", help="columns as at the desk: name, born_on, phone ...")
    bring.add_argument(
        "--office", required=True, metavar="CODE", help="the volunteer office, such as volunteers/akmola"
    )
    bring.add_argument(
        "--faults", type=Path, metavar="FILE", help="where every fault goes: line, column, what is wrong"
    )
    takes_data_folder(bring)
    certificates.add(verbs)


def run_plan(options: argparse.Namespace) -> int:
    """What the plan fills, as JSON."""
    with ExitStack() as stack:
        begin(options.data, stack)
        from dauys.ground.moment import now
        from dauys.volunteers.actions import can_plan, plan_by_night
        from dauys.volunteers.models import Run

        if not can_plan():
            raise CannotStart("The packages for matching are missing: install requirements/match.txt.")
        made = plan_by_night(at=now())
        newest = Run.objects.order_by("-made_at").first() if made else None
        print(json.dumps({"plans": made, **(newest.about if newest else {})}, indent=2))
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Some thousand people a transaction: cut off, it is simply begun again. 1 where lines could not be read."""
    with ExitStack() as stack:
        begin(options.data, stack)
        from django.utils.translation import override

        from dauys.volunteers.people_files import BadFile

        try:
            with override("en"):
                told = _import(options)
        except BadFile as error:
            raise CannotStart(str(error)) from error
        except OSError as error:
            raise CannotStart(f"{error.filename} cannot be used: {error.strerror}.") from error
        print(json.dumps(told, indent=2))
    return 1 if told["wrong"] else 0


def _import(options: argparse.Namespace) -> dict[str, Any]:
    from dauys.directory.cache import place_of
    from dauys.ground.access.actors import SYSTEM
    from dauys.ground.moment import now
    from dauys.ground.ui.moments import today
    from dauys.volunteers.actions.importing import AT_ONCE, Added, Writer, note_import
    from dauys.volunteers.people_files import lines_of
    from dauys.volunteers.people_rows import Fault, Home, Reader, split

    office = office_named(options.office)
    began, at = time.monotonic(), now()
    reader, writer = Reader(Home(place_of(office), today())), Writer(office=office, group=None, actor=SYSTEM, at=at)
    done, wrong, lines = Added(), 0, lines_of(options.table)
    with ExitStack() as files:
        file = files.enter_context(options.faults.open("w", encoding="utf-8")) if options.faults else None

        def tell(faults: list[Fault]) -> None:
            for number, fault in enumerate(faults):
                text = f"{options.table}:{fault.line}: {fault.column or 'line'}: {fault.words}"
                if file:
                    file.write(f"{text}\n")
                elif wrong + number < MOST_TOLD:
                    say(text)

        for count, part in enumerate(_parts(lines, AT_ONCE), 1):
            people, faults = split(reader, part)
            done += writer.write([person for _line, person in people])
            tell(faults)
            wrong += len({fault.line for fault in faults})
            if count * AT_ONCE % TELL_EVERY == 0:
                say(f"{count * AT_ONCE:,} lines in {time.monotonic() - began:.0f} s")
    note_import(office=office, done=done, wrong=wrong, actor=SYSTEM, at=now())
    return {
        "office": office.code, "added": done.added, "here": done.here, "wrong": wrong,
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def _parts(lines: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while part := list(islice(lines, size)):
        yield part
