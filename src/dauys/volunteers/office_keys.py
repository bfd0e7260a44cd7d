"""The keys an office signs certificates with: the private half in a file, beside those of the log."""

from functools import lru_cache
from pathlib import Path
from secrets import token_bytes
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from dauys.core.log_heads import key_id_of, public_bytes
from dauys.ground.sealed.keys import KeyUnreadable, keep_secret, secret_bytes
from dauys.volunteers.models import OfficeKey


def make_private() -> Ed25519PrivateKey:
    """A fresh key, kept in its file before anybody learns of it; raises KeyUnreadable where it cannot be kept."""
    seed = token_bytes(32)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    try:
        keep_secret(Path(settings.KEY_DIR), _name(key_id_of(public_bytes(key))), seed)
    except OSError as error:
        raise KeyUnreadable(f"A key of an office cannot be kept in {settings.KEY_DIR} ({error.strerror}).") from error
    return key


def private_of(key: OfficeKey) -> Ed25519PrivateKey:
    """Raises KeyUnreadable when the file is missing or damaged: no other key may take its place."""
    path = Path(settings.KEY_DIR) / f"{_name(key.key_id)}.key"
    if not path.exists():
        raise KeyUnreadable(
            f"The key file {path} is missing, so no certificate of it can be signed. Restore it from your backup of "
            "the keys."
        )
    return _read(Path(settings.KEY_DIR), _name(key.key_id))


@lru_cache(maxsize=64)
def _read(folder: Path, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret_bytes(folder, name))


def newest_of(office_id: UUID) -> OfficeKey | None:
    """The key with which an office signs now; None before its first. One statement."""
    return OfficeKey.objects.filter(office=office_id).order_by("-made_at", "-pk").first()


def _name(key_id: str) -> str:
    return f"office-{key_id}"
