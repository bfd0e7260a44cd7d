"""The shape of `places.yaml`, which a pack may lack: who stands before others on the waiting list of a place."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dauys.ground.packs.fields import Part, Slug, Words, Yes


class PlaceNeed(Part):
    """One need; it counts as if the person had waited so many `days` more, so that nobody starves."""

    code: Slug
    name: Words
    days: Annotated[int, Field(ge=1, le=365)]
    source: str = ""
    confirmed: Yes = False
