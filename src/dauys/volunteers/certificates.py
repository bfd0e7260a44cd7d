"""A certificate as a document that anybody can verify: who signs it, the document, the token, the list of states."""

import json
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from dauys.core.credentials import badges, dids, status_lists, tokens
from dauys.directory.models import Organization
from dauys.volunteers.models import Certificate, OfficeKey
from dauys.volunteers.office_keys import newest_of, private_of
from dauys.volunteers.words_of_proof import said

Form = Literal["json", "jwt"]


class NotInstalled(Exception):
    """The packages of the extra [badges] are not there; tokens can be made without them."""


def can_embed() -> bool:
    """Whether a document with the proof inside can be made."""
    return find_spec("pyld") is not None


def public_address(code: str) -> str:
    """Where anybody sees whether a certificate holds: short, in no language."""
    return f"{settings.PUBLIC_URL}/proof/{code}/"


def issuer_of(key: OfficeKey, office: Organization) -> dids.Issuer:
    """Who signs: a document of the office where the public address is secure, else the key itself."""
    place = urlsplit(settings.PUBLIC_URL)
    if place.scheme != "https":
        return dids.by_key(bytes(key.public))
    path = reverse("office_did", args=[office.code]).strip("/").removesuffix("/did.json").split("/")
    return dids.by_web(place.netloc, path, key.key_id)


def did_document(office: Organization) -> dict[str, Any] | None:
    """Every key the office ever signed with; None before its first, and where nobody could trust the address. One
    statement."""
    keys = list(OfficeKey.objects.filter(office=office).order_by("-made_at", "-pk"))
    if not keys or not settings.PUBLIC_URL.startswith("https:"):
        return None
    return dids.web_document(issuer_of(keys[0], office).did, [(key.key_id, bytes(key.public)) for key in keys])


def credential(row: Certificate, form: Form, language: str) -> dict[str, Any]:
    """What is signed."""
    return badges.credential(
        address=public_address(row.code),
        achievement=f"{settings.PUBLIC_URL}/proof/",
        issuer=issuer_of(row.key, row.office).did,
        issuer_name=row.office.name(language),
        issuer_page=f"{settings.PUBLIC_URL}/",
        at=row.issued_at,
        hours=said(row, language),
        holder=_holder(row),
        status=badges.Status(
            _list_address(row.key, row.status_index // status_lists.ENTRIES + 1, form),
            row.status_index % status_lists.ENTRIES,
        ),
    )


def document(row: Certificate, language: str) -> str:
    """The credential with its proof inside. Raises NotInstalled and KeyUnreadable."""
    signed = _signed(credential(row, "json", language), issuer_of(row.key, row.office), row.key, row.issued_at)
    return json.dumps(signed, ensure_ascii=False, indent=2)


def token(row: Certificate, language: str) -> str:
    """The credential as a token. Raises KeyUnreadable."""
    return tokens.sign(credential(row, "jwt", language), issuer_of(row.key, row.office), private_of(row.key))


def status_list(key: OfficeKey, number: int, form: Form) -> str:
    """The list of what was taken back among the certificates of a key, as of the last of them: the same bytes until
    there is another one. Two statements. Raises NotInstalled and KeyUnreadable."""
    first = (number - 1) * status_lists.ENTRIES
    revoked = Certificate.objects.filter(key=key, status_index__range=(first, first + status_lists.ENTRIES - 1))
    found = list(revoked.exclude(revoked_at=None).values_list("status_index", "revoked_at"))
    at = max((revoked_at for _index, revoked_at in found if revoked_at), default=key.made_at)
    # One address for all keys of an office is signed by the newest; where the key is the address, by that key.
    signs = (newest_of(key.office_id) or key) if settings.PUBLIC_URL.startswith("https:") else key
    issuer = issuer_of(signs, key.office)
    listed = status_lists.status_list(
        address=_list_address(key, number, form), issuer=issuer.did, at=at, indices=(i - first for i, _at in found)
    )
    if form == "jwt":
        return tokens.sign(listed, issuer, private_of(signs))
    return json.dumps(_signed(listed, issuer, signs, at))


def is_holder(row: Certificate, contact: str) -> bool:
    """Whether this phone or e-mail is that of who holds the certificate."""
    return bool(row.holder_salt and contact) and contact in (row.volunteer.phone, row.volunteer.email)


def _holder(row: Certificate) -> badges.Holder | None:
    """By the phone, else by the e-mail; who has neither, or has left, is known by the certificate alone."""
    kind = "phone" if row.volunteer.phone else "email"
    contact = row.volunteer.phone or row.volunteer.email
    if not (row.holder_salt and contact):
        return None
    return badges.Holder(kind, badges.holder_digest(contact, row.holder_salt))


def _signed(document: dict[str, Any], issuer: dids.Issuer, key: OfficeKey, at: datetime) -> dict[str, Any]:
    if not can_embed():
        raise NotInstalled
    found: dict[str, Any] = import_module("dauys.core.credentials.data_integrity").sign(
        document, issuer, private_of(key), at
    )
    return found


def _list_address(key: OfficeKey, number: int, form: Form) -> str:
    return f"{settings.PUBLIC_URL}{reverse('proof_status', args=[key.key_id, number, form])}"
