"""Other rules are tried on past cases: what would move is told by body, nothing is changed, and few may ask."""

import json
import shutil
from pathlib import Path

import pytest
from django.test import Client
from tests import factories as make
from tests.security.tables import changed, digests
from tests.support import counted_sql

from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.packs.load import PackErrors, load_pack
from dauys.routing.dry_run import dry_run, rules_in_force, with_rules

PAGE = "/kk/desk/routing/rules/"
BY_PHONE = """
- code: by-phone
  when: {channels: [phone]}
  to: centre
  reason: {kk: Телефон арқылы келді., ru: Пришло по телефону., en: It came by phone.}

"""
REPRESENTED = BY_PHONE.replace("by-phone", "represented").replace("channels: [phone]", "applicants: [representative]")


def rules_with(first: str) -> str:
    """The rules in force with one before all others but those of crime."""
    begin = "- code: danger-aqjar"
    return rules_in_force().replace(begin, first.lstrip() + begin, 1)


def test_what_would_move_is_told_by_body_with_numbers(db: None) -> None:
    phoned, web = make.case(at=now(), channel="phone"), make.case(at=now(), channel="web")
    with counted_sql() as sql:
        found = dry_run(with_rules(rules_with(BY_PHONE)), 100)
    assert len(sql) == 1
    (move,) = found.moves
    assert (move.to_body, move.to_rule, move.count, move.examples) == (
        "centre",
        "by-phone",
        1,
        (number_of(phoned.case),),
    )
    assert number_of(web.case) not in str(found)
    assert (found.tried, found.moved) == (2, 1)


def test_the_same_rules_move_nothing(db: None) -> None:
    make.case(at=now())
    found = dry_run(current(), 100)
    assert (found.tried, found.moves) == (1, ())
    assert "by-phone" not in found.idle


def test_a_rule_may_ask_who_sends(db: None) -> None:
    make.case(at=now())
    found = dry_run(with_rules(rules_with(REPRESENTED)), 100)
    assert (found.moves, found.idle[:2]) == ((), ("crime-unknown-author", "represented"))


@pytest.mark.parametrize("first", [BY_PHONE, REPRESENTED])
def test_a_rule_below_one_that_asks_less_is_dead(first: str) -> None:
    again = first.replace("code: ", "code: again-").replace("when: {", "when: {kinds: [complaint], ")
    with pytest.raises(PackErrors, match="can never apply"):
        with_rules(rules_with(first + again))


def test_all_doors_together_leave_nothing_to_a_rule_below() -> None:
    half = BY_PHONE.replace("[phone]", "[web, phone, letter]")
    other = half.replace("by-phone", "other").replace("[web, phone, letter]", "[visit, email, api]")
    with pytest.raises(PackErrors, match="together already take everything"):
        with_rules(rules_with(half + other))


def test_the_page_shows_the_table_and_changes_nothing(db: None) -> None:
    row = make.case(at=now(), channel="phone")
    client = Client()
    client.force_login(make.staff("administrator", "")[0])
    before = digests()
    page = client.post(PAGE, {"rules": rules_with(BY_PHONE), "last": "1000"}).content.decode()
    assert number_of(row.case) in page
    assert "Телефон арқылы келді." in page
    assert make.TEXT not in page
    assert not changed(before)


def test_a_wrong_rule_is_told_beside_the_field_and_stays_typed(db: None) -> None:
    client = Client()
    client.force_login(make.staff("administrator", "")[0])
    wrong = rules_with(BY_PHONE.replace("to: centre", "to: nowhere"))
    answer = client.post(PAGE, {"rules": wrong, "last": "100"})
    assert answer.status_code == 422
    assert "nowhere is not in organizations.yaml" in answer.content.decode()
    assert "to: nowhere" in answer.content.decode()


@pytest.mark.parametrize("role", ["clerk", "officer", "head", "controller", "auditor"])
def test_others_do_not_find_the_page(db: None, role: str) -> None:
    make.case(at=now(), channel="phone")
    client = Client()
    client.force_login(make.staff(role)[0])
    before = digests()
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"rules": rules_with(BY_PHONE), "last": "100"}).status_code == 404
    assert not changed(before)


def test_the_cases_stay_with_their_bodies(db: None) -> None:
    make.case(at=now(), channel="phone")
    before = list(Obligation.objects.values_list("owner", "route_rule"))
    dry_run(with_rules(rules_with(BY_PHONE)), 100)
    assert list(Obligation.objects.values_list("owner", "route_rule")) == before


def test_another_folder_is_read_as_a_whole(tmp_path: Path) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(current().directory, copy)
    (copy / "routing.yaml").write_text(rules_with(BY_PHONE), "utf-8")
    assert json.dumps(load_pack(copy).routing[1].when.channels) == '["phone"]'
