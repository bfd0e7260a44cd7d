"""A student downloads a certificate on their own page, and verifiers that nobody here wrote accept it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dauys.core.credentials import contexts, dids
from dauys.ground.access.actors import SYSTEM
from dauys.volunteers import actions
from dauys.volunteers.links import secret_of
from tests import factories as make
from tests import volunteers as help_
from tests.outside.installed import verify_by_node, verify_by_openbadgeslib

pytestmark = [pytest.mark.outside, pytest.mark.django_db]
HOUSE = "https://office.example"


@pytest.mark.parametrize("house", [HOUSE, "http://127.0.0.1:8000"])
def test_what_a_student_downloads_is_accepted_outside(house: str, settings: Any) -> None:
    settings.PUBLIC_URL = house
    student = help_.volunteer(name="Студент Үлгі")
    help_.approved(student, 24 * 60)
    made = actions.issue(key=uuid4(), volunteer=student.pk, actor=help_.lead(), at=make.AT)
    actions.renew_key(office=help_.office(), actor=SYSTEM, at=make.AT)
    client = Client()
    client.get(f"/kk/help/me/{secret_of(student.pk, 'volunteer')}/")
    document, token = (
        client.get(f"/kk/help/certificates/{made.pk}/{form}/").content.decode() for form in ("document", "token")
    )
    good, forged = json.loads(document), json.loads(document.replace('"creditsEarned": 24.0', '"creditsEarned": 99.0'))
    assert good != forged
    issuer, public = good["issuer"]["id"], Client()
    listed = json.loads(document)["credentialStatus"]["statusListCredential"].replace(".json", ".jwt")
    texts = {listed: public.get(listed.removeprefix(house)).content.decode()}
    keys = f"/proof/offices/{help_.AQJAR}/did.json"
    if house == HOUSE:
        texts[house + keys] = public.get(keys).content.decode()
        known = {issuer: json.loads(texts[house + keys])}
    else:
        known = {issuer: dids.key_document(issuer)}
    pinned = {address: contexts.load(address)["document"] for address in contexts.PINNED}
    asked = {"credentials": [good, forged]}
    assert verify_by_node({**asked, "contexts": pinned, "documents": known}) == [True, False]
    asked["credentials"].append(token)
    assert verify_by_openbadgeslib({**asked, "issuer": issuer, "documents": texts}) == [True, False, True]
    actions.revoke(certificate=made.pk, reason="hours", actor=help_.lead(), at=make.AT)
    texts[listed] = public.get(listed.removeprefix(house)).content.decode()
    assert verify_by_openbadgeslib({"credentials": [token], "issuer": issuer, "documents": texts}) == [False]
