"""The shape of `grounds.yaml`, which a pack may lack: on which grounds an appeal is left without consideration."""

from __future__ import annotations

from dauys.ground.packs.fields import Part, Slug, Text, Words, Yes


class Ground(Part):
    """One ground; `says` is told to the person, `article` is null when its number is not known."""

    code: Slug
    name: Words
    says: Words
    article: Words | None = None
    # Proposed where the author did not name themselves.
    anonymous: Yes = False
    source: Text
    confirmed: Yes = False
