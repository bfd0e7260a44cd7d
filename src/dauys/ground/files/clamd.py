"""Asks a running ClamAV whether a file holds a virus, over its socket and in its own protocol (INSTREAM)."""

import socket
import struct
from pathlib import Path

from django.conf import settings

_PIECE = 64 * 1024
_SECONDS = 60.0
_LONGEST_REPLY = 1000


class ScannerAway(Exception):
    """The scanner cannot be reached, or did not say what it thinks of the file."""


def is_on() -> bool:
    """Whether this installation has a scanner at all."""
    return bool(settings.CLAMD)


def threat_in(path: Path) -> str:
    """The name of the virus in a file, "" if the scanner says there is none. Raises ScannerAway, or OSError of the
    file itself.

    The bytes are streamed, so that the scanner needs no right to read our folder.
    """
    with path.open("rb") as file:
        try:
            with _connected() as line:
                line.sendall(b"zINSTREAM\0")
                while piece := file.read(_PIECE):
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
                reply = _reply(line)
        except OSError as error:
            raise ScannerAway(type(error).__name__) from error
    if reply == "stream: OK":
        return ""
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return reply.removeprefix("stream: ").removesuffix(" FOUND")[:80]
    raise ScannerAway(reply[:80] or "no answer")


def _connected() -> socket.socket:
    """A path is a socket of this machine, all else HOST:PORT."""
    where = settings.CLAMD
    if "/" in where:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS)


def _reply(line: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\0") and len(got) < _LONGEST_REPLY:
        piece = line.recv(_LONGEST_REPLY)
        if not piece:
            break
        got += piece
    return got.rstrip(b"\0\n").decode("utf-8", "replace")
