"""The vocabularies that credentials name, as files of this package: none is ever fetched, and no other is read."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from dauys.core.credentials.badges import CREDENTIALS, OPEN_BADGES

FOLDER = Path(__file__).resolve().parent / "contexts"
# Address, file, SHA-256 of the file as its publisher gives it out.
PINNED: dict[str, tuple[str, str]] = {
    CREDENTIALS: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OPEN_BADGES: ("open-badges-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
}


class UnknownContext(Exception):
    """A credential names a vocabulary that is not in this package."""


class AlteredContext(Exception):
    """A file of a vocabulary is not the one that was published."""


@cache
def _context(address: str) -> dict[str, Any]:
    name, digest = PINNED[address]
    data = (FOLDER / name).read_bytes()
    if sha256(data).hexdigest() != digest:
        raise AlteredContext(name)
    found: dict[str, Any] = json.loads(data)
    return found


def load(address: str, options: Any = None) -> dict[str, Any]:
    """What a processor of JSON-LD asks for. Raises UnknownContext."""
    if address not in PINNED:
        raise UnknownContext(address)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _context(address),
    }
