"""Pure decisions of learning: when the model is sure enough, which cases it may not see, and how right it was."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

SURE = 0.5
"""Below this likelihood the model abstains: nothing is suggested."""

UNSEEN = timedelta(days=30)
LEAST_CASES = 100
BINS = 5
HEADS = ("topic", "body")
LANGUAGES = ("kk", "ru", "en", "mixed")
_HELD = 5  # one template of so many is held back


@dataclass(frozen=True, slots=True)
class Told:
    """What the model said of one unseen case, and what was decided."""

    right: str
    first: str
    three: tuple[str, ...]
    likely: float
    topic: str
    language: str


def split(rows: Sequence[Any], template_of: Callable[[str], str], number_of: Callable[[str], int]) -> Any:
    """What is learned from, what is not seen, and how they were parted: "time" or "time and template".

    The newest month is never learned from. Where most of its texts repeat templates of before, as invented texts do,
    a fifth of the templates is held back from both sides, and only these are tested. Labelled cases are never learned.
    """
    last = max(row.at for row in rows)
    before = [row for row in rows if row.at <= last - UNSEEN and not row.labelled]
    after = [row for row in rows if row.at > last - UNSEEN or row.labelled]
    if not before:
        return [], after, "time"
    known = {template_of(row.text) for row in before}
    repeated = sum(template_of(row.text) in known for row in after)
    if repeated * 2 <= len(after):
        return before, after, "time"

    def is_held(row: Any) -> bool:
        return number_of(template_of(row.text)) % _HELD == 0

    unseen = [row for row in after if is_held(row) or row.labelled]
    return [row for row in before if not is_held(row)], unseen, "time and template"


def quality(told: Sequence[Told]) -> dict[str, Any]:
    """How often the first and one of three was right, by likelihood, by topic and by language."""
    groups: dict[str, dict[str, list[Told]]] = {"by_topic": defaultdict(list), "by_language": defaultdict(list)}
    for each in told:
        groups["by_topic"][each.topic].append(each)
        groups["by_language"][each.language].append(each)
    return {
        **_quality(told),
        "bins": _bins(told),
        **{name: {code: _quality(rows) for code, rows in sorted(found.items())} for name, found in groups.items()},
    }


def _quality(told: Sequence[Told]) -> dict[str, Any]:
    sure = [each for each in told if each.likely >= SURE]
    return {
        "n": len(told),
        "right": sum(each.first == each.right for each in told),
        "three": sum(each.right in each.three for each in told),
        "sure": len(sure),
        "sure_right": sum(each.first == each.right for each in sure),
        "claimed": round(sum(each.likely for each in told), 3),
    }


def _bins(told: Sequence[Told]) -> list[dict[str, Any]]:
    """Said and true likelihood, from the least sure to the surest."""
    found: list[list[Told]] = [[] for _ in range(BINS)]
    for each in told:
        found[min(BINS - 1, int(each.likely * BINS))].append(each)
    return [_quality(rows) for rows in found]
