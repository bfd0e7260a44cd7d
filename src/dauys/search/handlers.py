"""What search does on facts: a case that was filed, given on, opened again or answered gets its document anew."""

from dauys.ground.journal.models import Entry
from dauys.search.actions import index


def keep_document(entry: Entry) -> None:
    """Makes the document of the entry's case."""
    if entry.case_id is not None:
        index(case_id=entry.case_id)
