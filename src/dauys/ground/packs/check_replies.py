"""Checks of reply templates: known placeholders, cited rules, and no article number typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dauys.ground.packs.parse import Parts
from dauys.ground.packs.reader import Problem
from dauys.ground.packs.schema import PLACEHOLDERS

_HOLE = re.compile(r"\{([^{}]*)\}")
_ARTICLE = re.compile(
    r"\bст\.\s*\d|\bстать\w*\s+\d|\d(?:-?(?:я|й|ой|ю|ей))?\s+стать|\bart\.\s*\d|\barticles?\s+\d|\d[\s-]*ба[пб]", re.I
)


def check_replies(parts: Parts) -> Iterator[Problem]:
    """One general template, known topics, and texts without faults."""
    file = "replies.yaml"
    rules = parts.codes("rules.yaml")
    for at, reply in enumerate(parts.parts[file]):
        if reply.topic is not None:
            yield from parts.known(file, (at, "topic"), reply.topic, "topics.yaml")
        for number, code in enumerate(reply.cites):
            yield from parts.known(file, (at, "cites", number), code, "rules.yaml")
            if code in rules and rules[code].article is None:
                said = f"{code} has no known article, so an answer cannot cite it"
                yield parts.problem(file, (at, "cites", number), said)
        for block in ("asked", "found", "decided", "appeal"):
            for language, text in getattr(reply, block).root:
                for said in _faults(text, block, set(reply.cites)):
                    yield parts.problem(file, (at, block, language), said)
    if not any(reply.topic is None for reply in parts.parts[file]):
        yield parts.problem(file, (), "one template must be general, with topic: null")


def _faults(text: str, block: str, cites: set[str]) -> Iterator[str]:
    holes = set(_HOLE.findall(text))
    for hole in sorted(holes):
        rule = hole.removeprefix("article:")
        if rule != hole and rule not in cites:
            yield f"{{{hole}}} is not among the rules this answer cites"
        elif rule == hole and hole not in PLACEHOLDERS:
            yield f"{{{hole}}} is not a placeholder; known are {', '.join(PLACEHOLDERS)}"
    if _ARTICLE.search(text):
        yield "names an article by its number; write {article:CODE} with a rule of rules.yaml"
    if block == "appeal":
        for needed in ("complain_until", "higher_body"):
            if needed not in holes:
                yield f"{{{needed}}} is missing"
