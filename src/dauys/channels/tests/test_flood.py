"""A flood on the public form: nobody is refused, danger is never held, a clerk decides once, strangers not at all."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.db import connection
from django.test import Client
from PIL import Image
from tests.threads import together

from dauys.cases.models import Case, Obligation
from dauys.channels import actions, drafts
from dauys.channels.models import Draft
from dauys.channels.queries import held_for
from dauys.ground.access.actors import ROLES, SYSTEM
from dauys.ground.files import queries as files
from dauys.ground.files.actions import path_of, store
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

CHECK, WAITING, HELD = "/kk/say/check/", "/kk/say/waiting/", "/kk/desk/held/"
DANGER = "Көмектесіңіздерші, үйде газ иісі шығып тұр, балалар ішінде қалды."
BOT, HOME = "10.9.9.9", "10.0.0.1"


@pytest.fixture(autouse=True)
def _the_doors_clock_stands(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no window of a minute or an hour ends under a test."""
    monkeypatch.setattr("dauys.channels.pages.say.now", lambda: make.AT)
    monkeypatch.setattr("dauys.channels.api.now", lambda: make.AT)


def write(make: Any, address: str = HOME, **about: Any) -> tuple[Client, UUID]:
    """A browser at an address, with a complete draft."""
    key = uuid4()
    drafts.save(key, make.draft(**about), at=now())
    client = Client(REMOTE_ADDR=address)
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    return client, key


def send(make: Any, address: str = HOME, **about: Any) -> tuple[Client, UUID, str]:
    """Sends it; where the browser was led."""
    client, key = write(make, address, **about)
    reply = client.post(CHECK)
    assert reply.status_code == 302
    return client, key, reply["Location"]


def hold(make: Any, *, source: bytes = b"s" * 32, at: Any = None, **about: Any) -> UUID:
    """A voice held already."""
    key, data = uuid4(), make.draft(**about)
    drafts.save(key, data, at=at or now())
    actions.hold(draft=key, data=data, source=source, because="address", at=at or now())
    return key


def clerk(make: Any, org: str = "akmola/aqjar", role: str = "clerk") -> Client:
    client = Client()
    client.force_login(make.staff(role, org)[0], django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def tables() -> dict[str, list[str]]:
    """What a decision could change."""
    names = ("channels_draft", "cases_case", "cases_obligation", "files_storedfile", "journal_entry")
    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {name} t ORDER BY 1")
            found[name] = [row for (row,) in cursor.fetchall()]
    return found


def test_a_flood_from_one_address_and_a_neighbour_who_is_heard(db: None, make: Any, settings: Any) -> None:
    led = [send(make, BOT)[2] for _ in range(200)]
    limit = settings.SENDINGS_PER_ADDRESS
    assert led == ["/kk/receipt/"] * limit + [WAITING] * (200 - limit), "kept, and nobody refused"
    assert send(make, HOME)[2] == "/kk/receipt/"
    assert Case.objects.count() == limit + 1 and Draft.objects.filter(held_at__isnull=False).count() == 200 - limit
    assert Entry.objects.filter(verb="channels.hold").count() == 200 - limit


def test_a_flood_from_everywhere_holds_what_is_above_the_minute(db: None, make: Any, settings: Any) -> None:
    settings.VOICES_A_MINUTE = 5
    led = [send(make, f"10.0.1.{n}")[2] for n in range(8)]
    assert led == ["/kk/receipt/"] * 5 + [WAITING] * 3
    assert set(Draft.objects.values_list("held_because", flat=True)) == {"everyone"}
    assert send(make, HOME, text=DANGER)[2] == "/kk/receipt/", "danger passes"


def test_danger_is_filed_at_once_up_to_its_own_limit(db: None, make: Any, settings: Any) -> None:
    settings.SENDINGS_PER_ADDRESS, settings.URGENT_PER_ADDRESS = 2, 5
    assert [send(make, BOT)[2] for _ in range(3)] == ["/kk/receipt/"] * 2 + [WAITING]
    assert [send(make, BOT, text=DANGER)[2] for _ in range(3)] == ["/kk/receipt/"] * 2 + [WAITING]
    assert list(Case.objects.filter(urgent=True).values_list("urgent", flat=True)) == [True, True]
    page = clerk(make).get(HELD).content.decode()
    assert page.index("газ иісі") < page.index(make.TEXT[:30]), "a held one that speaks of danger stands first"


def test_the_person_sees_that_it_is_kept_and_later_the_receipt(
    db: None, make: Any, settings: Any, sql_count: Any
) -> None:
    settings.SENDINGS_PER_ADDRESS = 0
    client, key, led = send(make)
    assert led == WAITING and "сақталды" in client.get(WAITING).content.decode()
    assert client.post(CHECK)["Location"] in (WAITING, "/kk/say/"), "pressing again changes nothing"
    assert Draft.objects.get().pk == key and client.get("/kk/say/")["Location"] == "/kk/say/what/"
    assert make.TEXT[:20] not in client.get("/kk/say/what/").content.decode(), "a new voice begins empty"
    sent_at = Draft.objects.get().held_at

    assert clerk(make).post(f"{HELD}accept/", {"draft": str(key)})["Location"] == HELD
    case = Case.objects.get()
    assert (case.channel, case.received_at, case.registered_by) == ("web", sent_at, None)
    assert Obligation.objects.get().received_at == sent_at
    assert client.get(WAITING)["Location"] == "/kk/receipt/"
    assert f"{case.serial:07d}" in client.get("/kk/receipt/").content.decode()
    assert client.get(WAITING)["Location"] == "/kk/receipt/", "the same address again"
    JournalFollower(HEARERS).drain(now())
    assert Message.objects.get().once == f"receipt:{case.pk}"


def test_a_discarded_one_is_told_plainly(db: None, make: Any, settings: Any) -> None:
    settings.SENDINGS_PER_ADDRESS = 0
    client, key, _led = send(make)
    stored = store(data=_a_picture(), name="сурет.png", holder=drafts.holder_of(key), at=now())
    assert clerk(make).post(f"{HELD}discard/", {"draft": str(key)})["Location"] == HELD
    assert not Draft.objects.exists() and not Case.objects.exists()
    assert not files.of_holder(drafts.holder_of(key)) and not path_of(stored.pk).exists()
    page = client.get(WAITING)
    assert page.status_code == 200 and "тіркелмеді" in page.content.decode()
    entry = Entry.objects.get(verb="channels.discard_held")
    assert entry.payload == {"count": 1, "drafts": [str(key)]}


def _a_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def test_a_held_voice_goes_with_its_files(db: None, make: Any) -> None:
    key = hold(make)
    store(data=_a_picture(), name="сурет.png", holder=drafts.holder_of(key), at=now())
    (case,) = actions.accept_held(drafts=[key], actor=make.staff("clerk", "akmola/aqjar")[1], at=now())
    assert len(files.of_holder(case)) == 1 and not files.of_holder(drafts.holder_of(key))


def test_a_held_one_is_never_swept_and_never_changed(db: None, make: Any) -> None:
    old = make.AT
    key = hold(make, at=old)
    drafts.save(uuid4(), make.draft(), at=old)
    assert drafts.sweep(before=old + timedelta(days=400)) == 1
    assert Draft.objects.get().pk == key and drafts.load(key) is None
    actions.hold(draft=key, data=make.draft(), source=b"t" * 32, because="everyone", at=now())
    row = Draft.objects.get()
    assert (row.held_at, row.held_because, bytes(row.source_key)) == (old, "address", b"s" * 32)
    assert Entry.objects.filter(verb="channels.hold").count() == 1


def test_sending_at_once_holds_once_and_accepting_at_once_files_once(
    transactional_db: None, make: Any, settings: Any
) -> None:
    settings.SENDINGS_PER_ADDRESS = 0
    client, key = write(make)
    make.body()
    cookie = client.cookies[drafts.COOKIE].value

    def press(_index: int) -> str:
        hand = Client()
        hand.cookies[drafts.COOKIE] = cookie
        return str(hand.post(CHECK)["Location"])

    assert together(6, press) == [WAITING] * 6
    assert Entry.objects.filter(verb="channels.hold").count() == 1
    actor = make.staff("clerk", "akmola/aqjar")[1]
    results = together(6, lambda _i: actions.accept_held(drafts=[key], actor=actor, at=now()))
    assert sorted(len(r) for r in results) == [0, 0, 0, 0, 0, 1]
    assert Case.objects.count() == 1 and not Draft.objects.exists()
    assert Entry.objects.filter(verb="channels.accept_held").count() == 1
    assert actions.discard_held(drafts=[key], actor=actor, at=now()) == 0, "what is filed cannot be discarded"


def test_filing_and_holding_at_once_end_in_one_case(transactional_db: None, make: Any, settings: Any) -> None:
    """At the edge of the limit one press is filed and the others would be held."""
    settings.SENDINGS_PER_ADDRESS = 1
    client, _key = write(make)
    make.body()
    cookie = client.cookies[drafts.COOKIE].value

    def press(_index: int) -> Client:
        hand = Client()
        hand.cookies[drafts.COOKIE] = cookie
        hand.post(CHECK)
        return hand

    hands = together(6, press)
    assert Case.objects.count() == 1 and not Draft.objects.exists()
    assert all(hand.get(WAITING)["Location"] in ("/kk/receipt/", "/kk/say/") for hand in hands)


def test_all_of_one_source_and_no_other(db: None, make: Any) -> None:
    bot = [hold(make, source=b"b" * 32) for _ in range(4)]
    other = hold(make, source=b"o" * 32)
    desk = clerk(make)
    page = desk.get(HELD).content.decode()
    assert page.count('name="all"') == 8 and ": 4<" in page, "two ways for each of the four, none for the single one"
    desk.post(f"{HELD}discard/", {"draft": str(bot[2]), "all": "1"})
    assert list(Draft.objects.values_list("pk", flat=True)) == [other]
    assert set(Entry.objects.get(verb="channels.discard_held").payload["drafts"]) == set(map(str, bot))
    more = [hold(make, source=b"o" * 32) for _ in range(2)]
    desk.post(f"{HELD}accept/", {"draft": str(more[0]), "all": "1"})
    assert Case.objects.count() == 3 and not Draft.objects.exists()
    desk.post(f"{HELD}accept/", {"draft": str(more[0]), "all": "1"})
    desk.post(f"{HELD}accept/", {"draft": "no id"})
    assert Case.objects.count() == 3


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("clerk", "supervisor", "head")])
def test_others_decide_nothing(db: None, make: Any, role: str) -> None:
    key = hold(make)
    desk = clerk(make, "akmola/aqjar", role)
    actor = make.staff(role, "akmola/aqjar")[1]
    before = tables()
    assert desk.get(HELD).status_code == 404
    for way in ("accept", "discard"):
        for what in ({}, {"all": "1"}):
            assert desk.post(f"{HELD}{way}/", {"draft": str(key), **what}).status_code == 404
    assert actions.discard_held(drafts=[key], actor=actor, at=now()) == 0
    assert actions.accept_held(drafts=[key], actor=actor, at=now()) == []
    assert actions.discard_held(drafts=[key], actor=SYSTEM, at=now()) == 0
    assert tables() == before


def test_a_clerk_of_another_body_neither_sees_nor_decides(db: None, make: Any) -> None:
    key = hold(make)
    desk, before = clerk(make, "gov/mot"), tables()
    assert make.TEXT[:20] not in desk.get(HELD).content.decode()
    for way in ("accept", "discard"):
        desk.post(f"{HELD}{way}/", {"draft": str(key)})
        desk.post(f"{HELD}{way}/", {"draft": str(key), "all": "1"})
    assert {**tables(), "journal_entry": []} == {**before, "journal_entry": []}
    assert not Entry.objects.filter(verb__in=["channels.discard_held", "channels.accept_held"]).exists()


def test_the_front_office_sees_what_no_body_has_yet(db: None, make: Any) -> None:
    key = hold(make)
    front = make.staff("clerk", "centre")[1]
    assert [row.pk for row in held_for(front)] == [key]
    elsewhere = make.staff("clerk", "centre", "kz/71/")[1]
    assert not held_for(elsewhere).exists(), "no wider than the grant"
    assert not held_for(make.staff("officer", "centre")[1]).exists()


def test_what_it_costs(db: None, make: Any, settings: Any, sql_count: Any) -> None:
    settings.SENDINGS_PER_ADDRESS = 1
    for wanted in ("/kk/receipt/", WAITING):
        client, _key = write(make)
        make.body()
        with sql_count() as sql:
            assert client.post(CHECK)["Location"] == wanted
        assert len(sql) <= 4, sql
    for n in range(30):
        hold(make, source=bytes([n]) * 32)
    desk = clerk(make)
    desk.get(HELD)
    with sql_count() as sql:
        page = desk.get(HELD)
    assert len(sql) <= 4 and not sql.writes, sql
    assert page.context["total"] == "31" and len(page.context["rows"]) == 25


def test_a_held_one_does_not_open_for_another_browser(db: None, make: Any) -> None:
    key = hold(make)
    for value in ("", str(key), signing.dumps(str(key), salt="dauys.draft")):
        client = Client()
        client.cookies[drafts.HELD_COOKIE] = value
        assert client.get(WAITING)["Location"] == "/kk/say/"
    client.cookies[drafts.HELD_COOKIE] = signing.dumps(str(key), salt="dauys.held")
    page = client.get(WAITING)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    client.post("/kk/track/close/")
    assert client.get(WAITING)["Location"] == "/kk/say/", "left on a shared computer"


def test_the_api_says_when_to_come_again(db: None, make: Any, settings: Any) -> None:
    settings.API_PER_ADDRESS, settings.URGENT_PER_ADDRESS = 2, 3

    def post(text: str = make.TEXT) -> Any:
        body = {"text": text, "area": "kz/11/aqjar", "name": "Айгүл", "phone": "+77001234567"}
        headers = {"Idempotency-Key": str(uuid4()), "Accept-Language": "ru"}
        return Client().post("/api/v1/cases", body, content_type="application/json", headers=headers)

    assert [post().status_code for _ in range(3)] == [201, 201, 429]
    refused = post()
    assert refused.status_code == 429 and 1 <= int(refused["Retry-After"]) <= 3600
    assert set(refused.json()) == {"message", "fields"} and "слишком много" in refused.json()["message"]
    assert post(DANGER).status_code == 429, "even danger has a limit, four were counted"
    settings.URGENT_PER_ADDRESS = 100
    assert post(DANGER).status_code == 201
    settings.API_PER_ADDRESS, settings.VOICES_A_MINUTE = 100, 0
    everybody = post()
    assert everybody.status_code == 429 and 1 <= int(everybody["Retry-After"]) <= 60
    assert Case.objects.count() == 3 and not Draft.objects.exists()


def test_the_description_of_the_api_names_the_header(db: None, client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/cases"]["post"]["responses"]["429"]
    assert described["headers"]["Retry-After"]["schema"] == {"type": "integer", "minimum": 1}
    assert "Problem" in str(described["content"])
