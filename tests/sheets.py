"""The words of an invented method sheet."""

from typing import Any

from dauys.ground.packs.current import current


def words(points: int = 3, title: str = "Үлгі парақ") -> dict[str, dict[str, Any]]:
    """In every language of the pack, with as many points as asked."""
    said = {"title": title, "text": "Ойдан шығарылған парақ.", "points": [f"Тармақ {n}" for n in range(1, points + 1)]}
    return dict.fromkeys(current().languages, said)
