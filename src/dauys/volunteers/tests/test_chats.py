"""A volunteer begins a chat with our bot and is told things there, until they end it, block the bot or leave."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import volunteers as help_

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.models import Entry
from dauys.ground.messages import telegram_hook
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.letters_of_people import tell_link
from dauys.volunteers.models import Volunteer
from dauys.volunteers.reaching import chat_link

pytestmark = pytest.mark.django_db
HOOK, MINE = "/hooks/telegram/", "/kk/help/me/"
CHAT, OTHER = 70010001, 70010002


@pytest.fixture(autouse=True)
def bot(settings: Any) -> None:
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_BOT = "4711:made-up", "dauys_test_bot"


def tell(update: Any, secret: str | None = None) -> Any:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {telegram_hook.HEADER: telegram_hook.hook_secret() if secret is None else secret}
    return Client().post(HOOK, body, content_type="application/json", headers=headers)


def says(text: str, chat: int = CHAT, language: str = "ru") -> dict[str, Any]:
    return {
        "update_id": 1,
        "message": {
            "message_id": 1, "from": {"id": chat, "language_code": language}, "chat": {"id": chat, "type": "private"},
            "text": text,
        },
    }  # fmt: skip


def member(status: str, chat: int = CHAT) -> dict[str, Any]:
    about = {"chat": {"id": chat, "type": "private"}, "new_chat_member": {"status": status}}
    return {"update_id": 2, "my_chat_member": about}


def start_of(row: Volunteer) -> str:
    return "/start " + chat_link(row).partition("?start=")[2]


def fresh(row: Volunteer) -> Volunteer:
    return Volunteer.objects.get(pk=row.pk)


def way(row: Volunteer, name: str) -> tuple[str, str]:
    """By which way a letter goes now."""
    tell_link(fresh(row), now(), once=name)
    sent = Message.objects.get(once=f"volunteer:{row.pk}:{name}")
    return sent.channel, sent.address


def begun(number: int = 1, chat: int = CHAT, **about: Any) -> Volunteer:
    row = help_.volunteer(number, **about)
    assert tell(says(start_of(fresh(row)), chat)).status_code == 200
    return fresh(row)


def test_who_begins_a_chat_is_told_things_there() -> None:
    row = help_.volunteer(1)
    assert way(row, "before") == ("sms", "+77001000001")
    answer = tell(says(start_of(fresh(row))))
    told = answer.json()
    assert (told["method"], told["chat_id"]) == ("sendMessage", str(CHAT))
    assert told["text"].startswith("Енді істер"), "in the language of the volunteer, not of their Telegram"
    assert fresh(row).telegram == str(CHAT)
    assert way(row, "after") == ("telegram", str(CHAT))
    entry = Entry.objects.get(verb="volunteers.begin_chat")
    assert entry.payload == {"volunteer": str(row.pk)}
    assert "no-store" in answer["Cache-Control"]


def test_an_offer_and_standing_down_come_to_the_chat() -> None:
    person = begun(phone="", email="")
    (line,) = help_.need()
    leads: dict[str, Any] = {"line": line.pk, "actor": help_.coordinator()}
    actions.invite(volunteers=[person.pk], source="urgent", at=make.AT, **leads)
    offer = person.offers.get()
    assert Message.objects.get(once__startswith=f"offer:{offer.pk}:offered").channel == "telegram"
    actions.stand_down(at=make.AT + timedelta(hours=1), **leads)
    down = Message.objects.get(once__startswith=f"offer:{offer.pk}:stood_down")
    assert (down.channel, down.address) == ("telegram", str(CHAT))


def test_a_link_begins_one_chat_and_telegram_may_say_it_twice() -> None:
    row = help_.volunteer(1)
    start = start_of(fresh(row))
    for _again in range(2):
        assert tell(says(start)).json()["text"].startswith("Енді")
    told = tell(says(start, OTHER, "en")).json()
    assert (told["chat_id"], told["text"]) == (
        str(OTHER),
        "This link does not work any more. Take a new one on your volunteer page.",
    )
    assert fresh(row).telegram == str(CHAT)
    assert Entry.objects.filter(verb="volunteers.begin_chat").count() == 1


def test_a_false_link_begins_nothing() -> None:
    row, other = help_.volunteer(1), help_.volunteer(2)
    good = start_of(fresh(row))
    mixed = good.replace(row.pk.hex, other.pk.hex)
    for wrong in (good[:-1], good + "A", mixed, "/start", "/start x", "/start " + "é" * 60, f"/start {row.pk.hex}"):
        assert tell(says(wrong)).status_code == 200
    assert not Volunteer.objects.filter(telegram_key__isnull=False).exists()
    actions.leave(volunteer=row.pk, actor=ANONYMOUS, at=make.AT)
    assert "беті" in tell(says(good, language="kk")).json()["text"]
    assert not Entry.objects.filter(verb="volunteers.begin_chat").exists()


def test_what_waits_for_the_chat_goes_by_sms_once_it_has_ended() -> None:
    person = begun()
    (line,) = help_.need()
    actions.invite(line=line.pk, volunteers=[person.pk], source="desk", actor=help_.coordinator(), at=make.AT)
    offered = Message.objects.get(once__startswith="offer:")
    gone = Message.objects.create(
        id=uuid4(), once=f"volunteer:{person.pk}:old", channel="telegram", address=str(CHAT), language="kk", body="x",
        state="sent", created_at=make.AT,
    )  # fmt: skip
    tell(member("kicked"))
    offered.refresh_from_db()
    gone.refresh_from_db()
    assert (offered.channel, offered.address, offered.state) == ("sms", person.phone, "queued")
    assert (gone.channel, gone.address) == ("telegram", str(CHAT))


def test_a_letter_into_the_chat_knows_where_to_go_instead() -> None:
    row, by_mail = begun(1), begun(2, OTHER, phone="", email="aigul@example.kz")
    for person, instead in ((row, "+77001000001"), (by_mail, "aigul@example.kz")):
        assert way(person, "x")[0] == "telegram"
        assert Message.objects.get(once=f"volunteer:{person.pk}:x").instead == instead


@pytest.mark.parametrize("ends", [says("/stop"), member("kicked"), member("left")])
def test_stop_or_blocking_the_bot_leads_back_to_sms(ends: Any) -> None:
    first, second = begun(1), begun(2)
    third = begun(3, OTHER)
    told = tell(ends).json()
    assert told == {} if "my_chat_member" in ends else "Бұл чатқа енді" in told["text"]
    assert way(first, "x") == ("sms", "+77001000001")
    assert way(second, "x") == ("sms", "+77001000002")
    assert way(third, "x") == ("telegram", str(OTHER))
    tell(ends)
    assert Entry.objects.filter(verb="volunteers.end_chat").count() == 2
    assert tell(says(start_of(fresh(first)))).status_code == 200
    assert way(first, "again") == ("telegram", str(CHAT))


def test_whoever_is_not_telegram_is_refused(settings: Any) -> None:
    row = help_.volunteer(1)
    start = says(start_of(fresh(row)))
    for secret in ("", "x", telegram_hook.hook_secret()[:-1], telegram_hook.hook_secret().upper(), "ә"):
        assert tell(start, secret.encode().decode("latin-1")).status_code == 403
    assert Client().post(HOOK, start, content_type="application/json").status_code == 403
    settings.TELEGRAM_BOT = ""
    assert tell(start).status_code == 403
    assert fresh(row).telegram_key is None and not Entry.objects.filter(verb="volunteers.begin_chat").exists()


def _with(**about: Any) -> dict[str, Any]:
    update = says("/stop")
    update["message"] |= about
    return update


@pytest.mark.parametrize(
    "odd",
    [
        b"", b"{", b"[]", b"7", b"\xff", b'{"message": {}, "message": {}}', b"[" * 5000,
        {"message": None}, {"message": {"chat": {"id": CHAT, "type": "group"}, "text": "/stop"}},
        {"message": {"chat": {"id": True, "type": "private"}, "text": "/stop"}},
        {"message": {"chat": {"id": "1", "type": "private"}, "text": "/stop"}},
        {"edited_message": says("/stop")["message"]}, {"my_chat_member": {"chat": {"id": CHAT, "type": "private"}}},
        member("member"), _with(text=None), _with(text=["/stop"]), _with(text="/stopp"), _with(text="/stop\x00"),
        _with(**{"from": 7}, text="сәлем"),
    ],
)  # fmt: skip
def test_odd_updates_are_taken_as_read_and_change_nothing(odd: Any) -> None:
    row = begun()
    answer = tell(odd)
    assert answer.status_code == 200
    assert set(answer.json()) in (set(), {"method", "chat_id", "text", "link_preview_options"})
    assert fresh(row).telegram == str(CHAT)


def test_ones_own_page_leads_into_the_chat_and_out_of_it(settings: Any) -> None:
    row = help_.volunteer(1)
    browser = help_.remembered(row)
    page = browser.get(MINE).content.decode()
    found = re.search(r'href="https://t\.me/dauys_test_bot\?start=([\w-]{1,64})"', page)
    assert found
    tell(says(f"/start {found[1]}"))
    page = browser.get(MINE).content.decode()
    assert "t.me" not in page and str(CHAT) not in page and "чатыңызға келеді" in page
    for _click in range(2):
        assert browser.post(f"{MINE}do/end-chat/").status_code == 302
    assert way(row, "x") == ("sms", "+77001000001")
    assert Entry.objects.filter(verb="volunteers.end_chat").count() == 1
    settings.TELEGRAM_BOT = ""
    assert "Telegram" not in browser.get(MINE).content.decode()


def test_a_chat_counts_only_while_the_bot_is_set_up(settings: Any) -> None:
    row = begun()
    settings.TELEGRAM_TOKEN = ""
    assert way(row, "x") == ("sms", "+77001000001")


def test_nothing_of_the_chat_stays_of_who_leaves() -> None:
    row = begun()
    actions.leave(volunteer=row.pk, actor=ANONYMOUS, at=now())
    left = fresh(row)
    assert (left.telegram, left.telegram_key) == ("", None)
    assert not Message.objects.filter(once__startswith=f"volunteer:{row.pk}:").exclude(address=None).exists()
