"""A new look-up key counts at once, the old one still finds, and every digest is made anew from what it stands for."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from tests import factories as make
from tests import receptions as desk
from tests.support import counted_sql

from dauys.cases import actions as cases
from dauys.cases.actions import Joining
from dauys.cases.models import Party, Supporter
from dauys.cases.of_contact import all_of, contact_of
from dauys.cases.queries import supporter_by_code, supporter_code
from dauys.cases.repeats import earlier_of_case, earlier_of_person
from dauys.channels.contact_keys import COOKIE, confirmed
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.accounts.actions import make_code, redeem_code
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.ground.sealed import keys, rotation
from dauys.ground.sealed.invariants import INVARIANTS
from dauys.ground.sealed.seal import LOOKUP, lookup_generation, lookup_key, lookup_keys
from dauys.publication import actions as publication
from dauys.publication.filters import Filter
from dauys.publication.models import Subscription
from dauys.receptions.actions import AlsoBooked
from dauys.receptions.models import Visit
from dauys.search.queries import of_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]
PHONE, MAIL, ID = "+77001234567", "Oqyrman@Example.kz", "880515400015"
AT, LATER = make.AT, make.AT + timedelta(days=30)


def broken() -> dict[str, int]:
    return {i.code: n for i in INVARIANTS if (n := i.find().broken)}


def renewed() -> int:
    return rotation.renew(lambda _table, _done: None)


def test_both_keys_find_and_the_newest_writes() -> None:
    old = lookup_key(PHONE, what="phone")
    assert len(old) == 32 and lookup_keys(PHONE, what="phone") == [old]
    assert keys.new_generation(LOOKUP) == 2
    new = lookup_key(PHONE, what="phone")
    assert new != old and lookup_keys(PHONE, what="phone") == [new, old]
    assert [lookup_generation(k) for k in (new, old)] == [2, 1]


def test_an_older_key_that_was_taken_away_is_not_made_again() -> None:
    keys.new_generation(LOOKUP)
    folder = Path(settings.KEY_DIR)
    (folder / "lookup.key").unlink()
    assert len(lookup_keys(PHONE, what="phone")) == 1 and keys.generations(LOOKUP) == (2,)
    assert not (folder / "lookup.key").exists()


def test_a_known_person_is_found_before_meanwhile_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    old = [make.case(phone=PHONE, email=MAIL, national_id=ID, at=AT + timedelta(hours=n)).id for n in range(3)]
    clerk = make.staff("clerk", "centre")[1]
    keys.new_generation(LOOKUP)
    assert rotation.older(LOOKUP) == {f"cases_party.{of}_key": 3 for of in ("phone", "email", "national_id")}
    assert set(broken()) == {"sealed.newest_lookup"}
    newest = make.case(phone=PHONE, email=MAIL, national_id=ID, at=LATER)

    def everything_is_found() -> None:
        for sent in (("sms", PHONE), ("mail", MAIL)):
            assert all_of(contact_of(*sent)) == [newest.id, *old[::-1]]
        boss = make.staff("supervisor")[1]
        assert {r.case_id for r in of_person(boss, phone=PHONE)} == {r.case_id for r in of_person(boss, national_id=ID)}
        assert len(of_person(boss, phone=PHONE)) == 4
        found = cases.find_person(phone=PHONE, actor=clerk, at=LATER)
        assert found and found.case_id == newest.id
        assert {e.row.case_id for e in earlier_of_case(boss, newest.obligation)} == set(old)
        assert len(earlier_of_person(boss, email=MAIL)) == 4

    everything_is_found()

    def die(_table: str, _done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.renew(die)
    assert rotation.older(LOOKUP)["cases_party.phone_key"] == 1, "two of three are done"
    everything_is_found()
    assert renewed() and rotation.older(LOOKUP) == {} and broken() == {}
    everything_is_found()
    assert {len(bytes(k)) for k in Party.objects.values_list("phone_key", flat=True)} == {33}
    assert renewed() == 0


def test_a_repeat_costs_no_statement_more_while_there_is_one_key() -> None:
    boss, made = make.staff("supervisor")[1], make.case(phone=PHONE)
    with counted_sql() as one:
        earlier_of_case(boss, made.obligation)
    keys.new_generation(LOOKUP)
    with counted_sql() as two:
        earlier_of_case(boss, made.obligation)
    assert len(two) == len(one) + 1


def test_who_joined_keeps_their_code_and_joins_once() -> None:
    made = make.case()

    def join() -> Supporter:
        person = Joining(name="Ерлан", phone=PHONE, email=MAIL, language="kk", confirmed=True)
        return cases.support(case_id=made.id, person=person, idempotency_key=uuid4(), actor=ANONYMOUS, at=AT)

    first = join()
    code = supporter_code(first)
    keys.new_generation(LOOKUP)
    assert join().pk == first.pk and supporter_by_code(made.case, code) == first
    renewed()
    assert rotation.older(LOOKUP) == {} and broken() == {}
    assert supporter_by_code(made.case, code) == first and supporter_code(first) == code
    assert make.fresh(made.id).case.code_generation == made.case.code_generation and join().pk == first.pk


def test_a_list_opened_before_asks_for_a_code_again_and_a_code_sent_before_fits() -> None:
    subject = uuid4()
    code = make_code(subject=subject, contact=PHONE, at=now())
    client = signed_in()
    assert confirmed(client.get("/kk/my/").wsgi_request)
    keys.new_generation(LOOKUP)
    page = client.get("/kk/my/")
    assert confirmed(page.wsgi_request) is None and COOKIE in client.cookies
    redeem_code(subject=subject, contact=PHONE, code=code, at=now())
    assert confirmed(signed_in().get("/kk/my/").wsgi_request)


def signed_in() -> Client:
    client = Client()
    client.post("/kk/my/", {"contact": PHONE})
    code = re.search(r"\d{6}", Message.objects.order_by("-created_at").first().body)  # type: ignore[union-attr]
    assert code and client.post("/kk/my/code/", {"code": code[0]})["Location"] == "/kk/my/"
    return client


def wish(topic: str = "") -> Subscription:
    publication.subscribe(address=MAIL, wanted=Filter(area="kz/11/", topic=topic), language="kk", at=AT)
    row = Subscription.objects.get(topic=topic)
    publication.confirm(subscription=row.pk, at=AT)
    return row


@pytest.mark.parametrize("is_done", [False, True])
def test_a_reader_has_one_wish_one_mail_a_day_and_leaves_by_the_link_of_an_old_mail(is_done: bool) -> None:
    wish()
    tell_something_new(AT + timedelta(hours=1))
    publication.send_digests(at=AT + timedelta(days=1))
    link = Message.objects.get(once__startswith="digest:").unsubscribe.partition("/kk/")[2]
    keys.new_generation(LOOKUP)
    wish()
    wish("water")
    assert Subscription.objects.count() == 2, "one of the old key, one of the new"
    if is_done:
        renewed()
    assert ("publication_subscription.address_key" in rotation.older(LOOKUP)) is not is_done
    tell_something_new(AT + timedelta(days=1, hours=1))
    publication.send_digests(at=AT + timedelta(days=2))
    assert Message.objects.filter(once__startswith="digest:").count() == 2, "one mail, though two digests"
    assert Client().post(f"/kk/{link}").status_code == 200
    assert not Subscription.objects.exists()
    assert not [m.body for m in Message.objects.filter(once__startswith="digest:") if m.body]


def test_a_link_of_a_key_that_is_gone_does_not_say_that_somebody_left() -> None:
    wish()
    tell_something_new(AT + timedelta(hours=1))
    publication.send_digests(at=AT + timedelta(days=1))
    link = Message.objects.get(once__startswith="digest:").unsubscribe.partition("/kk/")[2]
    keys.new_generation(LOOKUP)
    renewed()
    (Path(settings.KEY_DIR) / "lookup.key").unlink()
    assert Client().post(f"/kk/{link}").status_code == 404 and Subscription.objects.exists()


def tell_something_new(at: object) -> None:
    made = make.case(owner=make.HOUSING, at=at, publish=True, topic="water")
    publication.publish(case_id=made.id, text=make.TEXT, decided=None, actor=make.staff("supervisor")[1], at=at)


def test_nobody_is_booked_twice_at_one_time_across_keys() -> None:
    office = desk.office()
    host, other = desk.host(at_office=office), desk.host(make.SOCIAL, office)
    for one in (host, other):
        desk.published(one)
    first = desk.booked(host)
    keys.new_generation(LOOKUP)
    with pytest.raises(AlsoBooked):
        desk.booked(other)
    renewed()
    assert rotation.older(LOOKUP) == {} and broken() == {}
    assert bytes(Visit.objects.get(pk=first.pk).person_key) == lookup_key(desk.person().phone, what="person")
    with pytest.raises(AlsoBooked):
        desk.booked(other)


def test_a_digest_that_another_row_has_already_stops_no_other() -> None:
    made = [make.case() for _ in range(3)]
    rows = [join_by(m.id, PHONE) for m in made]
    with connection.cursor() as cursor:  # as if two had come at once, one by each key
        keys.new_generation(LOOKUP)
        twin = join_by(made[1].id, "+77009998877")
        cursor.execute(
            "UPDATE cases_supporter SET phone_key = %s WHERE id = %s", [lookup_key(PHONE, what="phone"), twin.pk]
        )
    renewed()
    assert rotation.older(LOOKUP) == {"cases_supporter.phone_key": 1, "cases_supporter.code_key": 1}
    assert {len(bytes(Supporter.objects.get(pk=rows[n].pk).phone_key)) for n in (0, 2)} == {33}


def join_by(case: object, phone: str) -> Supporter:
    person = Joining(name="Ерлан", phone=phone, email="", language="kk", confirmed=True)
    return cases.support(case_id=case, person=person, idempotency_key=uuid4(), actor=ANONYMOUS, at=AT)  # type: ignore[arg-type]


def test_another_look_up_key_in_place_of_ours_is_noticed() -> None:
    make.case(phone=PHONE)
    folder = Path(settings.KEY_DIR)
    (folder / "lookup.key").write_text("ab" * 32 + "\n")
    keys.key.cache_clear()
    assert broken() == {"sealed.found_again": 1}
    keys.new_generation(LOOKUP)
    renewed()
    assert broken() == {}
