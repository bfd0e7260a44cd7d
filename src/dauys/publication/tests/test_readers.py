"""Mails to readers: only after their own yes, once a day, and none after they left."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import factories as make
from tests.log import follow

from dauys.ground.messages.actions import send_due
from dauys.ground.messages.models import Message
from dauys.publication import actions
from dauys.publication.models import Subscription
from dauys.site.wiring import HEARERS

AT = make.AT
pytestmark = pytest.mark.django_db
FORM = {"email": "oqyrman@example.kz", "area": "kz/11", "topic": ""}


def path_in(body: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", body)
    assert found
    return found.group(1)


def publish(at: Any, **about: Any) -> None:
    made = make.case(owner=make.HOUSING, at=at, publish=True, **about)
    boss = make.staff("supervisor")[1]
    actions.publish(case_id=made.id, text=make.TEXT, decided=None, actor=boss, at=at)


def reader() -> Subscription:
    """A reader of Ақмола who confirmed at AT."""
    Client().post("/kk/voices/subscribe/", FORM)
    row = Subscription.objects.get()
    actions.confirm(subscription=row.pk, at=AT)
    row.refresh_from_db()
    return row


def test_a_mail_is_confirmed_by_the_button_and_not_by_opening_the_link() -> None:
    sent = Client().post("/ru/voices/subscribe/", FORM)
    assert sent.status_code == 302 and sent["Location"] == "/ru/voices/subscribe/sent/"
    message = Message.objects.get()
    assert message.address == FORM["email"] and message.language == "ru"
    link = path_in(message.body)
    assert Client().get(link).status_code == 200
    assert Subscription.objects.get().confirmed_at is None
    assert Client().post(link).status_code == 200
    assert Subscription.objects.get().confirmed_at is not None


def test_the_answer_does_not_tell_who_reads() -> None:
    first = Client().post("/kk/voices/subscribe/", FORM)
    reader()
    again = Client().post("/kk/voices/subscribe/", FORM)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Message.objects.count() == 1


@pytest.mark.parametrize("form", [{"email": "no mail"}, {}, {**FORM, "area": "kz/nowhere"}, {**FORM, "topic": "x"}])
def test_wrong_input_stands_beside_its_field(form: dict[str, str]) -> None:
    response = Client().post("/kk/voices/subscribe/", form)
    assert response.status_code == 422 and "govuk-error-message" in response.content.decode()
    assert not Subscription.objects.exists() and not Message.objects.exists()


def test_a_flood_is_braked() -> None:
    codes = [
        Client().post("/kk/voices/subscribe/", {**FORM, "email": f"r{n}@example.kz"}).status_code for n in range(11)
    ]
    assert codes == [302] * 10 + [429]
    assert Subscription.objects.count() == 10


def test_one_mail_a_day_with_what_is_new() -> None:
    publish(AT - timedelta(hours=1))
    reader()
    assert actions.send_digests(at=AT + timedelta(minutes=1)) == 1
    assert Message.objects.filter(once__startswith="digest:").count() == 0  # nothing since they agreed
    publish(AT + timedelta(hours=1))
    publish(AT + timedelta(hours=1), area="kz/75/")
    for _ in range(2):
        actions.send_digests(at=AT + timedelta(days=1))
    message = Message.objects.get(once__startswith="digest:")
    assert message.once.endswith(":2026-03-05")
    assert len(re.findall(r"/kk/voices/\w{10}/", message.body)) == 1
    assert message.unsubscribe in message.body
    assert "Айгүл" not in message.body and "700" not in message.body.split("http")[0]
    actions.send_digests(at=AT + timedelta(days=2))
    assert Message.objects.filter(once__startswith="digest:").count() == 1


def test_several_filters_are_one_mail_and_end_one_by_one_or_together() -> None:
    reader()
    Client().post("/kk/voices/subscribe/", {**FORM, "area": "", "topic": "water"})
    second = Subscription.objects.get(topic="water")
    actions.confirm(subscription=second.pk, at=AT)
    publish(AT + timedelta(hours=1))
    assert actions.send_digests(at=AT + timedelta(days=1)) == 2
    message = Message.objects.get(once__startswith="digest:")
    parts = re.findall(r"https?://[^/\s]+(/kk/voices/leave/\S+)", message.body)
    assert len(parts) == 3  # one for each filter, one for both
    Client().post(parts[0])
    assert Subscription.objects.count() == 1 and Message.objects.get(pk=message.pk).body
    Client().post(parts[2])
    assert not Subscription.objects.exists() and not Message.objects.get(pk=message.pk).body


def test_nobody_is_woken_at_night() -> None:
    reader()
    publish(AT + timedelta(hours=1))
    assert actions.send_digests(at=AT + timedelta(hours=20)) == 0  # six in the morning
    assert actions.send_digests(at=AT + timedelta(hours=23)) == 1


def test_leaving_needs_one_press_and_deletes_everything() -> None:
    row = reader()
    publish(AT + timedelta(hours=1))
    actions.send_digests(at=AT + timedelta(days=1))
    message = Message.objects.get(once__startswith="digest:")
    link = path_in(message.unsubscribe)
    assert Client().get(link).status_code == 200 and Subscription.objects.exists()
    assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.filter(pk=row.pk).exists()
    assert {(m.address, m.body, m.unsubscribe) for m in Message.objects.all()} == {("", "", "")}
    assert Client().post(link).status_code == 200


@pytest.mark.parametrize("kind", ["confirm", "leave"])
def test_a_broken_link_says_so(kind: str) -> None:
    assert Client().get(f"/kk/voices/{kind}/abc:def/").status_code == 404
    assert Client().post(f"/kk/voices/{kind}/abc:def/").status_code in (403, 404)


def test_what_nobody_confirmed_is_deleted() -> None:
    Client().post("/kk/voices/subscribe/", FORM)
    row = Subscription.objects.get()
    assert actions.sweep(at=row.created_at + timedelta(days=2)) == 0
    assert actions.sweep(at=row.created_at + timedelta(days=4)) == 1
    assert not Subscription.objects.exists() and Message.objects.get().address == ""
    follow(AT, hearers=HEARERS)


def test_the_mail_carries_the_way_out_in_its_header(smtp: Any) -> None:
    reader()
    publish(AT + timedelta(hours=1))
    actions.send_digests(at=AT + timedelta(days=1))
    Message.objects.filter(once__startswith="subscribe:").delete()
    send_due(at=AT + timedelta(days=1), channels=("mail",))
    mail = smtp.messages[-1]
    sent = Message.objects.get(once__startswith="digest:")
    assert str(mail["List-Unsubscribe"]) == f"<{sent.unsubscribe}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
