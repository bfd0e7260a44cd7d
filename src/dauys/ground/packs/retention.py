"""The shape of `retention.yaml`, which a pack may lack: how long settled appeals are kept until they are anonymised."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dauys.ground.packs.fields import Count, Part, Slug, Text, Words, Yes


class Retention(Part):
    """One term; the first whose kinds, ends and outcomes hold for an appeal counts, and an empty list holds for every
    one. `outcomes` are those the answer names; an appeal without an answer has none.

    `article` is null when its number is not known. Nothing is anonymised by itself before `confirmed` is yes.
    """

    code: Slug
    name: Words
    kinds: tuple[Slug, ...] = ()
    ended: tuple[Literal["answered", "closed", "withdrawn", "left", "forwarded"], ...] = ()
    outcomes: tuple[
        Literal["solved", "explained", "refused", "forwarded_out", "duplicate", "not_reachable", "consultation"], ...
    ] = ()
    months: Annotated[Count, Field(ge=1, le=1200)]
    article: Words | None = None
    source: Text
    confirmed: Yes = False

    def holds_for(self, kind: str, ended: str, outcome: str) -> bool:
        told = ((self.kinds, kind), (self.ended, ended), (self.outcomes, outcome))
        return all(not wanted or found in wanted for wanted, found in told)
