"""Files touched after a change: every process of an installation sees it without asking the database."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """One such file, by its name in the data folder."""

    name: str

    def _path(self) -> Path:
        return Path(settings.DATA_DIR) / self.name

    def at(self) -> int:
        """When it was touched last; 0 if it never was."""
        try:
            return self._path().stat().st_mtime_ns
        except OSError:
            return 0

    def touch(self) -> None:
        with suppress(OSError):  # on a full disk the others learn it when they start again
            self._path().touch()
