"""The log's private keys and the record of the last head signed: files outside the database.

The record is written before a head is published. Whoever puts an older database in place, or changes the log below
a signed head, is therefore found out by the next signature, which is refused.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from dauys.core.log_heads import Head, head_from_json, key_id_of, public_bytes
from dauys.core.merkle import NotProved
from dauys.ground.sealed.keys import KeyUnreadable, keep_secret, secret_bytes


class Unwritable(KeyUnreadable):
    """A key or the record cannot be kept, as on a full disk; nothing is signed then."""

    def __init__(self, what: str, path: Path, error: OSError) -> None:
        super().__init__(
            f"{what} cannot be kept in {path} ({error.strerror}). Nothing is signed until it can: make room there."
        )


def make_key() -> Ed25519PrivateKey:
    """A fresh key, kept in its file before anybody learns of it; raises Unwritable."""
    seed = token_bytes(32)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    try:
        keep_secret(settings.KEY_DIR, _name(key_id_of(public_bytes(key))), seed)
    except OSError as error:
        raise Unwritable("A key of the log", Path(settings.KEY_DIR), error) from error
    return key


def key_of(key_id: str) -> Ed25519PrivateKey:
    """The private key of this id; raises KeyUnreadable when its file is missing or damaged."""
    path = Path(settings.KEY_DIR) / f"{_name(key_id)}.key"
    if not path.exists():
        raise KeyUnreadable(
            f"The key file {path} is missing, so the log cannot be signed. Restore it from your backup of the keys; "
            "if it is lost for good, start a new log with: dauys log fork"
        )
    return Ed25519PrivateKey.from_private_bytes(secret_bytes(settings.KEY_DIR, _name(key_id)))


def _name(key_id: str) -> str:
    return f"log-{key_id}"


def last_signed() -> Head | None:
    """The last head this installation signed, or None when it never signed one (or the record is lost)."""
    try:
        return head_from_json(json.loads(Path(settings.LOG_RECORD).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, NotProved) as error:
        raise KeyUnreadable(
            f"The record of the last signed head, {settings.LOG_RECORD}, is damaged. Remove it and start a new log "
            "with: dauys log fork"
        ) from error


def note_signed(head: Head) -> None:
    """Records a head, flushed to disk, before it is published; raises Unwritable."""
    path = Path(settings.LOG_RECORD)
    draft = path.with_name(f".{path.name}.{token_hex(6)}")
    try:
        _write(head, draft, path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise Unwritable("The record of the last signed head", path, error) from error


def _write(head: Head, draft: Path, path: Path) -> None:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(head.as_json(), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
