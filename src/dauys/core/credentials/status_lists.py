"""Which credentials were taken back, as one bit each: W3C Bitstring Status List 1.0.

Every list has the same length, so that asking for it says nothing of which credential is meant.
"""

import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dauys.core.credentials.badges import CREDENTIALS, moment
from dauys.core.credentials.encoding import BadEncoding, base64url, from_base64url

ENTRIES = 131_072  # the least the standard allows
_BYTES = ENTRIES // 8


class BadStatusList(ValueError):
    """The list is none, or has not the length it must have."""


def encoded(indices: Iterable[int]) -> str:
    """The list with these entries set, compressed. The first entry is the highest bit of the first byte."""
    bits = bytearray(_BYTES)
    for index in indices:
        if not 0 <= index < ENTRIES:
            raise ValueError(f"A list has {ENTRIES} entries, not {index}.")
        bits[index // 8] |= 0x80 >> index % 8
    return f"u{base64url(gzip.compress(bytes(bits), 9, mtime=0))}"


def is_set(text: str, index: int) -> bool:
    """Whether an entry of a compressed list is set. Raises BadStatusList, also for an entry it does not have."""
    if not text.startswith("u") or not 0 <= index < ENTRIES:
        raise BadStatusList("This is no list of states.")
    try:
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(from_base64url(text[1:]), _BYTES + 1)
    except (BadEncoding, zlib.error) as error:
        raise BadStatusList("This is no list of states.") from error
    if len(bits) != _BYTES or not unpacking.eof:
        raise BadStatusList(f"A list has {ENTRIES} entries.")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def status_list(*, address: str, issuer: str, at: datetime, indices: Iterable[int]) -> dict[str, Any]:
    """The credential of a list, without a proof."""
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(indices),
        },
    }
