"""What figures do on facts: whatever happens to a case moves the counters."""

from dauys.figures.actions import count
from dauys.ground.journal.models import Entry


def count_case(entry: Entry) -> None:
    """Brings the counters to how the case stands now."""
    if entry.case_id is not None:
        count(case_id=entry.case_id)
