"""The seed in a real database: real actions, clocks that fit, a journal in order, nothing half done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from tests.log import follow

from dauys.answers.models import Answer, Delivery, Rating
from dauys.answers.queries import to_hand_over
from dauys.answers.rules import BLOCKS, leftover_placeholders, missing_blocks
from dauys.cases.models import Case, Obligation, Repeat
from dauys.ground.accounts.backends import StaffBackend
from dauys.ground.accounts.models import RoleGrant, User
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.publication.models import Publication
from dauys.site.demo import seed as demo
from dauys.site.demo.plan import Story, plan
from dauys.site.demo.seed import Player, everything
from dauys.site.demo.sink import RETURNED
from dauys.site.demo.staff import PASSWORD, STAFF
from dauys.site.wiring import HEARERS

AT = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def some_of_each_fate() -> list[Story]:
    seen: dict[str, int] = {}
    chosen = []
    for story in plan(current(), AT):
        seen[story.fate] = seen.get(story.fate, 0) + 1
        if seen[story.fate] <= 2:
            chosen.append(story)
    return chosen


def test_a_few_of_several_people_and_a_few_repeated_in_every_language(db: None) -> None:
    stories = everything(current(), AT)
    for language in current().languages:
        own = [s for s in stories if s.text.language == language]
        assert len([s for s in own if s.data.get("signers")]) == 3
        assert [s for s in own if any(step.verb == "mark" for step in s.steps)], language
    marks = [(s, step.values) for s in stories for step in s.steps if step.verb == "mark"]
    keys = {values["earlier"] for _story, values in marks} | {s.key for s, _values in marks}
    demo.seed(at=AT, progress=lambda *_: None, stories=[s for s in stories if s.key in keys])
    assert {(r.case.idempotency_key, r.reason) for r in Repeat.objects.select_related("case")} == {
        (s.key, values["reason"]) for s, values in marks
    }


def test_in_every_language_answers_wait_to_be_brought_and_a_mail_comes_back(db: None) -> None:
    stories = everything(current(), AT)
    waiting = [s for s in stories if s.steps[-1].verb == "send" and s.data["answer_by"] in ("phone", "post")]
    returned = [s for s in stories if s.data["email"] == RETURNED]
    assert {s.text.language for s in waiting} >= {"kk", "ru"} and {s.text.language for s in returned} >= {"kk", "ru"}
    assert {s.data["answer_by"] for s in waiting} == {"phone", "post"}
    demo.seed(at=AT, progress=lambda *_: None, stories=[*waiting, *returned])
    deputy = Player().actors["deputy"]
    named = {row.case.idempotency_key for row in to_hand_over(deputy, AT - timedelta(days=90))}
    assert named == {s.key for s in waiting if s.owner.startswith("akmola/aqjar")} != set()


def test_low_ratings_say_what_was_wrong(db: None) -> None:
    sow()
    low = Rating.objects.filter(score__lte=3)
    assert low.exists() and not low.filter(reasons="").exists()
    assert set(" ".join(low.values_list("reasons", flat=True)).split()) <= set(current().info.rate_words.reasons)
    assert not Rating.objects.filter(score__gte=4).exclude(reasons="").exists()


def sow() -> list[Story]:
    stories = some_of_each_fate()
    assert demo.is_empty()
    assert demo.seed(at=AT, progress=lambda *_: None, stories=stories) == len(stories)
    return stories


def test_cases_end_where_their_story_ends(db: Any) -> None:
    stories = sow()
    assert Case.objects.count() == len(stories)
    state = dict(Obligation.objects.filter(leg=1).values_list("case__idempotency_key", "state"))
    last = {
        "file": "new", "confirm": "new", "settle": "new", "give": "assigned", "take": "assigned", "draft": "in_work",
        "submit": "in_approval", "send_back": "in_work", "send": "answered", "read_out": "answered", "post": "answered",
    }  # fmt: skip
    for story in stories:
        end = [step for step in story.steps if step.verb not in ("publish", "refuse", "mark")][-1]
        if end.leg == 1 and end.verb != "rate":
            assert state[story.key] == last[end.verb], story.fate
        else:
            assert state[story.key] in ("closed", "reopened"), story.fate
    assert not demo.is_empty()


def test_the_journal_is_in_order_and_as_old_as_the_steps(db: Any) -> None:
    sow()
    moments = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < AT


def test_clocks_answers_and_owners_fit(db: Any) -> None:
    stories = sow()
    owners = dict(Obligation.objects.values_list("case__idempotency_key", "owner_path"))
    assert {s.key: f"{s.owner}/" for s in stories} == owners
    assert Obligation.objects.filter(
        due_at__lt=AT, answered_at__isnull=True, state__in=["assigned", "in_work"]
    ).exists()
    assert Obligation.objects.filter(answered_at__gt=F("due_at")).exists()
    for answer in Answer.objects.all():
        blocks = {name: getattr(answer, name) for name in BLOCKS}
        assert missing_blocks(blocks) == []
        assert leftover_placeholders(blocks) == []
        assert "…" not in "".join(blocks.values())
    assert not Delivery.objects.filter(way="phone", proof="").exists()


def test_everybody_can_sign_in_and_holds_a_role(db: Any) -> None:
    sow()
    assert User.objects.count() == len(STAFF) == RoleGrant.objects.count()
    user = StaffBackend().authenticate(None, username=STAFF[0].email, password=PASSWORD)
    assert user is not None
    assert user.name == STAFF[0].name
    assert all(u.position.get("kk") for u in User.objects.all())


def test_a_seed_that_fails_leaves_nothing_behind(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the machine went down")

    monkeypatch.setattr(demo.Player, "_submit", fail)
    with pytest.raises(RuntimeError):
        demo.seed(at=AT, progress=lambda *_: None, stories=some_of_each_fate())
    assert demo.is_empty()
    assert not Case.objects.exists()


def test_some_voices_are_public_some_refused_and_some_wait(db: Any) -> None:
    sow()
    follow(AT, hearers=HEARERS)
    states = {p.state for p in Publication.objects.all()}
    assert "published" in states and states <= {"published", "refused", "waiting"}
    shown = Publication.objects.filter(state="published")
    assert {p.answer for p in shown} >= {"shown"}
    assert not [p for p in shown if p.answer == "waiting"]  # an answer that was looked at is not asked about again
