"""Writes log lines without the values a database quotes in its errors: those may be a person's words."""

import json
import logging
import re
from datetime import UTC, datetime
from types import TracebackType

_QUOTES = ("DETAIL:", "CONTEXT:", "LINE ", "HINT:")
# An invitation, the confirmation and the end of mails, a feed for a calendar, visits, tickets, what volunteers hold.
_SECRET = re.compile(
    r"(/(?:invitation|voices/confirm|voices/leave|calendar|meet/visit|queue/given|queue/screen|queue/ticket"
    r"|help/group|help/me|help/consent|help/offer|help/thanks|help/calendar|help/lead|help/ticket)/)[^\s'\"]+"
)
_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLineForStrangers(logging.Filter):
    """A request Django itself turns away is one line: where in Django it happened would only help to fill the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security"):
            record.exc_info = None
        return True


class WithoutSecretAddresses(logging.Filter):
    """Django names the path of a request that failed; what lets in whoever knows it is left out of that."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if (safe := _SECRET.sub(r"\1…", text)) != text:
            record.msg, record.args = safe, None
        return True


class DiscreetFormatter(logging.Formatter):
    """The ordinary format; of an exception the traceback and the first line of its message."""

    def formatException(self, ei: _Error) -> str:
        kept, skipping = [], False
        for line in super().formatException(ei).splitlines():
            if line.startswith(("  ", "Traceback", "The above", "During handling")) or not line.strip():
                skipping = False
            elif line.lstrip().startswith(_QUOTES):
                skipping = True
            if not skipping:
                kept.append(line)
        return "\n".join(kept)


class JsonFormatter(DiscreetFormatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, and `traceback` where something failed."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
