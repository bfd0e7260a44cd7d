"""The shape of `lint.yaml`, which a pack may lack: what answers are looked through for, and how a finding is said."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from dauys.core.answer_lint import CODES, NEED_WORDS, Rule
from dauys.ground.packs.fields import Part, Slug, WordLists, Words, refuse


class LintRule(Part):
    """One rule of the linter; `says` is read by who writes, `words` are what it looks for. Only a gap may block."""

    code: Slug
    severity: Literal["warn", "block"]
    says: Words
    words: WordLists | None = None

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        if self.code not in CODES:
            raise refuse(f"must be one of {', '.join(CODES)}", ("code",))
        if (self.code in NEED_WORDS) != (self.words is not None):
            raise refuse("needs words" if self.words is None else "takes no words", ("words",))
        if (self.severity == "block") != (self.code == "gap"):
            raise refuse("must be block for gap and warn for all others", ("severity",))
        return self

    @property
    def rule(self) -> Rule:
        """As `core.answer_lint` looks for it, in all languages at once."""
        return Rule(self.code, self.severity, self.words.all() if self.words else ())
