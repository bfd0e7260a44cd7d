"""What the linter finds in an answer, as codes for the journal and as sentences with their place for the eye."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dauys.answers.models import Answer
from dauys.answers.rules import BLOCKS
from dauys.cases.models import Case
from dauys.core.answer_lint import Finding, codes, lint
from dauys.ground.packs.current import current

_NAMES = {
    "asked": lambda: _("1. What was asked"),
    "found": lambda: _("2. What was found"),
    "decided": lambda: _("3. What was decided"),
    "appeal": lambda: _("4. How to disagree"),
}


def findings(blocks: Mapping[str, str], case: Case) -> list[Finding]:
    """Findings in an answer to the case; none for one whose words are erased."""
    if not case.voice.text:
        return []
    rules = [rule.rule for rule in current().lint.values()]
    return lint(blocks, voice=case.voice.text, language=case.language, rules=rules)


Known = dict[tuple[str, str], list[str]]  # codes of one answer, by the words and the language of who asked


def codes_of(answer: Answer, case: Case, known: Known | None = None) -> list[str]:
    """The codes of what is found as the answer stands. With `known` the same words are looked through once only."""
    asked, found = (case.voice.text, case.language), known if known is not None else {}
    if asked not in found:
        found[asked] = codes(findings({name: getattr(answer, name) for name in BLOCKS}, case))
    return found[asked]


def said(blocks: Mapping[str, str], case: Case, language: str) -> list[dict[str, Any]]:
    """Each finding as a sentence in the reader's language, with its block and the words it is about."""
    rules, made = current().lint, []
    for one in findings(blocks, case):
        made.append(
            {
                "block": one.block,
                "name": _NAMES[one.block](),
                "says": rules[one.code].says.get(language),
                "quote": blocks[one.block][one.start : one.end][:120],
                "stops": one.severity == "block",
                "code": one.code,
            }
        )
    return made
