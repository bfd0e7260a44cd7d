"""What a POST of one route does, to whom: a line of the table in `test_every_post.py`."""

from dataclasses import dataclass, field

from tests.security.visitors import VISITORS


@dataclass(frozen=True)
class Line:
    """Who may, what they get, which tables it changes, and where everybody else is sent."""

    may: tuple[str, ...] = VISITORS
    status: int = 302
    to: str = ""
    changes: set[str] = field(default_factory=set)
    else_to: str = ""  # empty: a staff page, so sign-in for who is not signed in and 404 for other staff
    idle: tuple[str, ...] = ()  # who may too, but has nothing to do there: the same answer, and nothing changes
    uncounted: tuple[str, ...] = ()  # who goes on with something begun, which no brake counts
    only_counted: tuple[str, ...] = ()  # who goes on with something begun, and only the brakes note it
    stale: bool = False  # others get the page of who comes too late (409), which keeps what was typed
    staff_to: str = ""  # where other staff are led instead of the 404
    also: dict[str, set[str]] = field(default_factory=dict)  # what it changes for some of them besides

    @property
    def furthest(self) -> str:
        """Somebody it lets in; where nobody of the town has anything to do there, a citizen."""
        return self.may[0] if self.may else "citizen"
