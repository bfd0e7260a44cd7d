"""Keeps a pack's version on record when it comes into force."""

from datetime import datetime
from pathlib import Path

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.packs.models import PackVersion
from dauys.ground.packs.pack import Pack


def keep_version(*, pack: Pack, directory: Path, actor: Actor, at: datetime) -> bool:
    """Stores the pack's files under its version; True if this version was new."""
    with acting(actor):
        files = {p.name: p.read_text("utf-8") for p in sorted(directory.glob("*.yaml"))}
        _, fresh = PackVersion.objects.get_or_create(
            version=pack.version, defaults={"code": pack.info.code, "files": files, "loaded_at": at}
        )
        if fresh:
            record("packs.load", actor=actor, at=at, payload={"pack": pack.info.code, "version": pack.version})
    return fresh
