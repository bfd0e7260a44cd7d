"""The shape of `visits.yaml`, which a pack may lack: why somebody is received out of schedule."""

from __future__ import annotations

from dauys.ground.packs.fields import Part, Slug, Words, Yes


class VisitReason(Part):
    """One reason; an `urgent` one puts the visit, and its case, first."""

    code: Slug
    name: Words
    urgent: Yes = False
