"""Addresses that let in whoever knows them: in no log of ours, in no referrer, kept by no cache, and ended at will."""

import logging
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from dauys.cases import actions as cases
from dauys.cases.due_calendar import calendar_key
from dauys.cases.models import CalendarFeed
from dauys.ground.ui.middleware import SECRETS
from dauys.site.log_lines import JsonFormatter, OneLineForStrangers, WithoutSecretAddresses
from tests import factories as make
from tests.house.sources import ROOT

WITH_SECRET = {
    "calendar_feed", "invitation", "confirm_subscription", "unsubscribe", "open_visit", "open_screen", "given_ticket",
    "ticket", "ticket_now", "join_group", "open_volunteer", "open_consent", "open_offer",
    "report_incident", "rate_task", "thank_volunteers", "volunteer_calendar",
    "shift_hours", "lead_team", "lead_code", "lead_team_step", "merge_team", "team_roster", "team_sheet",
    "own_enrolment", "ticket_incident", "team_incident",
}  # fmt: skip


class Kept(logging.Handler):
    """The lines our handler would write."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(JsonFormatter())
        for one in (OneLineForStrangers(), WithoutSecretAddresses()):
            self.addFilter(one)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Any:
    handler, root = Kept(), logging.getLogger()
    names = ("django.request", "django.security.csrf", "django.server")
    levels = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def feed_of(actor: Any) -> tuple[str, str]:
    feed = CalendarFeed.objects.get(user=actor.id)
    return f"/kk/calendar/{feed.pk}/{calendar_key(feed.pk)}.ics", calendar_key(feed.pk)


def secret(name: str) -> str:
    if name == "calendar_feed":
        with override("kk"):
            return reverse(name, kwargs={"feed_id": "0190a3a3-0000-7000-8000-000000000000", "key": "abcdefgh" * 5})
    row = "0190a3a3-0000-7000-8000-000000000000"
    more = {
        "thank_volunteers": {"case_id": row},
        "volunteer_calendar": {"volunteer_id": row},
        "lead_team_step": {"step": "came"},
    }
    with override("kk"):
        return reverse(name, kwargs={**more.get(name, {}), "token": "abcdefgh" * 5})


def test_every_address_with_a_secret_is_known_here() -> None:
    page = (ROOT / "docs/permissions.md").read_text("utf-8")
    assert set(re.findall(rf"\| `[^`]*<str:(?:{'|'.join(SECRETS)})>[^`]*` \| (\w+)", page)) == WITH_SECRET
    assert not set(re.findall(r"\| `[^`]*<str:[^`]*` \| (\w+)", page)) - WITH_SECRET, "call what is secret so"


@pytest.mark.parametrize("name", sorted(WITH_SECRET))
def test_no_line_of_the_log_and_no_referrer_has_it(name: str, db: None, kept: Kept, monkeypatch: Any) -> None:
    address = secret(name)
    strict, failing = Client(enforce_csrf_checks=True), Client(raise_request_exception=False)
    answers = [Client().get(address), Client().delete(address), strict.post(address, {"x": "1"})]
    monkeypatch.setattr("dauys.ground.ui.middleware.current", None)
    answers.append(failing.get(address))
    assert answers[-1].status_code == 500
    assert {a["Referrer-Policy"] for a in answers[:3]} == {"strict-origin"}
    assert any("…" in line for line in kept.lines), kept.lines
    assert not [line for line in kept.lines if "abcdefgh" in line]


def test_a_feed_says_nothing_personal_and_ends_when_its_owner_says_so(db: None) -> None:
    """Neither of the person who wrote nor of the one who reads; every way of ending it holds at once."""
    team, told = make.team(), "Құпия көшесі, 7"
    made = make.case(owner=make.HOUSING, name="Айгүл Құпиянова", email="qupiya@example.kz", place_note=told)
    make.drafted(made, team)
    cases.subscribe_calendar(actor=team.officer, at=make.AT)
    address, key = feed_of(team.officer)
    answer = Client().get(address)
    assert answer.status_code == 200 and b"VEVENT" in answer.content and "no-store" in answer["Cache-Control"]
    body = answer.content.decode().replace("\r\n ", "")
    person = ("Айгүл", "Құпиянова", "+7700", "qupiya", told, make.TEXT[:15])
    assert not [word for word in (*person, key, "@example.kz", "Қызметкер") if word in body]
    cases.subscribe_calendar(actor=team.officer, at=make.AT)
    assert Client().get(address).status_code == 404, "renewed"
    newer, _key = feed_of(team.officer)
    cases.unsubscribe_calendar(actor=team.officer, at=make.AT)
    assert Client().get(newer).status_code == 404, "ended"
