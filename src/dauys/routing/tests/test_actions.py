"""Who should act: the suggestion, the clerk's word on it, taking and giving, and who may not."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests.threads import together

from dauys.cases.models import Obligation
from dauys.cases.rules import ImpossibleStep
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.routing import actions
from dauys.routing.queries import reason, suggest, topics, urgent


def picture() -> list[Any]:
    return [*Obligation.objects.order_by("pk").values(), Entry.objects.count()]


@pytest.mark.parametrize(
    ("topic", "area", "kind", "owner"),
    [
        ("water", "kz/11/aqjar/dostyq/", "application", "akmola/aqjar/housing"),
        ("water", "kz/11/aqjar/dostyq/", "complaint", "akmola/control"),
        ("street-lighting", "kz/11/aqjar/", "application", "akmola/aqjar/jaryq"),
        ("railway", "kz/11/aqjar/", "application", "gov/mot"),
    ],
)
def test_the_packs_rules_suggest(db: None, topic: str, area: str, kind: str, owner: str) -> None:
    found = suggest(text="Мәтін", topic=topic, area_path=area, kind=kind)
    assert found.owner.code == owner
    assert all(reason(found.rule, language) for language in ("kk", "ru", "en"))


def test_words_lead_to_a_topic_and_to_urgency() -> None:
    assert topics("Көшеде ауыз су жоқ")[0].code == "water"
    assert urgent("Үйде газ иісі бар") and not urgent("Көшеде ауыз су жоқ")


def test_the_same_body_confirms_and_another_replaces(db: None, make: Any) -> None:
    (_u, clerk), first, second = make.staff("clerk", "akmola/aqjar"), make.case(), make.case()
    kept = actions.settle(obligation=first.obligation.pk, owner=make.body(), actor=clerk, at=make.AT)
    assert (kept.route_rule, kept.route_confirmed) == (first.obligation.route_rule, True)
    moved = actions.settle(obligation=second.obligation.pk, owner=make.body(make.SOCIAL), actor=clerk, at=make.AT)
    assert (moved.route_rule, moved.owner.code) == (actions.BY_HAND, make.SOCIAL)
    assert Entry.objects.filter(verb="cases.confirm_owner").count() == 1
    assert Entry.objects.get(verb="cases.change_owner").payload == {
        "old": make.HOUSING,
        "new": make.SOCIAL,
        "rule": "by-hand",
    }


def test_settling_twice_is_refused(db: None, make: Any) -> None:
    (_u, clerk), made = make.staff("clerk", "akmola/aqjar"), make.case()
    actions.settle(obligation=made.obligation.pk, owner=make.body(), actor=clerk, at=make.AT)
    before = picture()
    with pytest.raises((Denied, ImpossibleStep)):
        actions.settle(obligation=made.obligation.pk, owner=make.body(make.SOCIAL), actor=clerk, at=make.AT)
    assert picture() == before


def test_of_many_who_take_at_once_one_gets_it(transactional_db: None, make: Any) -> None:
    made = make.case()
    officers = [make.staff("officer")[1] for _ in range(6)]
    results = together(6, lambda index: actions.take(obligation=made.obligation.pk, actor=officers[index], at=make.AT))
    assert sum(isinstance(r, Obligation) for r in results) == 1
    assert sum(isinstance(r, ImpossibleStep) for r in results) == 5, results
    assert Entry.objects.filter(verb="cases.assign").count() == 1


def test_taking_again_changes_nothing_and_a_taken_one_is_not_stolen(db: None, make: Any) -> None:
    made, (_a, first), (_b, second) = make.case(), make.staff("officer"), make.staff("officer")
    actions.take(obligation=made.obligation.pk, actor=first, at=make.AT)
    before = picture()
    actions.take(obligation=made.obligation.pk, actor=first, at=make.AT)
    with pytest.raises(ImpossibleStep):
        actions.take(obligation=made.obligation.pk, actor=second, at=make.AT)
    assert picture() == before


def test_a_supervisor_gives_only_to_the_owners_people(db: None, make: Any) -> None:
    made, (_s, boss) = make.case(), make.staff("supervisor")
    (ours, _o), (stranger, _x) = make.staff("officer"), make.staff("officer", make.SOCIAL)
    (clerk, _c), (above, _v) = make.staff("clerk"), make.staff("officer", "akmola/aqjar")
    for somebody in (stranger.pk, clerk.pk, above.pk, uuid4()):
        before = picture()
        with pytest.raises(Denied):
            actions.give(obligation=made.obligation.pk, officer=somebody, actor=boss, at=make.AT)
        assert picture() == before
    row = actions.give(obligation=made.obligation.pk, officer=ours.pk, actor=boss, at=make.AT)
    assert (row.assignee_id, row.state) == (ours.pk, "assigned")


def test_what_does_not_exist_is_refused_alike(db: None, make: Any) -> None:
    (user, boss), unknown = make.staff("supervisor"), uuid4()
    for verb in (
        lambda: actions.take(obligation=unknown, actor=boss, at=make.AT),
        lambda: actions.give(obligation=unknown, officer=user.pk, actor=boss, at=make.AT),
        lambda: actions.settle(obligation=unknown, owner=make.body(), actor=boss, at=make.AT),
    ):
        with pytest.raises(Denied):
            verb()


def test_a_complaint_is_not_settled_to_whom_it_is_about(db: None, make: Any) -> None:
    first = make.case(owner=make.HOUSING, confirmed=True)
    complaint = make.case(kind="complaint", about=str(first.id), desk="centre")
    row = make.fresh(complaint.id)
    assert row.case.about_id == first.id and make.HOUSING.startswith(f"{row.owner.code}/")
    clerk = make.staff("clerk", "")[1]
    before = picture()
    with pytest.raises(actions.AboutThem):
        actions.settle(obligation=row.pk, owner=make.body(make.HOUSING), actor=clerk, at=make.AT)
    client = Client()
    client.force_login(User.objects.get(pk=clerk.id))
    with override("kk"):
        path = reverse("settle", args=[row.pk])
    refused = client.post(path, {"choice": make.HOUSING})
    assert refused.status_code == 422 and "шағым жасалған орган" in refused.content.decode()
    assert picture() == before
    actions.settle(obligation=row.pk, owner=make.body("akmola/control"), actor=clerk, at=make.AT)
    assert make.fresh(complaint.id).owner.code == "akmola/control"
