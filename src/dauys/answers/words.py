"""Names of roles and signatures in the words of the pack and the language in force."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from dauys.ground.packs.current import current


def role_words(roles: Iterable[str]) -> str:
    """The names of roles, in the words of the pack and the language in force."""
    names, language = current().labels.roles, get_language() or current().info.default_language
    return ", ".join(names[role].get(language) for role in roles)


def signature_lines(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Who signed, as what, for whom and when."""
    return [{**row, "role": role_words([row["role"]]), "at": datetime.fromisoformat(row["at"])} for row in rows]
