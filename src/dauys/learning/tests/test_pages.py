"""The pages of learning: sums only, small groups hidden; labels by who may see the case, and by nobody else."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from tests import factories as make
from tests.security.tables import changed, digests

from dauys.cases.models import Obligation
from dauys.ground.journal.models import Entry
from dauys.learning import queries
from dauys.learning.models import Label, Taught
from dauys.learning.rules import Told, quality

PAGE, LABEL = "/kk/desk/learning/", "/kk/desk/learning/label/"


def signed_in(role: str, body: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff(role, body)[0])
    return client


def settled(**about: Any) -> make.Made:
    made = make.case(**about)
    Obligation.objects.filter(pk=made.obligation.pk).update(state="answered", answered_at=make.AT)
    return made


def form(made: make.Made, **about: str) -> dict[str, str]:
    return {
        "case": str(made.obligation.pk), "topic": "water", "body": make.SOCIAL, "language": "mixed", **about,
    }  # fmt: skip


def taught() -> None:
    told = [Told("water", "water", ("water",), 0.9, "water", "kk")] * 40
    told += [Told("roads", "water", ("water", "roads"), 0.55, "roads", "ru")] * 3
    found = {"all": quality(told), "labelled": quality([])}
    Taught.objects.create(
        version=7, at=make.AT, seconds=5, cases=500, unseen=43, parted_by="time", quality={"topic": found}
    )


@pytest.mark.parametrize(
    ("role", "body", "status"),
    [
        ("supervisor", make.HOUSING, 200), ("head", make.HOUSING, 200), ("controller", "", 200),
        ("administrator", "", 200), ("officer", make.HOUSING, 404), ("clerk", make.HOUSING, 404),
        ("auditor", "", 404), ("administrator", make.HOUSING, 404),
    ],
)  # fmt: skip
def test_who_may_see_it(db: None, role: str, body: str, status: int) -> None:
    assert signed_in(role, body).get(PAGE).status_code == status


def test_others_are_led_to_the_sign_in(db: None) -> None:
    assert "/login/" in Client().get(PAGE)["Location"]


def test_the_page_without_a_model_says_what_is_needed(db: None) -> None:
    assert "100" in signed_in("head").get(PAGE).content.decode()


def test_accuracy_is_shown_and_small_groups_are_not(db: None) -> None:
    taught()
    page = signed_in("head").get(PAGE).content.decode()
    assert "93 %" in page  # 40 of 43
    assert "100 %" in page  # among three
    assert '<td class="d-num">0 %</td>' not in page  # of three cases of roads nothing is told
    assert page.count("көрсетуге тым аз") >= 2


def test_a_label_is_kept_with_who_and_when_and_nothing_else_changes(db: None) -> None:
    made = settled()
    client = signed_in("officer")
    page = client.get(LABEL).content.decode()
    assert make.TEXT in page
    assert "Айгүл Серікқызы" not in page
    before = digests()
    assert client.post(LABEL, form(made)).status_code == 302
    assert changed(before) == {"learning_label", "journal_entry"}
    label = Label.objects.get()
    assert (label.case_id, label.topic, label.body, label.language) == (made.id, "water", make.SOCIAL, "mixed")
    assert make.TEXT not in str(Entry.objects.filter(verb="learning.label").values())


def test_the_same_one_labels_a_case_once_and_it_is_not_asked_again(db: None) -> None:
    made = settled()
    client = signed_in("officer")
    client.post(LABEL, form(made))
    client.post(LABEL, form(made, topic="other"))
    assert [(row.topic, row.language) for row in Label.objects.all()] == [("", "mixed")]
    assert make.TEXT not in client.get(LABEL).content.decode()


def test_what_is_left_out_is_told_and_what_was_chosen_stays(db: None) -> None:
    made = settled()
    answer = signed_in("officer").post(LABEL, form(made, body=""))
    assert answer.status_code == 422
    assert 'value="water" selected' in answer.content.decode()
    assert not Label.objects.exists()


@pytest.mark.parametrize(
    ("role", "body"), [("officer", make.SOCIAL), ("controller", ""), ("auditor", ""), ("administrator", "")]
)
def test_who_may_not_changes_nothing(db: None, role: str, body: str) -> None:
    made = settled()
    client = signed_in(role, body)
    before = digests()
    assert client.post(LABEL, form(made)).status_code == 404
    assert not changed(before)


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_guessed_case_reads_like_none(db: None, wrong: str) -> None:
    made = settled()
    assert signed_in("officer").post(LABEL, form(made, case=wrong)).status_code == 404
    assert not Label.objects.exists()


def test_an_open_case_is_not_labelled(db: None) -> None:
    made = make.case()
    client = signed_in("officer")
    assert make.TEXT not in client.get(LABEL).content.decode()
    assert client.post(LABEL, form(made)).status_code == 404


def test_only_settled_cases_of_the_own_body_are_asked(db: None) -> None:
    own, other = settled(), settled(owner=make.SOCIAL)
    _user, officer = make.staff("officer")
    for seed in range(5):
        row, uncertain = queries.to_label(officer, Random(seed))
        assert (row.case_id, uncertain) == (own.id, False)
    assert other.id != own.id


def test_an_erased_text_is_not_asked_and_its_label_stays(db: None) -> None:
    made = settled(at=make.AT - timedelta(days=1))
    client = signed_in("officer")
    client.post(LABEL, form(made))
    made.case.voice.text = ""
    made.case.voice.save(update_fields=["text"])
    assert Label.objects.count() == 1
    assert queries.to_label(make.staff("officer")[1], Random(1)) is None
