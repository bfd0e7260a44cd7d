"""Every error of the addresses for machines, in every language; a sentence of theirs without an example here fails."""

import ast
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import gettext, override

from dauys.channels import actions, api, bodies
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.log import pages as log_pages
from dauys.ground.moment import now
from dauys.site import errors
from tests.log import follow
from tests.sweep.test_sweep import LANGUAGES
from tests.sweep.words import foreign_words

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]
ADDRESS = "/api/v1/cases"
GOOD = {"text": "Үш күннен бері су жоқ, көмектесіңіз.", "area": "kz/71", "name": "Айгүл", "phone": "+77001234567"}
# Sentences of pages, which no caller of the API meets: only pages carry forms, cases and their steps.
OF_PAGES = {
    "To the front page",
    "There is no such page",
    "The request could not be read",
    "Something failed on our side",
    "The page was open too long",
    "Go back, reload the page and send it once more. What you typed is kept by the browser.",
    "Too much at once",
    "The case has moved on",
    "The files together are larger than %(size)s MB. Go back and attach fewer or smaller ones.",
    "Somebody was faster, or the page was old. Nothing was changed. Load the page of the case anew.",
    "The term cannot be counted yet",
}
# Names of the protocol, which are the same in every language.
TERMS = "UUID|JSON|application/json|Retry-After"
Ask = Callable[[Client, pytest.MonkeyPatch], HttpResponse]


def post(client: Client, body: Any, **about: Any) -> HttpResponse:
    data = body if isinstance(body, (bytes, str)) else json.dumps(body)
    headers = {"idempotency-key": str(uuid4()), **about.pop("headers", {})}
    answer: Any = client.post(ADDRESS, data, content_type="application/json", headers=headers, **about)
    return answer


def wrong(**about: Any) -> Ask:
    return lambda client, patch: post(client, {**GOOD, **about})


def raises(error: Exception) -> Ask:
    """What filing could raise."""

    def ask(client: Client, patch: pytest.MonkeyPatch) -> HttpResponse:
        def file(**_about: Any) -> None:
            raise error

        patch.setattr(actions, "file", file)
        client.raise_request_exception = False
        return post(client, GOOD)

    return ask


def limited(name: str) -> Ask:
    def ask(client: Client, patch: pytest.MonkeyPatch) -> HttpResponse:
        patch.setattr(settings, name, 0)
        return post(client, GOOD)

    return ask


def over_django(client: Client, patch: pytest.MonkeyPatch) -> HttpResponse:
    patch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 10)
    return post(client, GOOD)


def get(path: str) -> Ask:
    return lambda client, patch: client.get(path)  # type: ignore[return-value]


def of_log(path: str) -> Ask:
    def ask(client: Client, patch: pytest.MonkeyPatch) -> HttpResponse:
        patch.setattr(settings, "LOG_RECORD", settings.LOG_RECORD.with_name(f"{uuid4()}.json"))
        post(client, GOOD)
        follow(now())
        return get(path)(client, patch)

    return ask


EXAMPLES: dict[str, tuple[int, Ask]] = {
    "no JSON": (400, lambda c, p: post(c, "{")),
    "another charset": (400, lambda c, p: post(c, GOOD, **{"dauys.charset": "latin-1"})),
    "no such address": (404, get("/api/v1/nothing")),
    "another method": (405, get(ADDRESS)),
    "too large": (413, lambda c, p: post(c, b" " * (bodies.MAX_BODY + 1))),
    "too large for Django": (413, over_django),
    "too large for anybody": (413, lambda c, p: post(c, GOOD, CONTENT_LENGTH=str(errors.MAX_REQUEST + 1))),
    "another type": (415, lambda c, p: c.post(ADDRESS, "x", content_type="text/plain")),  # type: ignore[dict-item]
    "nothing": (422, lambda c, p: post(c, {})),
    "a wrong key": (422, lambda c, p: post(c, GOOD, headers={"idempotency-key": "1"})),
    "too short": (422, wrong(text="су")),
    "too long": (422, wrong(name="А" * 161)),
    "another language": (422, wrong(language="xx")),
    "a sign that is no sign": (422, wrong(place_note="а\x00")),
    "no such place": (422, wrong(area="kz/nowhere")),
    "no such kind": (422, wrong(kind="nothing")),
    "no such topic": (422, wrong(topic="nothing")),
    "no phone": (422, wrong(phone="12")),
    "no mail": (422, wrong(email="a@b.c d.e")),
    "no mail for Django": (422, wrong(email="a..b@example.kz")),
    "a name of nobody": (422, wrong(anonymous=True)),
    "no contact": (422, wrong(phone="")),
    "too many from here": (429, limited("API_PER_ADDRESS")),
    "too many from all": (429, limited("VOICES_A_MINUTE")),
    "a failure": (500, raises(RuntimeError("x"))),
    "no calendar": (503, raises(CalendarNotCovered("x", date(2026, 1, 1), date(2026, 12, 31)))),
    "no log": (404, get("/log/head")),
    "no log to prove by": (404, get("/log/inclusion?index=0")),
    "no such entry": (404, of_log("/log/inclusion?index=999999")),
    "no such proof": (404, of_log("/log/consistency?first=2&second=1")),
}


def sentences(module: Any) -> set[str]:
    """What a module could say, in English."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "_"]
    return {ast.literal_eval(call.args[0]) for call in calls}


def asked(name: str, language: str) -> tuple[int, str, list[str]]:
    """Status, language and texts of one example; what it wrote and changed is forgotten."""
    cache.clear()
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        client = Client(headers={"accept-language": f"{language}-KZ,{language};q=0.9,de;q=0.1"})
        response = EXAMPLES[name][1](client, patch)
        transaction.set_rollback(True)
    body = json.loads(response.content)
    return (
        response.status_code,
        response.headers["Content-Language"],
        [body["message"], *body.get("fields", {}).values()],
    )


def is_said(sentence: str, texts: set[str], language: str) -> bool:
    with override(language):
        pattern = re.sub(r"%[sd]", r"\\d+", re.escape(gettext(sentence)).replace(r"\%d", "%d").replace(r"\%s", "%s"))
    return any(re.fullmatch(pattern, text) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_speaks_the_language(language: str) -> None:
    """Its status, its body and its words; and nothing the code could say is left without an example."""
    problems: list[str] = []
    said: set[str] = set()
    for name, (wanted, _ask) in EXAMPLES.items():
        status, spoken, texts = asked(name, language)
        said.update(texts)
        if (status, spoken) != (wanted, language):
            problems.append(f"{name}: {status} in {spoken}, expected {wanted}")
        for text in texts:
            is_foreign = bool(foreign_words(re.sub(TERMS, "", text))) if language != "en" else not text.isascii()
            if not text or is_foreign:
                problems.append(f"{name}: {text!r}")
    could = {s for module in (api, log_pages, errors) for s in sentences(module)} - OF_PAGES
    problems += [f"no example says: {s}" for s in sorted(could) if not is_said(s, said, language)]
    assert not problems, "\n" + "\n".join(problems)


def test_every_status_of_the_description_has_an_example() -> None:
    description = json.loads(Client().get("/api/v1/openapi.json").content)
    described = {
        int(status)
        for methods in description["paths"].values()
        for about in methods.values()
        for status in about["responses"]
        if int(status) >= 400
    }
    assert described <= {status for status, _ask in EXAMPLES.values()}


@pytest.mark.parametrize(("header", "spoken"), [("", "kk"), ("de-DE", "kk"), ("de, ru;q=0.5", "ru"), ("*", "kk")])
def test_who_asks_for_no_language_of_ours_is_answered_in_that_of_the_pack(header: str, spoken: str) -> None:
    response = Client(headers={"accept-language": header}).get("/api/v1/nothing")
    assert response.headers["Content-Language"] == spoken
