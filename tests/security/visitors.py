"""Who knocks at the doors: the sweep's roles, the author of an answered case, and somebody about to send a draft."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.test import Client

from dauys.cases.models import Obligation
from dauys.channels import drafts
from dauys.channels.keys import COOKIE as CASE_COOKIE
from dauys.channels.keys import SUPPORT_COOKIE
from dauys.channels.receipts import receipt_of
from dauys.core.receipts import receipt_as_json
from dauys.ground.accounts import asked_passkey, pending
from dauys.ground.accounts.queries import authenticator_of
from dauys.ground.files.actions import store
from dauys.ground.moment import now
from tests import factories as make
from tests.sweep.at_receptions import visit_cookie
from tests.sweep.at_volunteers import leader_cookie
from tests.sweep.at_volunteers_people import volunteer_cookie
from tests.sweep.world import ROLES, World, a_pdf, build

CHALLENGE = b"asked of everybody's browser 0123"
STAFF = ("clerk", "officer", "stranger", "supervisor", "head", "controller", "administrator", "auditor")
# "halfway" gave the controller's right password and not yet the second factor.
VISITORS = (*ROLES, "author", "writer", "halfway")


@dataclass
class Town:
    """The sweep's world and, beside it, a complete draft with a file and a clerk's unsent form."""

    world: World
    draft: UUID
    draft_file: UUID
    clerk_draft: UUID
    author_cookie: str
    held: UUID
    receipt: bytes

    def client(self, who: str, **about: Any) -> Client:
        client = Client(**about)
        if who == "citizen":
            client.cookies[CASE_COOKIE] = self.world.case_cookie
            client.cookies[drafts.HELD_COOKIE] = self.world.held_cookie
            client.cookies[SUPPORT_COOKIE] = self.world.support_cookie
            client.cookies.load(self.world.contact_cookies)
        elif who == "author":
            client.cookies[CASE_COOKIE] = self.author_cookie
            client.cookies.load({**visit_cookie("booked"), **volunteer_cookie("unconfirmed")})
        elif who == "writer":
            client.cookies[drafts.COOKIE] = signing.dumps(str(self.draft), salt="dauys.draft")
            client.cookies.load(leader_cookie())
        elif who == "halfway":
            answer = HttpResponse()
            pending.remember(answer, self.world.users["controller"], "")
            client.cookies[pending.COOKIE] = answer.cookies[pending.COOKIE].value
        elif who != "nobody":
            client.force_login(self.world.users[who])
        return self._asked_for_a_passkey(client, who)

    def _asked_for_a_passkey(self, client: Client, who: str) -> Client:
        """The browser was shown the page of signing in by passkey, the controller's also that of making one."""
        answer, request = HttpResponse(), HttpRequest()
        asked_passkey.remember(answer, asked_passkey.SHOW, CHALLENGE, asked_passkey.TO_ENTER)
        if who == "controller":
            request.session = client.session
            asked_passkey.remember(answer, asked_passkey.MAKE, CHALLENGE, asked_passkey.own(request), "Кілт")
        for name, morsel in answer.cookies.items():
            client.cookies[name] = morsel.value
        return client


def town() -> Town:
    world, at = build(), now()
    draft, clerk_draft = uuid4(), uuid4()
    drafts.save(draft, make.draft(), at=at)
    drafts.save(clerk_draft, {"name": "Айгүл"}, at=at, door="desk", owner=world.users["clerk"].pk)
    file = store(data=a_pdf(), name="сурет.pdf", holder=drafts.holder_of(draft), at=at)
    answered = Obligation.objects.get(pk=world.kwargs["rate"]["obligation_id"])
    cookie = signing.dumps(str(answered.case_id), salt="dauys.case")
    held = UUID(signing.loads(world.held_cookie, salt="dauys.held"))
    receipt = receipt_of(answered.case)
    assert receipt
    return Town(world, draft, file.pk, clerk_draft, cookie, held, json.dumps(receipt_as_json(receipt)).encode())


def six_digits(user_id: UUID) -> str:
    """What the device of this account shows now."""
    device = authenticator_of(user_id)
    assert device
    return TOTP(base64.b32decode(device.secret), 6, SHA1(), 30).generate(int(now().timestamp())).decode()


def voice(**about: Any) -> dict[str, Any]:
    """The body of a good request to the API."""
    return {
        "text": make.TEXT,
        "area": make.AQJAR.strip("/"),
        "topic": "water",
        "name": "Айгүл",
        "phone": "+77001234567",
        **about,
    }


def file_by_api(client: Client, body: Any, **headers: str) -> Any:
    """Sends `body` (an object, or text as it is) to the API under a fresh key."""
    text = body if isinstance(body, str | bytes) else json.dumps(body, ensure_ascii=False)
    headers = {"Idempotency-Key": str(uuid4()), "Accept-Language": "ru", **headers}
    return client.post("/api/v1/cases", text, content_type="application/json", headers=headers)
