"""What narrows and orders a worklist: read from an address, kept in a saved list, written into links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dauys.ground.packs.current import current

VIEWS = (
    "body", "mine", "new", "today", "overdue", "approval", "waiting", "reopened", "unowned", "desk", "answered",
    "ended",
)  # fmt: skip
# These stand as they changed, and are not counted.
BY_CHANGE = ("answered", "ended")
DUE = ("overdue", "soon")
WHO = ("nobody", "mine")
SORTS = ("urgent", "newest")
SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class Filters:
    """One list: a view, what narrows it (empty: nothing), its order, and the mark of the page before."""

    view: str = "body"
    kind: str = ""
    due: str = ""
    after: str = ""
    area: str = ""  # the path of a territory
    who: str = ""
    sort: str = "urgent"
    size: int = SIZES[0]

    @property
    def query(self) -> str:
        """The list as the part of an address after the question mark, without the page's mark; always the same text."""
        named = {"view": self.view, "kind": self.kind, "due": self.due, "area": self.area, "who": self.who}
        asked = {name: value for name, value in named.items() if value}
        if self.sort != SORTS[0]:
            asked["sort"] = self.sort
        if self.size != SIZES[0]:
            asked["size"] = str(self.size)
        return urlencode(asked, safe="/")

    def at(self, mark: str) -> "Filters":
        """The same list from the page after `mark`."""
        return replace(self, after=mark)


def read(asked: Mapping[str, str], areas: Mapping[str, object], *, view: str = "body") -> Filters:
    """The list an address asks for; what it does not know falls back to nothing, an unknown view to `view`."""

    def one_of(name: str, known: object, otherwise: str = "") -> str:
        value = asked.get(name, "")
        return value if value and value in known else otherwise  # type: ignore[operator]

    size, shown = asked.get("size", ""), one_of("view", VIEWS, view)
    return Filters(
        view=shown,
        kind=one_of("kind", current().kinds),
        due=one_of("due", DUE),
        after=asked.get("after", ""),
        area=one_of("area", areas),
        who=one_of("who", WHO),
        sort=SORTS[0] if shown in BY_CHANGE else one_of("sort", SORTS, SORTS[0]),
        size=int(size) if size in map(str, SIZES) else SIZES[0],
    )
