"""Credentials: letters that say bytes, keys with addresses, lists of states, and both proofs against every change."""

import gzip
import json
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.core.credentials import badges, contexts, data_integrity, dids, status_lists, tokens
from dauys.core.credentials.encoding import (
    BASE58,
    BadEncoding,
    base58,
    base64url,
    from_base58,
    from_base64url,
    from_multibase58,
)
from dauys.core.credentials.verifying import NotVerified, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NEWER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
WHO = dids.by_key(PUBLIC)
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HOURS = badges.Hours(
    24 * 60 + 7, date(2026, 9, 1), date(2026, 10, 31), "Сағаттар: 24", "24 hours", "Approved by the office", "9 tasks"
)
LISTS = "https://office.example/proof/offices/test/status/1"


def document(form: str = "json", *, index: int = 5, issuer: dids.Issuer = WHO, hours: badges.Hours = HOURS) -> Any:
    return badges.credential(
        address="https://office.example/proof/K7MPX-2H4TC/",
        achievement="https://office.example/proof/hours/",
        issuer=issuer.did,
        issuer_name="Test office",
        issuer_page="https://office.example/",
        at=AT,
        hours=hours,
        holder=badges.Holder("phone", badges.holder_digest("+77000000001", "salt")),
        status=badges.Status(f"{LISTS}.{form}", index),
    )


def lists(revoked: tuple[int, ...] = (), *, issuer: dids.Issuer = WHO, key: Ed25519PrivateKey = KEY) -> Any:
    def listed(form: str) -> dict[str, Any]:
        return status_lists.status_list(address=f"{LISTS}.{form}", issuer=issuer.did, at=AT, indices=revoked)

    return {
        f"{LISTS}.json": json.dumps(data_integrity.sign(listed("json"), issuer, key, AT)),
        f"{LISTS}.jwt": tokens.sign(listed("jwt"), issuer, key),
    }


def both(**about: Any) -> list[str]:
    issuer, key = about.get("issuer", WHO), about.pop("key", KEY)
    return [
        json.dumps(data_integrity.sign(document("json", **about), issuer, key, AT), ensure_ascii=False),
        tokens.sign(document("jwt", **about), issuer, key),
    ]


def checked(said: str, *, at: datetime = AT + timedelta(days=1), known: Any = None, revoked: Any = None) -> Any:
    return verify(said, at=at, document_of=(known or {}).__getitem__, list_at=(revoked or lists()).__getitem__)


@given(st.binary(max_size=60))
def test_base58_comes_back_and_is_long_division(data: bytes) -> None:
    text = base58(data)
    assert from_base58(text) == data
    # The slow twin: digit by digit, as one does it on paper.
    digits, rest = [], list(data)
    while any(rest):
        carry, quotient = 0, []
        for byte in rest:
            place, carry = divmod(carry * 256 + byte, 58)
            quotient.append(place)
        digits.append(BASE58[carry])
        rest = quotient
    assert text.lstrip("1") == "".join(reversed(digits))


@given(st.text(max_size=30))
def test_what_is_no_encoding_is_refused_or_comes_back(text: str) -> None:
    for read, write in ((from_base58, base58), (from_base64url, base64url)):
        with suppress(BadEncoding):
            assert write(read(text)) == text


def test_known_values_of_the_standards() -> None:
    assert base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    # The pair of keys of EdDSA Cryptosuites 1.0, appendix B.
    private = from_multibase58("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
    public = Ed25519PrivateKey.from_private_bytes(private[2:]).public_key().public_bytes_raw()
    assert dids.multikey(public) == "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert base64url(b"\xff\xfe") == "__4"


@pytest.mark.parametrize("text", ["", "x1", "z0", "z" + "2" * 300, "uAAAA"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadEncoding):
        dids.from_multikey(text)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, status_lists.ENTRIES - 1), max_size=40), st.integers(0, status_lists.ENTRIES - 1))
def test_a_list_says_what_is_set(indices: set[int], other: int) -> None:
    text = status_lists.encoded(indices)
    bits = "".join(f"{byte:08b}" for byte in gzip.decompress(from_base64url(text[1:])))
    assert {place for place, bit in enumerate(bits) if bit == "1"} == indices
    for index in {*list(indices)[:5], other}:
        assert status_lists.is_set(text, index) is (index in indices)


@pytest.mark.parametrize("text", ["", "u", "uAAAA", "zAAAA", "u" + base64url(gzip.compress(bytes(8), mtime=0))])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(status_lists.BadStatusList):
        status_lists.is_set(text, 0)


def test_a_list_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(status_lists.BadStatusList):
        status_lists.is_set("u" + base64url(gzip.compress(bytes(50_000_000))), 0)
    for index in (-1, status_lists.ENTRIES):
        with pytest.raises(status_lists.BadStatusList):
            status_lists.is_set(status_lists.encoded(()), index)
        with pytest.raises(ValueError, match="entries"):
            status_lists.encoded([index])


def test_two_hundred_taken_back_are_half_a_kilobyte() -> None:
    assert len(status_lists.encoded(range(0, 20_000, 100))) < 1000


@given(st.integers(1, 10_000_000))
def test_hours_are_never_more_than_the_minutes(minutes: int) -> None:
    assert 0 <= minutes - Decimal(str(badges.hours_of(minutes))) * 60 < Decimal("0.61")


def test_both_forms_are_proved_and_say_the_same() -> None:
    inside, token = (checked(said) for said in both())
    assert inside.issuer == token.issuer == WHO.did and not inside.revoked and not token.revoked
    assert inside.document["credentialSubject"] == token.document["credentialSubject"]
    assert inside.document["credentialSubject"]["creditsEarned"] == 24.11
    said = json.dumps(inside.document)
    assert "7000000001" not in said and '"salt"' not in said


def test_the_same_facts_give_the_same_bytes() -> None:
    assert both() == both()


def test_a_proof_covers_the_meaning_and_not_the_spaces() -> None:
    signed = json.loads(both()[0])
    turned = json.dumps(dict(reversed(signed.items())), indent=3)
    assert checked(turned).document["id"] == signed["id"]


@pytest.mark.parametrize("form", [0, 1])
def test_what_was_taken_back_is_seen(form: int) -> None:
    assert checked(both(index=9)[form], revoked=lists((9,))).revoked
    assert not checked(both(index=8)[form], revoked=lists((9,))).revoked


@pytest.mark.parametrize("form", [0, 1])
def test_a_list_of_somebody_else_says_nothing(form: int) -> None:
    other = dids.by_key(NEWER.public_key().public_bytes_raw())
    for wrong in (lists(issuer=other, key=NEWER), lists(key=NEWER), {f"{LISTS}.json": "[]", f"{LISTS}.jwt": "a.b"}):
        with pytest.raises(NotVerified):
            checked(both()[form], revoked=wrong)
    with pytest.raises(NotVerified):
        checked(both()[form], revoked={"other": ""})


@pytest.mark.parametrize("form", [0, 1])
def test_a_credential_does_not_hold_before_it_was_given(form: int) -> None:
    with pytest.raises(NotVerified):
        checked(both()[form], at=AT - timedelta(seconds=1))


def test_an_old_key_still_proves_what_it_signed() -> None:
    old = dids.by_web("office.example:8443", ["proof", "offices", "volunteers", "test"], "old")
    new = dids.by_web("office.example:8443", ["proof", "offices", "volunteers", "test"], "new")
    assert old.did == "did:web:office.example%3A8443:proof:offices:volunteers:test" == new.did
    newer = NEWER.public_key().public_bytes_raw()
    known = {old.did: dids.web_document(old.did, [("new", newer), ("old", PUBLIC)])}
    for issuer, key in ((old, KEY), (new, NEWER)):
        for said in both(issuer=issuer, key=key):
            assert checked(said, known=known, revoked=lists(issuer=new, key=NEWER)).issuer == old.did
    for said in both(issuer=old, key=NEWER):  # says the old key, is signed by the new one
        with pytest.raises(NotVerified):
            checked(said, known=known, revoked=lists(issuer=new, key=NEWER))
    without = {old.did: dids.web_document(old.did, [("new", newer)])}
    silent = deepcopy(known)
    silent[old.did]["assertionMethod"] = []
    for document_there in (without, silent, {}, {old.did: {}}, {old.did: {**known[old.did], "id": "did:web:else"}}):
        for said in both(issuer=old, key=KEY):
            with pytest.raises(NotVerified):
                checked(said, known=document_there, revoked=lists(issuer=new, key=NEWER))


def test_who_signs_with_their_own_key_is_not_the_office() -> None:
    """A stranger puts the office's name over a document signed by their key."""
    stranger = dids.by_key(NEWER.public_key().public_bytes_raw())
    forged = document()
    signed = data_integrity.sign(forged, stranger, NEWER, AT)
    with pytest.raises(NotVerified):
        checked(json.dumps(signed))
    with pytest.raises(NotVerified):
        checked(tokens.sign(forged, stranger, NEWER))


def _paths(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(part, dict):
        return [found for name, value in part.items() for found in _paths(value, (*path, name))]
    if isinstance(part, list):
        return [found for place, value in enumerate(part) for found in _paths(value, (*path, place))]
    return [path]


def _altered(signed: Any, path: tuple[Any, ...]) -> str:
    changed = deepcopy(signed)
    where = changed
    for step in path[:-1]:
        where = where[step]
    value = where[path[-1]]
    where[path[-1]] = (not value) if isinstance(value, bool) else value + 1 if isinstance(value, float) else value + "x"
    return json.dumps(changed)


SIGNED = json.loads(both()[0])


@pytest.mark.parametrize("path", _paths(SIGNED), ids=lambda path: ".".join(map(str, path)))
def test_any_value_that_is_changed_is_noticed(path: tuple[Any, ...]) -> None:
    with pytest.raises(NotVerified):
        checked(_altered(SIGNED, path))


@pytest.mark.parametrize("path", _paths(SIGNED), ids=lambda path: ".".join(map(str, path)))
def test_any_value_that_is_taken_out_is_noticed(path: tuple[Any, ...]) -> None:
    changed = deepcopy(SIGNED)
    where = changed
    for step in path[:-1]:
        where = where[step]
    del where[path[-1]]
    with pytest.raises(NotVerified):
        checked(json.dumps(changed))


@pytest.mark.parametrize(
    "more",
    [
        {"hours": 99},
        {"type": [*SIGNED["type"], "Sworn"]},
        {"@included": []},
        {"evidence": [*SIGNED["evidence"], {"type": ["Evidence"], "narrative": "99 hours"}]},
        {"issuer": {**SIGNED["issuer"], "note": "of the state"}},
        {"id": ""},
        {"@context": [*SIGNED["@context"], "https://stranger.example/context.json"]},
        {"@context": [*SIGNED["@context"], {"@vocab": "https://stranger.example/"}]},
        {"evidence": [{"type": ["Evidence"], "id": "_:b0"} for _ in range(20)]},
        {"evidence": [{"type": ["Evidence"]} for _ in range(500)]},
        {"proof": [SIGNED["proof"]]},
        {"proof": {**SIGNED["proof"], "cryptosuite": "eddsa-jcs-2022"}},
        {"proof": {**SIGNED["proof"], "proofPurpose": "authentication"}},
        {"proof": {**SIGNED["proof"], "domain": "stranger.example"}},
    ],
    ids=lambda more: json.dumps(more)[:60],
)
def test_anything_that_is_added_is_noticed(more: dict[str, Any]) -> None:
    with pytest.raises(NotVerified):
        checked(json.dumps({**SIGNED, **more}))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_letter_of_a_token_that_is_changed_is_noticed(data: st.DataObject) -> None:
    token = both()[1]
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("Aa0-_.x").filter(lambda one: one != token[place]))
    with pytest.raises(NotVerified):
        checked(token[:place] + letter + token[place + 1 :])


@pytest.mark.parametrize("algorithm", ["none", "HS256", "Ed25519", ""])
def test_a_token_cannot_choose_how_it_is_checked(algorithm: str) -> None:
    _header, claims, signature = both()[1].split(".")
    header = base64url(json.dumps({"alg": algorithm, "kid": WHO.kid}).encode())
    for last in (signature, ""):
        with pytest.raises(NotVerified):
            checked(f"{header}.{claims}.{last}")


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.sampled_from(["{}", '{"proof":{}}', "[]", "..", "a.b.c", "{" * 9000])))
def test_strangers_words_are_no_credential(said: str) -> None:
    with pytest.raises(NotVerified):
        checked(said)


def test_no_vocabulary_is_fetched() -> None:
    for address in contexts.PINNED:
        assert "@context" in contexts.load(address)["document"]
    with pytest.raises(contexts.UnknownContext):
        contexts.load("https://stranger.example/context.json")


def test_the_value_of_a_proof_is_a_signature() -> None:
    assert len(from_multibase58(SIGNED["proof"]["proofValue"])) == 64
