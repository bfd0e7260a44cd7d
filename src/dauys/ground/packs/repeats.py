"""The shape of `repeats.yaml`, which a pack may lack: for which reasons an appeal counts as a repeated one."""

from __future__ import annotations

from dauys.ground.packs.grounds import Ground


class RepeatReason(Ground):
    """One reason; `says` is told to the person, `article` is null when its number is not known."""
