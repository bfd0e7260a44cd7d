"""Suggests who should act on a voice, and says why in words a clerk and a citizen can check."""

from dataclasses import dataclass
from functools import cache

from dauys.core.routing import Choice, TopicScore, choose, find_urgent, suggest_topics
from dauys.directory.cache import organizations
from dauys.directory.models import Organization
from dauys.ground.packs.current import current


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The body the rules lead to, the rule, and the words in the text that made it apply."""

    owner: Organization
    rule: str
    matched: tuple[str, ...]


@cache
def _rules():  # type: ignore[no-untyped-def]
    return current().routing_rules()


def topics(text: str, limit: int = 3) -> tuple[TopicScore, ...]:
    """The topics the words of a text point at, likeliest first."""
    return tuple(suggest_topics(text, current().topic_words(), limit=limit))


def urgent(text: str) -> bool:
    """Whether the text holds a word that means danger to life."""
    return bool(find_urgent(text, current().urgent_words()))


def suggest(*, text: str, topic: str, area_path: str, kind: str) -> Suggestion:
    """The first rule of the pack that fits; every pack ends with one that always does.

    `area_path` may end with the slash paths carry in tables.
    """
    choice: Choice | None = choose(_rules(), topic=topic, area_path=area_path.rstrip("/"), kind=kind, text=text)
    if choice is None:
        raise LookupError("The pack has no routing rule that always fits.")
    return Suggestion(organizations()[choice.rule.to], choice.rule.code, choice.matched)


def reason(rule: str, language: str) -> str:
    """Why the rule sends a voice where it does; empty for a clerk's own choice."""
    return next((r.reason.get(language) for r in current().routing if r.code == rule), "")
