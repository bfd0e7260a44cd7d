"""The sweep: every route by role and language, judged by one table; a route without a line in it fails."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import polib
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from tests.support import counted_sql
from tests.sweep.at_oversight import OVERSIGHT
from tests.sweep.at_receptions import receptions_expected
from tests.sweep.of_volunteers import all_expected
from tests.sweep.words import Visible, foreign_words
from tests.sweep.world import ROLES, World, build

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]
LANGUAGES = ("kk", "ru", "en")
EVERYONE = dict.fromkeys(ROLES, 200)
VIEWERS = ("clerk", "officer", "supervisor", "head", "controller", "auditor")


def only(*roles: str, ok: int = 200, others: int = 404) -> dict[str, int]:
    """Staff pages: `ok` for these roles, sign-in for who is not signed in, "does not exist" for the rest."""
    return {r: 302 if r in ("nobody", "citizen") else ok if r in roles else others for r in ROLES}


def all_of(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


# What a GET gives to whom. This table is the permission matrix of pages; `docs/permissions` is what it means.
EXPECTED: dict[str, dict[str, int]] = {
    "root": all_of(302),
    "healthz": EVERYONE,
    "metrics": all_of(404),  # no token is set
    "log_head": EVERYONE,
    "log_heads": EVERYONE,
    "log_logs": EVERYONE,
    "log_inclusion": EVERYONE,
    "log_consistency": EVERYONE,
    "api-1:openapi-json": EVERYONE,
    "api-1:file_case": all_of(405),
    "home": EVERYONE,
    "rules": EVERYONE,
    "living": EVERYONE,
    **dict.fromkeys(["figures", "figures_json", "figures_csv"], EVERYONE),
    "voices": EVERYONE,
    "voice": EVERYONE,
    "voices_feed": EVERYONE,
    "subscribe": EVERYONE,
    "subscribe_sent": EVERYONE,
    "confirm_subscription": EVERYONE,
    "unsubscribe": EVERYONE,
    "publication_wish": all_of(405),
    "to_publish": only("clerk", "supervisor", "head"),
    "review_publication": only("clerk", "supervisor", "head"),
    "privacy": EVERYONE,
    "accessibility": EVERYONE,
    "login": EVERYONE,
    "login_code": all_of(302),
    "provider_begin": all_of(404),  # no provider is set
    "provider_back": all_of(404),
    "passkey_enter": EVERYONE,
    "passkey_add": only("controller", others=302),
    "passkey_create": only(others=302),
    "passkey_remove": all_of(405),
    "logout": all_of(405),
    "security": {**EVERYONE, "nobody": 302, "citizen": 302},
    "password": {**EVERYONE, "nobody": 302, "citizen": 302},
    "end_session": all_of(405),
    "end_other_sessions": all_of(405),
    "second_factor_begin": all_of(405),
    "second_factor_set_up": only("administrator", others=302),
    "second_factor_codes": only("controller", others=302),
    "second_factor_off": only("controller", others=302),
    "say": all_of(302),
    "step": EVERYONE,
    "check_answers": all_of(302),
    "code": all_of(302),
    "remove_file": all_of(405),
    "say_parts": all_of(405),
    "say_parts_on": all_of(404),  # without a token nothing is there
    "check_receipt": EVERYONE,
    "waiting": {**all_of(302), "citizen": 200},
    "receipt": {**all_of(302), "citizen": 200},
    "receipt_pdf": {**all_of(302), "citizen": 200},
    "receipt_json": {**all_of(302), "citizen": 200},
    "tracking": {**all_of(302), "citizen": 200},
    "join": all_of(405),
    "joined": {**all_of(302), "citizen": 200},
    "supported": {**all_of(302), "citizen": 200},
    "group": all_of(405),
    "ungroup": all_of(405),
    "withdraw": {**all_of(302), "citizen": 200},
    "confirm": {**all_of(302), "citizen": 200},
    "mine": EVERYONE,
    "mine_code": {**all_of(302), "citizen": 200},
    "open_mine": all_of(302),
    "ask_correction": {**all_of(302), "citizen": 200},
    "ask_correction_code": all_of(302),
    "own_copy": all_of(405),
    **receptions_expected(only, all_of),
    **all_expected(only, all_of),
    "track": EVERYONE,
    "close": all_of(405),
    "rate": all_of(405),
    "worklist": only(*VIEWERS, "stranger"),
    "find": {**only(*VIEWERS, ok=302), "stranger": 200},
    "save_list": only(*VIEWERS, "stranger"),
    "forget_list": all_of(405),
    "calendar": only(*VIEWERS, "stranger"),
    "calendar_feed": EVERYONE,
    "export": only("clerk", "supervisor", "head", "controller"),
    "exports": only("clerk", "supervisor", "head", "controller"),
    "export_file": only("supervisor"),
    "forget_export": all_of(405),
    "learning": only("supervisor", "head", "controller", "administrator"),
    "label": only("clerk", "officer", "supervisor", "head", "stranger"),
    **{name: only(*who) if who else all_of(405) for name, who in OVERSIGHT.items()},
    "bulk": all_of(405),
    "bulk_do": all_of(405),
    "bulk_result": only("officer"),
    "bulk_undo": all_of(405),
    "case": only(*VIEWERS),
    "contacts": only("clerk", "officer", "supervisor", "head"),
    "mark_repeat": only("clerk", "officer", "supervisor", "head"),
    "unmark_repeat": all_of(405),
    "correct": only("clerk"),
    "corrections": only("clerk"),
    "hold": only("supervisor", "head"),
    "lift_hold": all_of(405),
    "attachment": only(*VIEWERS),
    "change_kind": only("clerk", "supervisor", "head"),
    "try_rules": only("administrator"),
    "ask_person": only("officer"),
    "heard_reply": only("clerk", "officer", "supervisor", "head"),
    "take_back": all_of(405),
    "ask_extension": only("officer"),
    "decide_extension": only("supervisor", "head"),
    "reply": all_of(405),
    "complain": all_of(405),
    "settle": only("clerk", "supervisor", "head"),
    "forward": only("officer", "supervisor", "head", "controller"),
    "give_back": only("officer", "supervisor", "head", "controller"),
    "name_owner": only("head", "controller"),
    "pass_crime": all_of(405),
    "clear_crime": all_of(405),
    "propose_leaving": only("officer", "supervisor", "head"),
    "decide_leaving": only("supervisor", "head"),
    "leavings": only("supervisor", "head"),
    "to_hand_over": only("clerk", "officer", "supervisor", "head", "stranger"),
    "to_sign": only("supervisor", "head"),
    "withdraw_for": only("clerk"),
    "take": all_of(405),
    "give": only("supervisor", "head"),
    "answer_file": only(*VIEWERS),
    "tracked_file": {**all_of(302), "citizen": 404},  # of another's answer; test_attachments.py opens one's own
    "voice_file": all_of(404),  # not ticked
    "write": only("officer"),
    "autosave": all_of(405),
    "check": only("supervisor", "head"),
    "read_out": only("clerk", "officer", "supervisor", "head"),
    "posted": only("clerk", "officer", "supervisor", "head"),
    "letter": only("clerk", "officer", "supervisor", "head"),
    "invite_hearing": only("officer", "supervisor", "head"),
    "hearing": only(*VIEWERS),
    "hearing_protocol": only("officer"),
    "hearing_off": all_of(405),
    "register": only("clerk"),
    **dict.fromkeys(("register_autosave", "register_parts"), all_of(405)),
    "register_parts_on": only("clerk", ok=404),
    "register_discard": all_of(405),
    "registered_today": only("clerk"),
    "imports": only("clerk"),
    "import": only("clerk"),
    "import_file": all_of(405),
    "held": only("clerk", "supervisor", "head"),
    "held_accept": all_of(405),
    "held_discard": all_of(405),
    "slip": all_of(405),
    "new_code": only("clerk"),
    "hand_copy": only("clerk"),
    "start": all_of(302),
    "undelivered": only("controller", "administrator"),
    "health_of_data": only("administrator"),
    "retention": only("administrator"),
    "retention_lift": all_of(405),
    "health_json": only("administrator"),
    "ask_doctor": all_of(405),
    "office": only("administrator"),
    "office_try_mail": all_of(405),
    "office_staff": only("administrator"),
    "office_staff_file": only("administrator"),
    "office_member": only("administrator"),
    "office_add_person": only("administrator"),
    "office_bring_back": only("administrator"),
    "office_invite": all_of(405),
    "office_end": all_of(405),
    "office_end_role": all_of(405),
    "office_deputy": all_of(405),
    "office_deputy_end": all_of(405),
    "invitation": EVERYONE,
    "office_journal": only("administrator", "auditor"),
    "office_rooms": only("administrator"),
    "office_room": only("administrator"),
    "office_bodies": only("administrator"),
    "office_bodies_file": only("administrator"),
    "office_upload": only("administrator"),
    "office_confirm": all_of(405),
}
BUDGET = {
    "living": 1,
    "home": 3,
    "voices": 4,
    "voice": 4,
    "voices_feed": 4,
    "figures": 4,
    "undelivered": 8,
    "office_member": 9,
    "office": 13,  # the checklist asks each thing of its own
    "worklist": 4,
    "volunteer_calls": 4,
    "own_volunteer": 7,  # what people thanked for stands there too
    "line_near": 7,  # looks farther where too few are near
    "volunteer_plans": 4,
    "case": 6,
    "find": 6,
    "tracking": 5,
    "mine": 3,
}
DEFAULT_BUDGET = 6


def routes() -> Iterator[str]:
    """Every named route of the house; one without a name is an error of its own."""

    def walk(patterns: list[Any], space: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            elif isinstance(pattern, URLPattern):
                assert pattern.name, f"a route without a name: {pattern.pattern}"
                yield space + pattern.name

    yield from dict.fromkeys(walk(get_resolver().url_patterns, ""))


NAMES = [name for name in routes() if name != "api-1:api-root"]


@pytest.fixture
def world(db: None, settings: Any) -> World:
    return build()


def client_of(world: World, role: str) -> Client:
    client = Client()
    if role == "citizen":
        client.cookies["dauys_case"] = world.case_cookie
        client.cookies["dauys_held"] = world.held_cookie
        client.cookies["dauys_support"] = world.support_cookie
        client.cookies.load(world.contact_cookies)
    elif role != "nobody":
        client.force_login(world.users[role])
    return client


def address(world: World, name: str, language: str) -> str:
    with override(language):
        path = reverse(name, kwargs=world.kwargs.get(name, {}))
    return f"{path}?{world.query[name]}" if name in world.query else path


def test_every_route_has_a_line_in_the_table() -> None:
    assert sorted(NAMES) == sorted(EXPECTED)


@cache
def msgids(language: str) -> list[str]:
    from django.conf import settings

    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES/django.po"))
    return [e.msgid for e in catalogue if len(e.msgid) > 8 and "%" not in e.msgid and e.msgstr != e.msgid]


def test_every_route_by_role_and_language(world: World) -> None:
    """Status by the table, `lang` set, no word of another language, the SQL budget kept, no write on GET."""
    wrong: list[str] = []
    english = {language: msgids(language) for language in ("kk", "ru")}
    for role in ROLES:
        client = client_of(world, role)
        for name in NAMES:
            for language in LANGUAGES:
                path = address(world, name, language)
                with counted_sql() as sql:
                    response = client.get(path)
                about = f"{path} ({name}) as {role}"
                if response.status_code != EXPECTED[name][role]:
                    wrong.append(f"{about}: {response.status_code}, expected {EXPECTED[name][role]}")
                    continue
                if sql.writes:
                    wrong.append(f"{about}: a GET wrote: {sql.writes[0][:100]}")
                if len(sql) > BUDGET.get(name, DEFAULT_BUDGET):
                    wrong.append(f"{about}: {sql}")
                if "Content-Security-Policy" not in response:
                    wrong.append(f"{about}: no content policy")
                if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
                    continue
                page = Visible(language)
                page.feed(response.content.decode())
                if page.html_lang != language:
                    wrong.append(f"{about}: lang is {page.html_lang!r}")
                if language == "en":
                    continue
                if found := [m for m in english[language] if m in page.text]:
                    wrong.append(f"{about}: English words: {found[:3]}")
                if found := foreign_words(page.text):
                    wrong.append(f"{about}: Latin words: {sorted(set(found))[:6]}")
    assert not wrong, "\n" + "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_refusals_speak_the_language(world: World, language: str) -> None:
    response = client_of(world, "stranger").get(address(world, "case", language))
    page = Visible(language)
    page.feed(response.content.decode())
    assert response.status_code == 404
    assert page.html_lang == language
    assert not foreign_words(page.text)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_api_errors_speak_the_language(world: World, language: str) -> None:
    response = Client().post(
        "/api/v1/cases",
        {"text": "short", "area": "kz/11", "kind": "no-such-kind", "name": "А"},
        content_type="application/json",
        headers={"accept-language": language},
    )
    assert response.status_code == 422
    texts = [response.json()["message"], *response.json()["fields"].values()]
    assert texts
    if language != "en":
        assert not any(foreign_words(re.sub("UUID", "", t)) for t in texts), texts
