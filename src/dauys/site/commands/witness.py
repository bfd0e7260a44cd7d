"""Follows the log of an installation from outside and keeps its heads: `dauys witness URL`."""

import argparse
import json
import os
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dauys.core.log_heads import head_from_json, log_from_json
from dauys.core.merkle import NotProved
from dauys.core.witnessing import Kept, Look, look
from dauys.site.commands.parts import Commands, command
from dauys.site.runtime import CannotStart, say

LARGEST = 20_000_000
CONTINUES, REFUSED, UNREACHABLE = 0, 1, 2


def add(commands: Commands) -> None:
    about = "Follow an installation's log, check it and keep its heads; 0 it continues, 1 it does not, 2 no answer."
    parser = command(commands, "witness", run, about)
    parser.add_argument("url", metavar="URL", help="the installation's address, such as https://dauys.example")
    parser.add_argument("--keep", type=Path, default=Path("dauys-witness"), metavar="DIR", help="where heads are kept")
    parser.add_argument("--once", action="store_true", help="one look instead of one every few seconds")
    parser.add_argument("--every", type=int, default=60, metavar="SECONDS")


def run(options: argparse.Namespace) -> int:
    base = options.url.rstrip("/")
    if urlsplit(base).scheme not in ("http", "https"):
        raise CannotStart("Give the address with http:// or https://.")
    shelf = Shelf(options.keep)
    while True:
        code = _look(base, shelf)
        if options.once or code == REFUSED:
            return code
        time.sleep(max(options.every, 1))


def _look(base: str, shelf: "Shelf") -> int:
    answers: dict[str, Any] = {}

    def fetch(address: str) -> Any:
        answers[address] = _fetch(base + address)
        return answers[address]

    now = datetime.now(UTC)
    try:
        found = look(fetch, shelf.kept(), now)
    except NotProved as error:
        evidence = shelf.evidence(answers, str(error), now)
        _tell(now, "refused", why=str(error), evidence=str(evidence))
        return REFUSED
    except OSError as error:
        say(f"{base} does not answer: {error}")
        return UNREACHABLE
    if found.fork:
        say(f"a new log was started openly; {found.fork.lost} kept entries are not in it")
        _tell(now, "forked", **{name: getattr(found.fork, name) for name in found.fork.__slots__})
    shelf.keep(found)
    _tell(
        now,
        "stale" if found.is_stale else "continues",
        log_id=found.kept.log.log_id,
        tree_size=found.kept.last.tree_size,
        new_heads=len(found.fresh),
        age_seconds=round(found.age.total_seconds()),
    )
    return CONTINUES


def _tell(now: datetime, event: str, **about: Any) -> None:
    print(
        json.dumps({"at": now.isoformat(timespec="seconds"), "event": event, **about}, ensure_ascii=False), flush=True
    )


def _fetch(url: str) -> Any:
    """The JSON at an address; an error answer is JSON too. Raises NotProved for anything else."""
    request = urllib.request.Request(url, headers={"Accept": "application/json", "Accept-Language": "en"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # nosec B310  checked above
            data = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise
        data = error.read(LARGEST + 1)
    try:
        if len(data) > LARGEST:
            raise ValueError
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotProved("The log's answer cannot be read.") from error


class Shelf:
    """A folder with the heads of one installation: a description of the log, and a line for each head."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotStart(f"The folder {folder} cannot be made. Give another one with --keep DIR.") from error

    def kept(self) -> Kept | None:
        """What was kept so far."""
        try:
            state = json.loads((self.folder / "log.json").read_text("utf-8"))
            return Kept(log_from_json(state["log"]), head_from_json(state["last"]), int(state["position"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError) as error:
            raise CannotStart(
                f"The kept files in {self.folder} are damaged. Keep them apart and start anew."
            ) from error

    def keep(self, found: Look) -> None:
        """Heads first, then how far we are: after a crash between the two some heads are fetched and kept twice."""
        if found.fresh:
            with (self.folder / "heads.jsonl").open("a", encoding="utf-8") as file:
                file.write("".join(f"{json.dumps(head.as_json())}\n" for head in found.fresh))
                file.flush()
                os.fsync(file.fileno())
        kept = found.kept
        state = {"log": kept.log.as_json(), "last": kept.last.as_json(), "position": kept.position}
        draft = self.folder / "log.json.part"
        draft.write_text(json.dumps(state), "utf-8")
        draft.replace(self.folder / "log.json")

    def evidence(self, answers: dict[str, Any], why: str, now: datetime) -> Path:
        path = self.folder / f"refused-{now:%Y%m%dT%H%M%S}.json"
        path.write_text(json.dumps({"why": why, "at": now.isoformat(), "answers": answers}, indent=1), "utf-8")
        return path
