"""Reads JSON that strangers wrote: one value a name, no numbers that are none, no nesting without end."""

import json
from collections.abc import Sequence
from typing import Any


class BadJson(ValueError):
    """The text is no JSON, or JSON that two readers could read differently."""


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson("A name stands twice in one object.")
    return found


def _refuse(word: str) -> Any:
    raise BadJson(f"{word} is no number.")


def read_json(text: str | bytes) -> Any:
    """The value of `text`; raises BadJson."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except BadJson:
        raise
    except (ValueError, RecursionError) as error:
        raise BadJson("This is no JSON.") from error
