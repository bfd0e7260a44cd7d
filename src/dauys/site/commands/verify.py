"""Checks a receipt without any database: `dauys verify RECEIPT.json`."""

import argparse
import json
from pathlib import Path
from typing import Any

from dauys.core.log_heads import Head, head_from_json
from dauys.core.merkle import NotProved
from dauys.core.receipts import Consistency, Receipt, check, receipt_from_json
from dauys.site.commands.parts import Commands, command
from dauys.site.runtime import CannotStart

PROVED, REFUSED, PROMISED = 0, 1, 2
LARGEST = 50_000_000


def add(commands: Commands) -> None:
    parser = command(
        commands, "verify", run, "Check a receipt, without a database; 0 proved, 1 refused, 2 only promised."
    )
    parser.add_argument("receipt", type=Path, metavar="RECEIPT.json")
    parser.add_argument("--head", type=Path, metavar="HEAD.json", help="a head you kept, or a witness's heads.jsonl")
    parser.add_argument("--proof", type=Path, metavar="PROOF.json", help="an answer of /log/consistency")


def run(options: argparse.Namespace) -> int:
    try:
        receipt = receipt_from_json(_one(options.receipt))
        kept = kept_heads(options.head) if options.head else ()
        late = check(receipt, kept, _proof(_one(options.proof)) if options.proof else None)
    except NotProved as error:
        print(json.dumps({"verdict": "refused", "why": str(error)}, ensure_ascii=False))
        return REFUSED
    verdict = "proved" if receipt.is_merged else "promised"
    answer = {
        "verdict": verdict,
        **_about(receipt),
        "compared_with_kept_heads": len(kept),
        "merged_late_by_seconds": round(late.total_seconds()),
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))
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
        return json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise CannotStart(f"{path} holds no JSON.") from error


def kept_heads(path: Path) -> list[Head]:
    """Heads of a file: one of them, an answer of /log/head, or one a line as a witness keeps them."""
    text = _text(path)
    try:
        rows = [json.loads(text)]
    except ValueError:
        try:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise CannotStart(f"{path} holds no head.") from error
    return [head_from_json(row.get("head", row) if isinstance(row, dict) else row) for row in rows]


def _proof(data: Any) -> Consistency:
    try:
        return Consistency(int(data["first"]), int(data["second"]), tuple(bytes.fromhex(step) for step in data["path"]))
    except (KeyError, TypeError, ValueError) as error:
        raise NotProved("The file given with --proof is no answer of /log/consistency.") from error
