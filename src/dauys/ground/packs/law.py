"""The shape of what a pack says of the law: its norms and the kinds of appeal with their terms."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dauys.ground.packs.fields import Count, Day, Part, Slug, Text, Words, Yes, refuse

# rules.yaml


class LegalRule(Part):
    """`rules.yaml`: one norm; `article` is null when its number is not known, `confirmed` no until a lawyer read it."""

    code: Slug
    article: Words | None
    says: Words
    source: Text
    valid_from: Day
    valid_until: Day | None = None
    confirmed: Yes

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.valid_until and self.valid_until < self.valid_from:
            raise refuse("must not be before valid_from", ("valid_until",))
        return self


# kinds.yaml


class Norm(Part):
    """A point of procedure that has no length of its own, only a rule."""

    rule: Slug


class TermSpec(Part):
    """A length of time; `roll` moves an end on a day off to the next working day, `rule` is what sets it."""

    amount: Count
    unit: Literal["working_day", "calendar_day", "month"]
    count_from: Literal["next_working_day", "next_day", "same_day"]
    rule: Slug
    roll: Yes = True


class ExtendSpec(Part):
    """How far a term can be moved; `base: receipt` makes the limit a total from receipt, the stricter reading."""

    amount: Count
    unit: Literal["working_day", "calendar_day", "month"]
    base: Literal["receipt", "due"]
    rule: Slug


class Collective(Part):
    """That several people may sign one appeal, at most `most`; `consider` is a term of its own, if it has one."""

    most: Annotated[Count, Field(ge=2, le=1_000_000)]
    rule: Slug
    consider: TermSpec | None = None


class Kind(Part):
    """`kinds.yaml`: a kind of appeal with all its terms."""

    code: Slug
    name: Words
    help: Words
    example: Words
    goes_up: Yes = False
    # A need for the help of volunteers: asked for in a form of its own, and in no list of kinds of appeal.
    for_help: Yes = False
    # What went wrong at a task of volunteers is written down as an appeal of this kind.
    for_incidents: Yes = False
    registration: Norm
    forward: TermSpec
    consider: TermSpec
    extend: ExtendSpec
    notify_extension: TermSpec
    silence: Norm
    complain: TermSpec
    reopen: TermSpec
    hearing: TermSpec | None = None
    # Whose signatures an answer needs before it is sent, each of another person; the same role twice asks for two.
    signatures: tuple[Literal["officer", "supervisor", "head", "controller"], ...] = Field(
        default=("supervisor",), min_length=1, max_length=5
    )
    # Left out where each writes alone.
    collective: Collective | None = None

    def rules(self) -> tuple[str, ...]:
        """The codes of every rule this kind stands on."""
        parts = (self.registration, self.forward, self.consider, self.extend)
        more = (self.notify_extension, self.silence, self.complain, self.reopen)
        return tuple(dict.fromkeys(part.rule for part in (*parts, *more, self.hearing, self.collective) if part))


def on(rule: LegalRule, day: date) -> bool:
    """Whether a rule is in force on a day."""
    return rule.valid_from <= day and (rule.valid_until is None or day <= rule.valid_until)
