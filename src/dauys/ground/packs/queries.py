"""What others may ask about the packs that were ever in force."""

from dauys.ground.packs.models import PackVersion
from dauys.ground.packs.pack import Pack


def other_pack(pack: Pack) -> str:
    """The code of a pack other than this one that was in force in this database, or nothing."""
    return PackVersion.objects.exclude(code=pack.code).values_list("code", flat=True).first() or ""


def files_of(version: str) -> dict[str, str]:
    """The files of a pack that was in force once, by name; none for a version that was not."""
    return PackVersion.objects.filter(version=version).values_list("files", flat=True).first() or {}
