"""Finds places by what people type: a path, an official code, or a name with what it lies in, however it is spelled."""

from collections.abc import Iterable, Mapping

from dauys.core.folding import fold, words
from dauys.ground.places.models import Area

# They say what kind of place it is, and people leave them out.
_KINDS = frozenset(
    words("""
    қаласы қала ауылы ауыл кенті кент ауданы аудан облысы облыс ауылдық округі округ станциясы
    город г село с аул посёлок пос п район р н область обл сельский станция ст
    city town village settlement district region
    """)
)


def bare(name: str) -> str:
    """A folded name without the words for its kind; what is nothing but such words stays."""
    left = [word for word in words(name) if word not in _KINDS]
    return " ".join(left) or fold(name)


class PlaceNames:
    """All places by their folded names, whole and without the words for their kind."""

    def __init__(self, places: Mapping[str, Area]) -> None:
        self._places = places
        self._paths: dict[str, dict[str, None]] = {}
        for path, area in places.items():
            for name in area.names.values():
                for spelled in (fold(name), bare(name)):
                    self._paths.setdefault(spelled, {})[path] = None

    def meant(self, asked: str) -> list[str]:
        """Paths of the places meant; none, or several that are called so.

        `asked` is a path, an official code, or a name after the names of what it lies in: «Ақжар ауданы, Достық».
        """
        path = f"{asked.strip().strip('/')}/"
        if path in self._places:
            return [path]
        if asked.strip().isdigit():
            return [p for p, area in self._places.items() if area.official_code == asked.strip()]
        *above, name = self._parts(asked)
        return self._within(above, self._called(name))

    def like(self, asked: str, most: int) -> list[str]:
        """The first places whose name begins so, in the pack's order, at most `most`."""
        *above, name = self._parts(asked)
        begun = bare(name)
        found = (p for spelled, paths in self._paths.items() if begun and spelled.startswith(begun) for p in paths)
        order = {path: place for place, path in enumerate(self._places)}
        return sorted(set(self._within(above, found)), key=order.__getitem__)[:most]

    @staticmethod
    def _parts(asked: str) -> list[str]:
        return [part for part in asked.split(",") if fold(part)] or [""]

    def _called(self, name: str) -> Iterable[str]:
        return self._paths.get(fold(name)) or self._paths.get(bare(name)) or ()

    def _within(self, above: list[str], paths: Iterable[str]) -> list[str]:
        branches = [set(self._called(name)) for name in above]
        return [path for path in paths if all(_lies_in(path, branch) for branch in branches)]


def _lies_in(path: str, branch: set[str]) -> bool:
    steps = path.rstrip("/").split("/")
    return any("/".join(steps[:n]) + "/" in branch for n in range(1, len(steps)))
