"""The pack in force in this process, read once from its files."""

from functools import cache

from django.conf import settings

from dauys.ground.packs.load import load_pack
from dauys.ground.packs.pack import Pack


@cache
def current() -> Pack:
    """The installation's pack. A changed pack comes into force when the processes start again."""
    return load_pack(settings.PACK_DIR)
