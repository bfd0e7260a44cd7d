"""Run as a process of its own: walks every link of every visitor from page to page, and says where it led nowhere.

Reads the sweep's world as JSON, prints as JSON what was found. Pages of one name are visited once by each visitor.
"""

import json
import re
import sys
from collections import deque
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from dauys.site.runtime import start_django

START = ("/", "/kk/", "/kk/login/", "/kk/desk/start/", "/kk/desk/")
SENT_BY_FORMS = re.compile(r'<form[^>]*\saction="(/[^"]*)"')
LINKS = re.compile(r'<a\s[^>]*?href="([^"]+)"')
# The address of a login's provider and the like lie outside; the language menu leads to pages of other names.
SKIPPED = ("/static/", "mailto:", "tel:", "#")


def visitors(world: dict[str, Any]) -> dict[str, Any]:
    from django.conf import settings
    from django.test import Client

    from dauys.ground.accounts.models import User

    found = {"citizen": Client(SERVER_NAME="localhost")}
    cookies = {"dauys_case": world["case_cookie"], "dauys_held": world["held_cookie"], **world["contact_cookies"]}
    found["citizen"].cookies.load({**cookies, "dauys_support": world["support_cookie"]})
    for role in ("clerk", "supervisor", "administrator"):
        email = world["emails"][role]
        found[role] = Client(SERVER_NAME="localhost")
        found[role].force_login(User.objects.get(email=email), settings.AUTHENTICATION_BACKENDS[0])
    return found


def walk(client: Any, start: list[str]) -> tuple[int, list[list[Any]]]:
    """How many pages were seen, and every link or form that leads nowhere, with the page it stands on."""
    from django.urls import Resolver404, resolve
    from django.utils.translation import override

    def name_of(address: str) -> str:
        path = unquote(urlsplit(address).path)
        with override(path[1:3] if path[3:4] == "/" else "kk"):
            return str(resolve(path).view_name)

    seen: set[str] = set()
    bad: list[list[Any]] = []
    queue = deque((address, "") for address in start)
    while queue:
        address, page = queue.popleft()
        try:
            name = name_of(address)
        except Resolver404:
            bad.append([page, address, 404])
            continue
        if name in seen:
            continue
        seen.add(name)
        answer = client.get(address)
        if answer.status_code >= 500:  # a 404 of an address that is there is a refusal, and the sweep's matter
            bad.append([page, address, answer.status_code])
        if answer.status_code in (301, 302):
            queue.append((urljoin(address, answer["Location"]), address))
        if not answer.get("Content-Type", "").startswith("text/html") or answer.status_code == 404:
            continue
        text = answer.content.decode()
        queue.extend((urljoin(address, link.replace("&amp;", "&")), address) for link in LINKS.findall(text)
                     if not link.startswith(SKIPPED) and urlsplit(link).netloc in ("", "localhost"))  # fmt: skip
        for action in SENT_BY_FORMS.findall(text):
            try:
                name_of(action)
            except Resolver404:
                bad.append([address, f"form to {action}", 404])
    return len(seen), bad


def main() -> None:
    start_django()
    from django.core.management import call_command
    from django.test import Client

    call_command("check", fail_level="WARNING", stdout=sys.stderr)
    world = json.load(sys.stdin)
    start = [*START, f"/kk/desk/cases/{world['kwargs']['case']['case_id']}/", "/kk/track/case/"]
    found = {}
    for who, client in visitors(world).items():
        client.raise_request_exception = False
        there = [address for address in start if client.get(address).status_code != 404]
        count, bad = walk(client, there)
        found[who] = {"pages": count, "bad": bad}
    client = Client(SERVER_NAME="localhost")
    answers = {address: client.get(address).status_code for address in sys.argv[1:]}
    json.dump({"found": found, "answers": answers, "home": client.get("/kk/").content.decode()}, sys.stdout)


if __name__ == "__main__":
    main()
