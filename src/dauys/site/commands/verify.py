"""Checks a receipt without any database: `dauys verify RECEIPT.json`."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dauys.core.log_heads import Head, exact_hex, head_from_json
from dauys.core.merkle import NotProved
from dauys.core.receipts import Consistency, Receipt, check, receipt_from_json
from dauys.core.strict_json import BadJson, read_json
from dauys.site.commands.parts import Commands, command
from dauys.site.runtime import CannotStart

PROVED, REFUSED, PROMISED = 0, 1, 2
LARGEST = 5_000_000
LONGEST_LINE = 10_000


def add(commands: Commands) -> None:
    parser = command(
        commands, "verify", run, "Check a receipt, without a database; 0 proved, 1 refused, 2 only promised."
    )
    parser.add_argument("receipt", type=Path, metavar="RECEIPT.json")
    parser.add_argument("--head", type=Path, metavar="HEAD.json", help="a head you kept, or a witness's heads.jsonl")
    parser.add_argument("--proof", type=Path, metavar="PROOF.json", help="an answer of /log/consistency")


def run(options: argparse.Namespace) -> int:
    kept = KeptHeads(options.head)
    try:
        receipt = receipt_from_json(_one(options.receipt))
        late = check(receipt, kept, _proof(_one(options.proof)) if options.proof else None)
    except NotProved as error:
        print(json.dumps({"verdict": "refused", "why": str(error)}))
        return REFUSED
    verdict = "proved" if receipt.is_merged else "promised"
    answer = {
        "verdict": verdict,
        **_about(receipt),
        "compared_with_kept_heads": kept.count,
        "merged_late_by_seconds": round(late.total_seconds()),
    }
    # What strangers wrote is printed in ASCII, so that it cannot steer a terminal.
    print(json.dumps(answer, indent=2))
    return PROVED if receipt.is_merged else PROMISED


def _about(receipt: Receipt) -> dict[str, Any]:
    place = receipt.places[0]
    return {
        "number": receipt.number,
        "registered_at": receipt.entries[0].at.isoformat(),
        "log_id": receipt.log.log_id,
        "places": [found.index if found else None for found in receipt.places],
        "head": place.head.as_json() if place else None,
        "due_on": next((e.payload.get("due_on") for e in receipt.entries if "due_on" in e.payload), None),
        "by_law": next((e.payload.get("by_law") for e in receipt.entries if "by_law" in e.payload), None),
    }


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise CannotStart(f"{path} is too large to be what it should be.")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{path} cannot be read.") from error


def _one(path: Path) -> Any:
    try:
        return read_json(_text(path))
    except BadJson as error:
        raise NotProved(f"{path} holds no JSON that can be read in one way only.") from error


class KeptHeads:
    """Heads of a file, read one after the other: one of them, an answer of /log/head, or a witness's one a line."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0

    def __iter__(self) -> Iterator[Head]:
        for row in self._rows(self.path) if self.path else ():
            self.count += 1
            yield head_from_json(row.get("head", row) if isinstance(row, dict) else row)

    @staticmethod
    def _rows(path: Path) -> Iterator[Any]:
        try:
            if path.stat().st_size <= LARGEST:
                try:
                    yield read_json(path.read_text("utf-8"))
                    return
                except BadJson:
                    pass  # then one a line
            with path.open(encoding="utf-8") as file:
                while line := file.readline(LONGEST_LINE):
                    if line.strip():
                        yield read_json(line)
        except (OSError, UnicodeDecodeError) as error:
            raise CannotStart(f"{path} cannot be read.") from error
        except BadJson as error:
            raise CannotStart(f"{path} holds no head.") from error


def _proof(data: Any) -> Consistency:
    try:
        return Consistency(int(data["first"]), int(data["second"]), tuple(exact_hex(step, 32) for step in data["path"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotProved("The file given with --proof is no answer of /log/consistency.") from error
