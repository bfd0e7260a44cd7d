"""What search does elsewhere: an erased person is forgotten at once."""

from uuid import UUID

from dauys.search.actions import forget


def erase_person(case_id: UUID) -> None:
    """The document of an erased case."""
    forget(case_id=case_id)
