"""Who knocks at the doors: the sweep's roles, the author of an answered case, and somebody about to send a draft."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.test import Client

from dauys.cases.models import Obligation
from dauys.channels import drafts
from dauys.channels.keys import COOKIE as CASE_COOKIE
from dauys.ground.files.actions import store
from dauys.ground.moment import now
from tests import factories as make
from tests.sweep.world import ROLES, World, a_pdf, build

STAFF = ("clerk", "officer", "stranger", "supervisor", "head", "controller", "administrator")
VISITORS = (*ROLES, "author", "writer")


@dataclass
class Town:
    """The sweep's world and, beside it, a complete draft with a file and a clerk's unsent form."""

    world: World
    draft: UUID
    draft_file: UUID
    clerk_draft: UUID
    author_cookie: str

    def client(self, who: str, **about: Any) -> Client:
        client = Client(**about)
        if who == "citizen":
            client.cookies[CASE_COOKIE] = self.world.case_cookie
        elif who == "author":
            client.cookies[CASE_COOKIE] = self.author_cookie
        elif who == "writer":
            client.cookies[drafts.COOKIE] = signing.dumps(str(self.draft), salt="dauys.draft")
        elif who != "nobody":
            client.force_login(self.world.users[who])
        return client


def town() -> Town:
    world, at = build(), now()
    draft, clerk_draft = uuid4(), uuid4()
    drafts.save(draft, make.draft(), at=at)
    drafts.save(clerk_draft, {"name": "Айгүл"}, at=at, door="desk", owner=world.users["clerk"].pk)
    file = store(data=a_pdf(), name="сурет.pdf", holder=drafts.holder_of(draft), at=at)
    answered = Obligation.objects.get(pk=world.kwargs["rate"]["obligation_id"])
    cookie = signing.dumps(str(answered.case_id), salt="dauys.case")
    return Town(world, draft, file.pk, clerk_draft, cookie)


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
