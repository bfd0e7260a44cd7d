"""Finds bodies by what people type: a code, or a name in any language, whole, short or begun."""

from collections.abc import Iterable
from datetime import date

from dauys.core.folding import fold
from dauys.directory.cache import organizations
from dauys.directory.models import Organization


def _names(body: Organization) -> set[str]:
    return {fold(name) for name in (*body.names.values(), *body.short_names.values())}


def working(day: date) -> list[Organization]:
    """The bodies there are on a day, in the directory's order. No statement."""
    return [body for body in organizations().values() if body.valid_until is None or body.valid_until >= day]


def meant(asked: str, day: date) -> list[Organization]:
    """The bodies meant: none, or several that are called so."""
    bodies, wanted = working(day), fold(asked)
    if exact := [body for body in bodies if body.code == asked.strip().strip("/")]:
        return exact
    return [body for body in bodies if wanted and wanted in _names(body)]


def like(asked: str, day: date, most: int) -> list[Organization]:
    """The first bodies with all the words typed, or their beginnings, in one of their names."""
    typed = fold(asked).split()

    def fits(names: Iterable[str]) -> bool:
        return any(all(any(w.startswith(t) for w in name.split()) for t in typed) for name in names)

    return [body for body in working(day) if typed and fits(_names(body))][:most]
