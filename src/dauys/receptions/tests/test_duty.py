"""An officer on duty receives who comes out of schedule: set up by page, offered by the desk, signed by the head."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.directory.models import Post
from dauys.receptions import actions
from dauys.receptions.models import Host, Protocol, Visit
from dauys.receptions.queries import heads_controlled

pytestmark = pytest.mark.django_db


def signed_in(role: str, code: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def on_duty(at_head: Host) -> Host:
    """An officer of the body named on the page of who receives."""
    officer = Post.objects.filter(organization__code=make.HOUSING, role="officer")[0]
    page = f"/kk/desk/receptions/centres/{at_head.office_id}/hosts/"
    admin = signed_in("administrator", "")
    shown = admin.get(page).content.decode()
    assert f'value="{officer.pk}"' in shown and "кезекші" in shown
    clerk = Post.objects.filter(organization__code="akmola/aqjar", role="clerk")[0]
    assert f'value="{clerk.pk}"' not in shown and admin.post(page, {"post": clerk.pk, "room": "7"}).status_code == 422
    assert admin.post(page, {"post": officer.pk, "room": "7"}).status_code == 302
    host = Host.objects.get(post=officer)
    assert host.kind == "duty"
    return host


def test_who_comes_out_of_schedule_is_offered_who_is_on_duty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The head has no gap left; who is on duty has, by video: one press fills the form, and nothing typed is lost."""
    monkeypatch.setattr("dauys.receptions.pages.day.now", lambda: make.AT)
    at_head, today = desk.host(), make.AT.date()
    of = on_duty(at_head)
    gap = make.AT.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    desk.published(of, desk.line(first=today, opens=time(gap.hour), minutes=40, rule="", mode="video"))
    client, path = signed_in("clerk"), "/kk/desk/receptions/new/"
    typed: dict[str, Any] = {
        "key": uuid4(), "name": "Асан Үлгі", "text": desk.MATTER, "area": make.AQJAR, "language": "kk",
        "reason": "other", "host": at_head.pk,
    }  # fmt: skip
    shown = client.post(path, {**typed, "show": "1"}).content.decode()
    assert f'value="{of.pk} {gap.isoformat()}"' in shown and "бейне" in shown and "(кезекші)" in shown
    filled = client.post(path, {**typed, "show": f"{of.pk} {gap.isoformat()}"}).content.decode()
    assert f'value="{of.pk}" selected' in filled and f'value="{gap.isoformat()}" selected' in filled
    assert desk.MATTER in filled and not Visit.objects.exists()
    for _click in range(2):
        assert client.post(path, {**typed, "host": of.pk, "when": gap.isoformat()}).status_code == 302
    visit = Visit.objects.get()
    assert (visit.kind, visit.mode, visit.host_id) == ("unscheduled", "video", of.pk)
    assert visit.during and visit.during.lower == gap


def test_an_officer_receives_whom_duty_brings_and_nobody_else() -> None:
    at_head = desk.host()
    of = on_duty(at_head)
    mine, heads = desk.unscheduled(of), desk.unscheduled(at_head, number=2)
    officer, page = signed_in("officer"), "/kk/desk/receptions/visits/{}/"
    listed = officer.get(f"/kk/desk/receptions/?day={mine.created_at:%Y-%m-%d}").content.decode()
    assert str(mine.pk) in listed and str(heads.pk) not in listed
    assert "/desk/receptions/schedules/" not in listed and "/desk/receptions/new/" not in listed
    assert desk.MATTER in officer.get(page.format(mine.pk)).content.decode()
    for other, visit in ((officer, heads), (signed_in("officer", make.SOCIAL), mine)):
        address = page.format(visit.pk)
        assert other.get(address).status_code == other.post(f"{address}serve/").status_code == 404
    assert officer.post(f"{page.format(mine.pk)}cancel/").status_code == 404, "the desk does that"
    assert officer.post(f"{page.format(mine.pk)}serve/").status_code == 302
    told = {"outcome": "explained", "summary": desk.FOUND, "decided": desk.DECIDED, "revision": 0}
    assert officer.post(f"{page.format(mine.pk)}protocol/", told).status_code == 302
    made = Protocol.objects.get()
    sign = f"/kk/desk/receptions/protocols/{made.pk}/sign/"
    assert officer.post(sign, {"revision": 1}).status_code == 404
    actions.sign(protocol=made.pk, revision=1, actor=make.staff("head")[1], at=make.AT)
    assert Visit.objects.get(pk=mine.pk).state == "done" and Visit.objects.get(pk=heads.pk).state == "arrived"


def test_who_is_on_duty_is_no_head_who_receives_too_seldom() -> None:
    at_head = desk.host()
    on_duty(at_head)
    controller = make.staff("controller", "akmola/aqjar")[1]
    assert [host.pk for host in heads_controlled(controller)] == [at_head.pk]
