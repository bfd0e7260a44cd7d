"""The shape of `retention.yaml`, which a pack may lack: how long settled appeals are kept until they are anonymised."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dauys.ground.packs.fields import Count, Part, Slug, Text, Words, Yes


class Retention(Part):
    """One term; the first whose kinds and ends hold for an appeal counts, and an empty list holds for every one.

    `article` is null when its number is not known. Nothing is anonymised by itself before `confirmed` is yes.
    """

    code: Slug
    name: Words
    kinds: tuple[Slug, ...] = ()
    ended: tuple[Literal["answered", "closed", "withdrawn", "left", "forwarded"], ...] = ()
    months: Annotated[Count, Field(ge=1, le=1200)]
    article: Words | None = None
    source: Text
    confirmed: Yes = False

    def holds_for(self, kind: str, ended: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (not self.ended or ended in self.ended)
