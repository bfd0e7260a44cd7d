"""Certificates for many volunteers at once, as tokens in a folder or an archive, and new keys of an office."""

import argparse
import csv
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_current_schema, require_room, start_django

AT_ONCE = 500
Keep = Callable[[str, str], None]


def add(verbs: Commands) -> None:
    about = "Issue certificates of hours to all volunteers of an office or a group, as tokens (VC-JWT) in files."
    issue = command(verbs, "certificates", run_certificates, about)
    _takes_office(issue)
    issue.add_argument("--group", type=UUID, metavar="ID", help="only who came with this group")
    issue.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="first day, such as 2026-01-31")
    issue.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="last day")
    issue.add_argument("--language", default="", metavar="CODE", help="by default the first of the pack")
    issue.add_argument("--to", required=True, type=Path, metavar="PATH", help="a folder, or a file that ends in .zip")
    takes_data_folder(issue)
    renew = command(verbs, "renew-key", run_renew_key, "Give an office a new key; what the old one signed still holds.")
    _takes_office(renew)
    takes_data_folder(renew)


def _takes_office(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--office", required=True, metavar="CODE", help="the office, such as volunteers/akmola")


def begin(data: Path | None, stack: ExitStack) -> None:
    prepare(data, stack)
    start_django()
    require_current_schema()
    require_room("volunteers")


def office_named(code: str) -> Any:
    from dauys.volunteers.offices import offices

    office = next((one for one in offices() if one.code == code), None)
    if office is None:
        known = ", ".join(one.code for one in offices()[:5])
        raise CannotStart(f"There is no volunteer office {code}. There are: {known} ...")
    return office


def run_renew_key(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        begin(options.data, stack)
        from dauys.ground.access.actors import SYSTEM
        from dauys.ground.moment import now
        from dauys.volunteers.actions import renew_key

        row = renew_key(office=office_named(options.office), actor=SYSTEM, at=now())
        print(json.dumps({"office": options.office, "key": row.key_id}))
    return 0


def run_certificates(options: argparse.Namespace) -> int:
    """Some hundred a transaction: cut off, it is simply begun again, and nobody gets a second one that says the same.
    `list.csv` says which token is whose, by the number of the volunteer; no file names anybody."""
    with ExitStack() as stack:
        begin(options.data, stack)
        office = office_named(options.office)
        try:
            with _place(options.to) as keep:
                told = _issue(options, office, keep)
        except OSError as error:
            raise CannotStart(f"{options.to} cannot be used: {error.strerror}.") from error
        print(json.dumps({"office": options.office, **told}, indent=2))
    return 0


def _issue(options: argparse.Namespace, office: Any, keep: Keep) -> dict[str, Any]:
    from dauys.ground.access.actors import SYSTEM
    from dauys.ground.moment import now
    from dauys.ground.packs.current import current
    from dauys.volunteers.actions import issue_many
    from dauys.volunteers.certificates import token
    from dauys.volunteers.models import Volunteer

    began, language = time.monotonic(), options.language or current().languages[0]
    rows = Volunteer.objects.filter(office=office, state__in=["active", "paused"])
    people = rows.filter(group=options.group) if options.group else rows
    listed, minutes = StringIO(), 0
    table = csv.writer(listed, lineterminator="\n")
    table.writerow(["code", "volunteer", "minutes", "first_day", "last_day"])
    count = 0
    ids = iter(people.order_by("pk").values_list("pk", flat=True).iterator(AT_ONCE))
    while part := list(islice(ids, AT_ONCE)):
        made = issue_many(
            office=office, volunteers=part, since=options.since, until=options.until, actor=SYSTEM, at=now()
        )
        for row in made:
            keep(f"{row.code}.jwt", token(row, language))
            table.writerow([row.code, row.volunteer_id, row.minutes, row.first_day, row.last_day])
            minutes += row.minutes
        count += len(made)
    keep("list.csv", listed.getvalue())
    return {"certificates": count, "hours": minutes // 60, "seconds": round(time.monotonic() - began, 1)}


@contextmanager
def _place(path: Path) -> Iterator[Keep]:
    """Where the files go; those of an earlier run are written over."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            yield archive.writestr
        return
    path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(name: str, text: str) -> None:
        (path / name).write_text(text, "utf-8")

    yield keep
