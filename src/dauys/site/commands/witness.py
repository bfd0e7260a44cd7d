"""Follows the log of an installation from outside and keeps its heads: `dauys witness URL`."""

import argparse
import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dauys.core.log_heads import head_from_json, log_from_json
from dauys.core.merkle import NotProved
from dauys.core.strict_json import BadJson, read_json
from dauys.core.witnessing import Kept, Look, NoHeadYet, look
from dauys.site.commands.parts import Commands, command
from dauys.site.runtime import CannotStart, say

LARGEST = 4_000_000  # bytes of one answer
LARGEST_LOOK = 60_000_000  # and of all answers of a look
LONGEST = 120  # seconds for one answer, however slowly it trickles
CATCH_UP = 100  # looks in a row by who is far behind
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
    try:
        parts = urlsplit(base)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise CannotStart("Give the address with http:// or https://.")
    shelf = Shelf(options.keep)
    while True:
        code = _catch_up(base, shelf)
        if options.once or code == REFUSED:
            return code
        time.sleep(max(options.every, 1))


def _catch_up(base: str, shelf: "Shelf") -> int:
    """Looks until the newest head is reached, or often enough for now."""
    for _ in range(CATCH_UP):
        code, behind = _look(base, shelf)
        if not behind:
            break
    return code


def _look(base: str, shelf: "Shelf") -> tuple[int, bool]:
    """The exit code of one look, and whether there is more to read."""
    answers: dict[str, Any] = {}
    left = LARGEST_LOOK

    def fetch(address: str) -> Any:
        nonlocal left
        answers[address], size = _fetch(base + address)
        left -= size
        if left < 0:
            raise NotProved("The log's answers are larger than what can be looked at.")
        return answers[address]

    now = datetime.now(UTC)
    try:
        found = look(fetch, shelf.kept(), now)
    except NotProved as error:
        evidence = shelf.evidence(answers, str(error), now)
        _tell(now, "refused", why=str(error), evidence=str(evidence))
        return REFUSED, False
    except NoHeadYet:
        say(_plain(f"{base} has signed no head yet"))
        return UNREACHABLE, False
    except (OSError, HTTPException, ValueError) as error:
        say(_plain(f"{base} does not answer: {error}"))
        return UNREACHABLE, False
    if found.fork:
        say(f"a new log was started openly; {found.fork.lost} kept entries are not in it")
        _tell(now, "forked", **{name: getattr(found.fork, name) for name in found.fork.__slots__})
    shelf.keep(found)
    _tell(
        now,
        "behind" if found.behind else "stale" if found.is_stale else "continues",
        log_id=found.kept.log.log_id,
        tree_size=found.kept.last.tree_size,
        new_heads=len(found.fresh),
        age_seconds=round(found.age.total_seconds()),
    )
    return CONTINUES, found.behind


def _plain(text: str) -> str:
    """A stranger's words without what steers a terminal."""
    return "".join(c if c.isprintable() else "?" for c in text[:300])


def _tell(now: datetime, event: str, **about: Any) -> None:
    print(json.dumps({"at": now.isoformat(timespec="seconds"), "event": event, **about}), flush=True)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a log to another path or to https, and nowhere else: not to files, not to machines inside our network."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        same = (there.scheme, there.hostname, there.port) == (here.scheme, here.hostname, here.port)
        safer = (here.scheme, there.scheme, there.hostname) == ("http", "https", here.hostname) and not there.port
        if not (same or safer):
            raise OSError("it leads to another address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(url: str) -> tuple[Any, int]:
    """The JSON at an address and its size; that something is not there is JSON too. Raises NotProved, OSError."""
    request = urllib.request.Request(url, headers={"Accept": "application/json", "Accept-Language": "en"})  # noqa: S310
    opener = urllib.request.build_opener(_SameHost())
    with _at_most(LONGEST):
        try:
            with opener.open(request, timeout=30) as answer:
                data = answer.read(LARGEST + 1)
                if len(data) <= LARGEST and answer.length:
                    raise OSError("the answer was cut off")
        except urllib.error.HTTPError as error:
            if error.code not in (400, 404):
                raise
            data = error.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise NotProved("The log's answer is too large.")
    try:
        return read_json(data), len(data)
    except BadJson as error:
        raise NotProved("The log's answer cannot be read.") from error


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Ends what takes longer with TimeoutError; a time limit of the socket begins anew with every byte."""

    def stop(_number: int, _frame: Any) -> None:
        raise TimeoutError(f"no whole answer in {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
            state = read_json((self.folder / "log.json").read_text("utf-8"))
            return Kept(log_from_json(state["log"]), head_from_json(state["last"]), int(state["position"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CannotStart(
                f"The kept files in {self.folder} are damaged. Keep them apart and start anew."
            ) from error

    def keep(self, found: Look) -> None:
        """Heads first, then how far we are: after a crash between the two some heads are fetched and kept twice."""
        try:
            if found.fresh:
                with (self.folder / "heads.jsonl").open("a", encoding="utf-8") as file:
                    file.writelines(f"{json.dumps(head.as_json())}\n" for head in found.fresh)
                    file.flush()
                    os.fsync(file.fileno())
            kept = found.kept
            state = {"log": kept.log.as_json(), "last": kept.last.as_json(), "position": kept.position}
            draft = self.folder / "log.json.part"
            draft.write_text(json.dumps(state), "utf-8")
            draft.replace(self.folder / "log.json")
        except OSError as error:
            raise self._unwritable(error) from error

    def evidence(self, answers: dict[str, Any], why: str, now: datetime) -> Path:
        path = self.folder / f"refused-{now:%Y%m%dT%H%M%S}.json"
        try:
            path.write_text(json.dumps({"why": why, "at": now.isoformat(), "answers": answers}, indent=1), "utf-8")
        except OSError as error:
            raise self._unwritable(error) from error
        return path

    def _unwritable(self, error: OSError) -> CannotStart:
        return CannotStart(f"The folder {self.folder} cannot be written ({error.strerror}). Free space there.")
