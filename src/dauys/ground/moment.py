"""The one place that reads the clock: the present moment, which only the demonstration can move forward."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings


def offset_file() -> Path:
    return Path(settings.DATA_DIR) / "clock-offset"


def offset() -> timedelta:
    """How far the demonstration's clock was moved; zero in every real installation."""
    if not settings.DEMO:
        return timedelta()
    try:
        return timedelta(seconds=int(offset_file().read_text("ascii")))
    except (FileNotFoundError, ValueError):
        return timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + offset()
