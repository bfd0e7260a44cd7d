"""The second suggestion: it learns from settled cases, abstains, names its words, and nothing depends on it."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from tests import factories as make
from tests.support import counted_sql

from dauys.cases.models import Obligation
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.models import Entry
from dauys.learning import actions, engine, queries, shelf, trainer
from dauys.learning.features import template_of
from dauys.learning.handlers import keep_changed, keep_confirmed
from dauys.learning.models import Decision, Taught
from dauys.learning.rules import Told, quality, split
from dauys.learning.slots import suggestion_panel

WATER = ["су құбыры жарылды", "ауыз су жоқ", "вода из крана не идёт", "прорвало трубу с водой", "су қысымы төмен"]
ROADS = ["жолда шұңқыр көп", "яма на дороге", "асфальт разбит полностью", "жол жөнделмеген", "дорога вся в ямах"]


def example(text: str, topic: str, at: datetime, body: str = "") -> trainer.Example:
    return trainer.Example(text, make.AQJAR, "application", at, {"topic": topic, "body": body or make.HOUSING}, "kk")


@pytest.fixture
def examples() -> list[trainer.Example]:
    rng = Random(1)
    found = []
    for number in range(300):
        topic, texts = rng.choice([("water", WATER), ("roads", ROADS)])
        text = f"{rng.choice(texts)}, {rng.choice(texts)} {rng.randint(1, 99)}"
        body = make.HOUSING if topic == "water" else make.SOCIAL
        found.append(example(text, topic, make.AT + timedelta(hours=number), body))
    return found


@pytest.fixture
def shelved(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    shelf.forget()
    yield tmp_path / "learning"
    shelf.forget()


@pytest.fixture
def taught(shelved: Path, examples: list[trainer.Example]) -> Path:
    """A model on the shelf that knows two bodies."""
    heads = {n: trainer.teach(examples, n, with_origin=n == "body") for n in ("topic", "body")}
    shelf.put(1, heads, {"version": 1})
    shelf.bring_into_force(1)
    return shelved


def test_it_learns_and_names_the_words_that_spoke(examples: list[trainer.Example]) -> None:
    head = trainer.teach(examples, "topic", with_origin=False)
    assert head is not None
    first, second = engine.top(head, "Көшеде су жоқ, құбыры жарылды", area_path=make.AQJAR, kind="application")
    assert (first.code, second.code) == ("water", "roads")
    assert first.likely > 0.8
    assert "су" in first.words
    assert first.likely + second.likely == pytest.approx(1)


def test_one_class_is_nothing_to_learn() -> None:
    rows = [example("су жоқ", "water", make.AT + timedelta(hours=n)) for n in range(50)]
    assert trainer.teach(rows, "topic", with_origin=False) is None


def test_a_text_without_words_gets_no_suggestion(examples: list[trainer.Example]) -> None:
    head = trainer.teach(examples, "topic", with_origin=False)
    assert engine.top(head, "12 !!!", area_path="", kind="") == []


def test_the_newest_month_is_not_learned_from() -> None:
    rng = Random(2)
    days = [
        SimpleNamespace(
            text=f"бір {rng.getrandbits(40):x}х мәтін {'абвгд'[n % 5] * (n % 9 + 2)}",
            at=make.AT + timedelta(days=n),
            labelled=n == 3,
        )
        for n in range(100)
    ]
    for n, row in enumerate(days):
        row.text = "сөз " + "".join(rng.choice("абвгдежз") for _ in range(12)) + f" {n}"
    learn, unseen, parted_by = split(days, template_of, lambda text: len(text))
    assert parted_by == "time"
    assert max(row.at for row in learn) <= make.AT + timedelta(days=69)
    assert days[3] in unseen
    assert len(learn) + len(unseen) == 100


def test_texts_of_one_template_stand_on_one_side() -> None:
    template = "{} көшесі, {}-үйде екі күннен бері су {}"
    words = ["жоқ", "ағып жатыр", "лай", "ащы", "тасып кетті", "суық", "ыстық емес", "иісі бар"]
    rows = [
        SimpleNamespace(
            text=template.format(f"Көше{n}", n, words[n % 8]), at=make.AT + timedelta(days=n), labelled=False
        )
        for n in range(200)
    ]
    learn, unseen, parted_by = split(rows, template_of, lambda text: len(text))
    assert parted_by == "time and template"
    assert not {template_of(r.text) for r in learn} & {template_of(r.text) for r in unseen}


def test_quality_counts_and_calibration() -> None:
    told = [
        Told("a", "a", ("a", "b"), 0.9, "t", "kk"),
        Told("a", "b", ("b", "a"), 0.6, "t", "ru"),
        Told("a", "c", ("c", "b"), 0.3, "t", "ru"),
    ]
    found = quality(told)
    assert (found["n"], found["right"], found["three"], found["sure"], found["sure_right"]) == (3, 1, 2, 2, 1)
    assert found["by_language"]["ru"]["n"] == 2
    assert [b["n"] for b in found["bins"]] == [0, 1, 0, 1, 1]


def test_a_model_on_the_shelf_is_whole_or_not_there(taught: Path) -> None:
    version, heads = shelf.in_force()
    assert version == 1
    assert set(heads) == {"topic", "body"}
    (taught / "1" / "body.npy").write_bytes(b"broken")
    shelf.forget()
    assert shelf.in_force() is None


def test_nothing_in_a_model_is_run(taught: Path) -> None:
    """Arrays and JSON only: what could carry code is refused."""
    import numpy

    numpy.save(taught / "1" / "body.npy", numpy.array([{}], dtype=object), allow_pickle=True)
    shelf.forget()
    assert shelf.in_force() is None


def test_old_models_are_kept_and_the_oldest_go(taught: Path) -> None:
    heads = shelf.in_force()[1]
    for version in (2, 3, 4, 5):
        shelf.put(version, heads, {"version": version})
        shelf.bring_into_force(version)
        assert shelf.in_force()[0] == version
    assert sorted(p.name for p in taught.iterdir() if p.is_dir()) == ["3", "4", "5"]


def request_of(actor: Any) -> Any:
    return SimpleNamespace(actor=actor)


def row_of(made: make.Made) -> Obligation:
    return Obligation.objects.select_related("case__voice", "owner").get(pk=made.obligation.pk)


def test_the_desk_sees_it_beside_the_rules_without_a_statement(db: None, taught: Path) -> None:
    row = row_of(make.case(text="Көшеде су жоқ, ауыз су құбыры жарылды"))
    _user, clerk = make.staff("clerk")
    queries.said_of(row)
    with counted_sql() as sql:
        panel = suggestion_panel(request_of(clerk), [row], row)
    assert len(sql) == 0
    assert panel is not None
    assert panel.values["same"]
    assert set(panel.values["words"]) <= {"ауыз", "су", "құбыры", "жарылды", "жоқ"}


def test_it_is_not_shown_to_who_settles_nothing_nor_when_unsure(
    db: None, taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = row_of(make.case(text="Көшеде су жоқ, ауыз су құбыры жарылды"))
    assert suggestion_panel(request_of(make.staff("officer")[1]), [row], row) is None
    _user, clerk = make.staff("clerk")
    assert suggestion_panel(request_of(clerk), [row], row) is not None
    monkeypatch.setattr(queries, "SURE", 1.01)
    assert suggestion_panel(request_of(clerk), [row], row) is None


def test_no_case_is_suggested_to_a_body_of_another_region(db: None, taught: Path) -> None:
    row = row_of(make.case(text="Көшеде су жоқ, ауыз су құбыры жарылды", area="kz/71/"))
    assert queries.said_of(row) is None
    assert suggestion_panel(request_of(make.staff("clerk")[1]), [row], row) is None


def test_without_the_packages_everything_else_works(db: None, taught: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "has_numpy", lambda: False)
    shelf.forget()
    row = row_of(make.case())
    assert suggestion_panel(request_of(make.staff("clerk")[1]), [row], row) is None
    assert not shelf.can_teach()


def settle(made: make.Made, body: str) -> Entry:
    _user, clerk = make.staff("clerk")
    from dauys.routing import actions as routing

    routing.settle(obligation=made.obligation.pk, owner=make.body(body), actor=clerk, at=make.AT)
    return Entry.objects.filter(obligation_id=made.obligation.pk).latest("pk")


def test_every_decision_is_kept_once(db: None, taught: Path) -> None:
    Taught.objects.create(version=1, at=make.AT, seconds=1, cases=300, unseen=30, parted_by="time", quality={})
    agreed, corrected = make.case(), make.case(text="яма на дороге, асфальт разбит полностью")
    first, second = settle(agreed, make.HOUSING), settle(corrected, make.SOCIAL)
    for _ in range(2):
        keep_confirmed(first)
        keep_changed(second)
    rows = {d.obligation_id: d for d in Decision.objects.all()}
    assert len(rows) == 2
    one, two = rows[agreed.obligation.pk], rows[corrected.obligation.pk]
    assert (one.by_rules, one.chosen, one.suggested) == (make.HOUSING, make.HOUSING, make.HOUSING)
    assert (two.by_rules, two.chosen, two.suggested) == (make.HOUSING, make.SOCIAL, make.SOCIAL)
    found = queries.decisions()
    assert (found["n"], found["rules_right"], found["offered"], found["model_right"]) == (2, 1, 2, 2)


def test_too_few_cases_teach_nothing(db: None, shelved: Path) -> None:
    make.case()
    with pytest.raises(actions.TooFew):
        actions.teach(at=make.AT)
    assert not Taught.objects.exists()
    assert not shelved.exists()


def test_it_is_taught_from_settled_cases_and_told(
    db: None, shelved: Path, examples: list[trainer.Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    spread = [
        (
            n,
            e.text,
            e.answers["topic"],
            e.answers["body"],
            e.area_path,
            e.kind,
            make.AT + timedelta(days=n),
        )
        for n, e in enumerate(examples)
    ]
    monkeypatch.setattr(actions, "settled_cases", lambda limit: spread)
    said: list[str] = []
    taught = actions.teach(at=make.AT, say=said.append)
    assert shelf.in_force()[0] == taught.version == 1
    entry = Entry.objects.get(verb="learning.teach")
    assert entry.payload == {"version": 1, "cases": taught.cases, "unseen": taught.unseen}
    assert entry.actor_kind == SYSTEM.kind
    assert taught.quality["body"]["all"]["n"] == taught.unseen > 0
    again = actions.teach(at=make.AT)
    assert again.version == shelf.in_force()[0] == 2
    assert json.loads((shelved / "2" / "model.json").read_text())["version"] == 2


def test_settled_cases_are_those_that_were_answered(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from dauys.cases.queries import settled_cases

    make.case()
    done = make.case()
    Obligation.objects.filter(pk=done.obligation.pk).update(state="answered", answered_at=make.AT)
    ((case, text, topic, body, area, kind, _at),) = settled_cases(10)
    assert (case, text, topic, body, area, kind) == (
        done.id, make.TEXT, "water", make.HOUSING, make.AQJAR, "application",
    )  # fmt: skip
