"""The demonstration's pages: anybody becomes anybody, the post box shows what went out, the clock knows its end."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now, offset
from dauys.ground.packs.current import current
from dauys.site.demo import clock
from dauys.site.demo.seed import seed
from dauys.site.demo.staff import STAFF
from dauys.site.demo.tests.test_seed import AT, some_of_each_fate


@pytest.fixture
def demo(db: Any, settings: Any, tmp_path: Path) -> Client:
    from dauys.ground.sealed import keys

    keys.key("contacts"), keys.key("lookup")  # read before the data folder moves
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "dauys.site.demo"]
    settings.ROOT_URLCONF = "dauys.site.demo.tests.demo_urls"
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    return Client()


@pytest.fixture
def seeded(demo: Client) -> Client:
    seed(at=AT, progress=lambda *_: None, stories=some_of_each_fate())
    return demo


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_lists_everybody_and_ready_cases(seeded: Client, language: str) -> None:
    page = seeded.get(f"/{language}/demo/")
    assert page.status_code == 200
    text = page.content.decode()
    assert all(w.name in text for w in STAFF)
    assert text.count('name="code"') == len(page.context["ready"]) >= 2
    assert "answered" in [ready.about for ready, _ in page.context["ready"]]


def test_a_ready_case_opens_with_its_number_and_code(seeded: Client) -> None:
    ready, _ = seeded.get("/kk/demo/").context["ready"][0]
    opened = seeded.post("/kk/track/", {"number": ready.number, "code": ready.code})
    assert (opened.status_code, opened["Location"]) == (302, "/kk/track/case/")
    assert ready.number in seeded.get("/kk/track/case/").content.decode()


def test_becoming_somebody_signs_in_and_is_journalled(seeded: Client) -> None:
    officer, admin = User.objects.get(email="housing@demo.example"), User.objects.get(email="admin@demo.example")
    answer = seeded.post(f"/kk/demo/become/{officer.pk}/")
    assert answer["Location"] == "/kk/desk/"
    assert seeded.get("/kk/desk/").status_code == 200
    assert seeded.post(f"/kk/demo/become/{admin.pk}/")["Location"] == "/kk/desk/undelivered/"
    assert list(Entry.objects.filter(verb="accounts.sign_in").order_by("id").values_list("actor_id", flat=True)) == [
        officer.pk,
        admin.pk,
    ]


def test_nobody_is_nobody(demo: Client) -> None:
    assert demo.post("/kk/demo/become/00000000-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("address", ["become/00000000-0000-4000-8000-000000000000/", "clock/"])
def test_nothing_changes_by_looking(demo: Client, address: str) -> None:
    assert demo.get(f"/kk/demo/{address}").status_code == 405


def test_the_post_box_shows_what_went_out_without_running_it(demo: Client, settings: Any) -> None:
    assert demo.get("/kk/demo/postbox/").status_code == 200
    folder = settings.DATA_DIR / "postbox"
    folder.mkdir()
    letter = {
        "to": "+77000000001",
        "text": "<script>1</script> http://127.0.0.1/kk/track/",
        "at": "2026-03-10T10:00:00+00:00",
    }
    (folder / "1.sms.json").write_text(json.dumps(letter), "utf-8")
    text = demo.get("/kk/demo/postbox/").content.decode()
    assert "&lt;script&gt;1" in text
    assert '<a href="http://127.0.0.1/kk/track/"' in text
    assert "+77000000001" in text


def test_the_clock_moves_forward_and_back(demo: Client) -> None:
    before = now()
    assert demo.post("/kk/demo/clock/", {"days": "7"}).status_code == 302
    assert demo.post("/kk/demo/clock/", {"days": "1"}).status_code == 302
    assert timedelta(days=8) <= now() - before < timedelta(days=8, minutes=1)
    assert demo.get("/kk/demo/").context["moved"]
    demo.post("/kk/demo/clock/", {"days": "reset"})
    assert not offset() or now() < datetime.now(UTC)


@pytest.mark.parametrize("days", ["", "2", "-1", "1000000", "x"])
def test_the_clock_takes_only_the_offered_steps(demo: Client, days: str) -> None:
    before = offset()
    assert demo.post("/kk/demo/clock/", {"days": days}).status_code == 422
    assert offset() == before


def test_the_clock_never_leaves_the_calendar(demo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "last_day", lambda: now().date() + timedelta(days=10))
    refused = demo.post("/ru/demo/clock/", {"days": "30"})
    assert refused.status_code == 422
    assert str(current().calendar().last.year) in refused.content.decode()
    assert not offset()


def test_a_demonstration_older_than_its_calendar_shows_its_last_days(
    demo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "last_day", lambda: (datetime.now(UTC) - timedelta(days=20)).date())
    clock.fit_into_calendar()
    assert timedelta(days=-21) <= offset() <= timedelta(days=-19)
    clock.reset()
    assert offset() < timedelta()
