"""Pure decisions about answers: what stops one from being sent, and how it is handed over."""

from collections.abc import Mapping

BLOCKS = ("asked", "found", "decided", "appeal")
STATES = ("draft", "submitted", "returned", "sent")
WAYS = ("page", "email", "sms", "phone", "post")
MIN_BLOCK = 15


def missing_blocks(blocks: Mapping[str, str]) -> list[str]:
    """The blocks too short to say anything, in their order."""
    return [name for name in BLOCKS if len(blocks.get(name, "").strip()) < MIN_BLOCK]


def leftover_placeholders(blocks: Mapping[str, str]) -> list[str]:
    """Blocks in which a gap of the template was not filled in: text in [brackets] or {braces}."""
    marks = ("{", "}", "[", "]", "___")
    return [name for name in BLOCKS if any(mark in blocks.get(name, "") for mark in marks)]


def reopens(solved: str) -> bool:
    """ "not_solved" opens the case again; "partly" is heard and counted but does not."""
    return solved == "not_solved"
