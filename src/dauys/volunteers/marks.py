"""Where a page of a list ended, as our own link to the next one says it: a moment and an id."""

from datetime import datetime
from uuid import UUID


def mark(moment: datetime, key: UUID) -> str:
    return f"{moment.isoformat()}~{key}"


def place_of(typed: str) -> tuple[datetime, UUID] | None:
    """What a mark says; None for anything else."""
    moment, _between, key = typed.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(key)) if at.tzinfo else None
    except ValueError:
        return None
