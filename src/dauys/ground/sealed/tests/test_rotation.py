"""A new key seals from the moment it is there, the old one still opens, and rows are sealed anew in batches."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests import factories as make

from dauys.cases import actions as cases
from dauys.cases.models import Party
from dauys.ground.moment import now
from dauys.ground.sealed import keys, rotation
from dauys.ground.sealed.invariants import INVARIANTS
from dauys.ground.sealed.seal import KEY, CannotOpen, seal, unseal

pytestmark = pytest.mark.usefixtures("own_keys")
PLACE = "cases_party.phone"
PHONE = "+77001234567"


def broken() -> dict[str, int]:
    return {i.code: n for i in INVARIANTS if (n := i.find().broken)}


def test_both_keys_open_and_the_newest_seals() -> None:
    old = seal(PHONE, place=PLACE)
    assert keys.new_generation(KEY) == 2
    new = seal(PHONE, place=PLACE)
    assert (old[0], new[0]) == (1, 2)
    assert unseal(old, place=PLACE) == unseal(new, place=PLACE) == PHONE
    with pytest.raises(CannotOpen):
        unseal(b"\x01" + new[1:], place=PLACE)


def test_a_key_that_is_not_here_opens_nothing_and_is_not_made(own_keys: Path) -> None:
    before = sorted(own_keys.iterdir())
    with pytest.raises(CannotOpen):
        unseal(b"\x07" + seal(PHONE, place=PLACE)[1:], place=PLACE)
    assert sorted(own_keys.iterdir()) == before


def test_rows_are_sealed_anew_in_batches(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    for n in range(5):
        make.case(phone=PHONE, email=f"n{n}@example.kz", address="Достық, 1")
    before = list(Party.objects.order_by("pk").values_list("name", "phone", "email", "address", "phone_key"))
    assert rotation.older(KEY) == {} and broken() == {}
    keys.new_generation(KEY)
    assert rotation.older(KEY)[PLACE] == 5 and broken()["sealed.newest_key"] >= 15
    seen: list[tuple[str, int]] = []
    assert rotation.renew(lambda table, done: seen.append((table, done))) >= 5
    assert [done for table, done in seen if table == "cases_party"] == [2, 4, 5]
    assert list(Party.objects.order_by("pk").values_list("name", "phone", "email", "address", "phone_key")) == before
    assert rotation.older(KEY) == {} and broken() == {}
    assert rotation.renew(lambda _table, _done: None) == 0
    found = cases.find_person(phone=PHONE, actor=make.staff("clerk", "centre")[1], at=now() + timedelta(hours=1))
    assert found and found.phone == PHONE


def test_who_was_cut_off_goes_on(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    for _ in range(5):
        make.case(phone=PHONE)
    keys.new_generation(KEY)

    def die(_table: str, done: int) -> None:
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.renew(die)
    assert sum(rotation.older(KEY).values()) > 0
    assert {p.phone for p in Party.objects.all()} == {PHONE}, "everything opens meanwhile"
    rotation.renew(lambda _table, _done: None)
    assert rotation.older(KEY) == {}


def test_a_value_that_does_not_open_stops_it(db: None) -> None:
    made = make.case(phone=PHONE)
    Party.objects.filter(case=made.case).update(phone_key=b"k" * 32)
    keys.new_generation(KEY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_party SET phone = set_byte(phone, 20, 255 - get_byte(phone, 20))")
    with pytest.raises(CannotOpen):
        rotation.renew(lambda _table, _done: None)
