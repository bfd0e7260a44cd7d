"""Verifiers that nobody here wrote accept what an office signs, by each of its keys, and refuse what was changed."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dauys.core.credentials import badges, contexts, data_integrity, dids, status_lists, tokens
from dauys.core.credentials.encoding import base64url, from_base64url
from tests.outside.installed import verify_by_node, verify_by_openbadgeslib

pytestmark = pytest.mark.outside
OLD, NEW = (Ed25519PrivateKey.from_private_bytes(bytes(range(start, start + 32))) for start in (1, 2))
PLACE = "https://office.example/proof/offices/volunteers/test"
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PATH = ["proof", "offices", "volunteers", "test"]
# By whom and with which key: a did:key, and both keys of a did:web that had two.
ISSUERS = {
    "key": (dids.by_key(NEW.public_key().public_bytes_raw()), NEW),
    "web-old": (dids.by_web("office.example", PATH, "old"), OLD),
    "web-new": (dids.by_web("office.example", PATH, "new"), NEW),
}
# Whole hours, and a number of many digits once it is written in the way of RDF.
MINUTES = (24 * 60, 24 * 60 + 7)
REVOKED = 9


def credential(issuer: dids.Issuer, form: str, minutes: int, index: int = 5) -> dict[str, Any]:
    return badges.credential(
        address="https://office.example/proof/K7MPX-2H4TC/",
        achievement="https://office.example/proof/hours/",
        issuer=issuer.did,
        issuer_name="Еріктілер кеңсесі, Ақмола",
        issuer_page="https://office.example/",
        at=AT,
        hours=badges.Hours(minutes, date(2026, 9, 1), date(2026, 10, 31), "Сағат", "Мәлімет", "Шарт", "9 тапсырма"),
        holder=badges.Holder("phone", badges.holder_digest("+77000000001", "salt")),
        status=badges.Status(f"{PLACE}/status/1.{form}", index),
    )


def documents(issuer: dids.Issuer, key: Ed25519PrivateKey) -> dict[str, Any]:
    if issuer.did.startswith("did:key:"):
        return dids.key_document(issuer.did)
    keys = [("new", NEW.public_key().public_bytes_raw()), ("old", OLD.public_key().public_bytes_raw())]
    return dids.web_document(issuer.did, keys)


@pytest.mark.parametrize("minutes", MINUTES)
@pytest.mark.parametrize("who", ISSUERS)
def test_a_document_is_accepted_and_a_changed_one_refused(who: str, minutes: int) -> None:
    issuer, key = ISSUERS[who]
    good = data_integrity.sign(credential(issuer, "json", minutes), issuer, key, AT)
    more, later, other = deepcopy(good), deepcopy(good), deepcopy(good)
    more["credentialSubject"]["creditsEarned"] = 99
    later["credentialSubject"]["activityEndDate"] = "2026-12-31"
    other["credentialSubject"]["identifier"][0]["identityHash"] = badges.holder_digest("+77000000002", "salt")
    about = documents(issuer, key)
    asked = {"credentials": [good, more, later, other]}
    pinned = {address: contexts.load(address)["document"] for address in contexts.PINNED}
    assert verify_by_node({**asked, "contexts": pinned, "documents": {issuer.did: about}}) == [True, *[False] * 3]
    texts = {f"{PLACE}/did.json": json.dumps(about)}
    assert verify_by_openbadgeslib({**asked, "issuer": issuer.did, "documents": texts}) == [True, *[False] * 3]


@pytest.mark.parametrize("minutes", MINUTES)
@pytest.mark.parametrize("who", ISSUERS)
def test_a_token_is_accepted_and_a_changed_or_revoked_one_refused(who: str, minutes: int) -> None:
    issuer, key = ISSUERS[who]
    good, revoked = (tokens.sign(credential(issuer, "jwt", minutes, index), issuer, key) for index in (5, REVOKED))
    header, claims, signature = good.split(".")
    said = json.loads(from_base64url(claims))
    said["credentialSubject"]["creditsEarned"] = 99
    more = f"{header}.{base64url(json.dumps(said).encode())}.{signature}"
    # A list is made when it is asked for, by the newest key.
    newest = ISSUERS["key" if who == "key" else "web-new"][0]
    listed = status_lists.status_list(address=f"{PLACE}/status/1.jwt", issuer=issuer.did, at=AT, indices=[REVOKED])
    texts = {
        f"{PLACE}/did.json": json.dumps(documents(issuer, key)),
        f"{PLACE}/status/1.jwt": tokens.sign(listed, newest, NEW),
    }
    asked = {"credentials": [good, more, revoked], "issuer": issuer.did, "documents": texts}
    assert verify_by_openbadgeslib(asked) == [True, False, False]
