"""The moves of an obligation: only the table of states leads on, and an impossible step changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from dauys.answers import actions as answers
from dauys.cases import actions
from dauys.cases.actions.reopen import AlreadyReopened
from dauys.cases.models import Obligation
from dauys.cases.rules import ENDED_STATES, OPEN_STATES, STATES, TRANSITIONS, ImpossibleStep, next_state
from dauys.ground.access.actors import citizen
from dauys.ground.access.transactions import acting
from dauys.ground.journal.models import Entry

STEPS = sorted({step for steps in TRANSITIONS.values() for step in steps})
POSSIBLE = {(state, step) for state, steps in TRANSITIONS.items() for step in steps}


def picture() -> list[dict[str, Any]]:
    """Everything about obligations and the length of the journal, to be compared before and after."""
    return [*Obligation.objects.order_by("id").values(), {"entries": Entry.objects.count()}]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", [*STEPS, "fly"])
def test_the_table_of_states_is_the_only_way(state: str, step: str) -> None:
    if (state, step) in POSSIBLE:
        assert next_state(state, step) in STATES
    else:
        with pytest.raises(ImpossibleStep):
            next_state(state, step)


def test_every_state_can_be_reached_and_every_end_is_an_end() -> None:
    seen, todo = {"new"}, ["new"]
    while todo:
        for target in TRANSITIONS[todo.pop()].values():
            if target not in seen:
                seen.add(target)
                todo.append(target)
    assert seen == set(STATES)
    assert {state for state in STATES if not TRANSITIONS[state]} == {"closed", "reopened", *ENDED_STATES}


@pytest.mark.parametrize("state", STATES)
def test_verbs_in_a_wrong_state_change_nothing(db: None, make: Any, state: str) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    officer = actions.handle.User.objects.get(pk=team.officer.id)
    Obligation.objects.filter(pk=made.obligation.pk).update(state=state, answered_at=make.AT)
    verbs = {
        "route": lambda: actions.set_owner(
            obligation=made.obligation.pk,
            owner=make.body(make.SOCIAL),
            rule="by-hand",
            actor=team.supervisor,
            at=make.AT,
        ),
        "assign": lambda: actions.assign(
            obligation=made.obligation.pk, assignee=officer, actor=team.supervisor, at=make.AT
        ),
        "reopen": lambda: actions.reopen(obligation=made.obligation.pk, actor=citizen(made.id), at=make.AT),
        "change_kind": lambda: actions.change_kind(
            obligation=made.obligation.pk, kind="complaint", actor=team.supervisor, at=make.AT
        ),
    }
    allowed = {
        "route": {"new"},
        "assign": {"new", "assigned", "in_work"},
        "reopen": {"answered"},
        "change_kind": set(OPEN_STATES),
    }
    for name, verb in verbs.items():
        if state in allowed[name]:
            continue
        before = picture()
        with pytest.raises((ImpossibleStep, actions.ClockStopped)):
            verb()
        assert picture() == before, name


def test_the_body_is_settled_once(db: None, make: Any) -> None:
    made, (_user, clerk) = make.case(owner=make.HOUSING), make.staff("clerk", "akmola/aqjar")
    args = {"obligation": made.obligation.pk, "rule": "by-hand", "actor": clerk, "at": make.AT}
    row = actions.set_owner(owner=make.body(make.SOCIAL), **args)
    assert (row.owner.code, row.owner_path, row.controller_id) == (
        make.SOCIAL,
        "akmola/aqjar/social/",
        make.body(make.SOCIAL).parent_id,
    )
    assert row.due_at == made.obligation.due_at, "the clock runs on"
    before = picture()
    with pytest.raises(ImpossibleStep):
        actions.set_owner(owner=make.body(make.HOUSING), **args)
    assert picture() == before


def test_assigning_the_same_officer_again_changes_nothing(db: None, make: Any) -> None:
    made, (user, _a), (_s, boss) = make.case(owner=make.HOUSING), make.staff("officer"), make.staff("supervisor")
    actions.assign(obligation=made.obligation.pk, assignee=user, actor=boss, at=make.AT)
    before = picture()
    actions.assign(obligation=made.obligation.pk, assignee=user, actor=boss, at=make.AT + timedelta(hours=1))
    assert picture() == before


def test_another_kind_reckons_the_clock_anew_from_the_same_receipt(db: None, make: Any) -> None:
    made, (_s, boss) = make.case(owner=make.HOUSING, identity="code"), make.staff("supervisor")
    row = actions.change_kind(
        obligation=made.obligation.pk, kind="complaint", actor=boss, at=make.AT + timedelta(days=3)
    )
    twin = make.case(owner=make.HOUSING, identity="code", kind="complaint").obligation
    for name in ("received_at", "registered_on", "forward_by", "due_on", "due_at", "by_law", "ledger"):
        assert getattr(make.fresh(made.id), name) == getattr(twin, name), name
    assert row.due_on > made.obligation.due_on
    entry = Entry.objects.get(verb="cases.change_kind")
    assert entry.payload == {"old": "application", "new": "complaint", "due_on": twin.due_on.isoformat()}
    before = picture()
    actions.change_kind(obligation=made.obligation.pk, kind="complaint", actor=boss, at=make.AT)
    assert picture() == before, "the same kind again is nothing new"


def test_confirming_the_person_starts_the_legal_clock_then(db: None, make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    assert not made.obligation.by_law
    later = make.AT + timedelta(days=6)
    actions.confirm_identity(case_id=made.id, identity="code", actor=citizen(made.id), at=later)
    row, twin = make.fresh(made.id), make.case(owner=make.HOUSING, identity="code", at=later).obligation
    assert row.by_law and row.due_on == twin.due_on and row.case.identity == "code"
    assert row.case.received_at == make.AT, "the voice itself came when it came"
    before = picture()
    for weaker in ("code", "none", "in_person"):
        actions.confirm_identity(case_id=made.id, identity=weaker, actor=citizen(made.id), at=later + timedelta(days=1))
    assert picture() == before, "a running legal clock is not started again"


def test_a_certainty_below_the_law_leaves_the_clock_alone(db: None, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the law wants a signature, a code makes us surer but starts nothing, and nobody becomes less sure."""
    from dauys.cases import clocks
    from dauys.cases.actions import handle

    pack = handle.current()

    class Strict:
        def __getattr__(self, name: str) -> Any:
            return getattr(pack, name)

        info = pack.info.model_copy(update={"clock_from_identity": "signed"})

    for module in (handle, clocks):
        monkeypatch.setattr(module, "current", lambda: Strict())
    made = make.case(owner=make.HOUSING, identity="none")
    later = make.AT + timedelta(days=6)
    for identity, kept in (("in_person", "in_person"), ("code", "in_person")):
        actions.confirm_identity(case_id=made.id, identity=identity, actor=citizen(made.id), at=later)
        row = make.fresh(made.id)
        assert (row.case.identity, row.due_at, row.by_law) == (kept, made.obligation.due_at, False)
    actions.confirm_identity(case_id=made.id, identity="signed", actor=citizen(made.id), at=later)
    assert make.fresh(made.id).by_law and make.fresh(made.id).due_at > made.obligation.due_at


def test_a_case_opens_again_once_with_the_offices_own_term(db: None, make: Any) -> None:
    made, team, _answer = make.answered(identity="code")
    at = make.AT + timedelta(days=2)
    again = actions.reopen(obligation=made.obligation.pk, actor=citizen(made.id), at=at)
    assert (again.leg, again.state, again.assignee_id, again.by_law) == (2, "assigned", team.officer.id, False)
    assert again.received_at == at and again.ledger[-1]["rule"] == "office-reopen"
    assert make.fresh(made.id).state == "reopened"
    before = picture()
    for leg in (made.obligation.pk, again.pk):
        with pytest.raises(AlreadyReopened):
            actions.reopen(obligation=leg, actor=citizen(made.id), at=at)
    assert picture() == before


def test_contacts_are_shown_for_a_purpose_and_journalled(db: None, make: Any) -> None:
    made, (_u, officer) = make.case(), make.staff("officer")
    parties = actions.show_contact(case_id=made.id, purpose="call_back", actor=officer, at=make.AT)
    assert [p.phone for p in parties] == ["+77001234567"]
    entry = Entry.objects.get(verb="cases.show_contact")
    assert entry.actor_id == officer.id and entry.payload["purpose"] == "call_back"
    with pytest.raises(ValueError, match="purpose"):
        actions.show_contact(case_id=made.id, purpose="curiosity", actor=officer, at=make.AT)
    assert Entry.objects.filter(verb="cases.show_contact").count() == 1


def test_an_action_inside_a_failed_transaction_leaves_nothing(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    before = picture()
    with pytest.raises(RuntimeError), acting(team.officer):
        answers.save(
            obligation=made.obligation.pk, blocks=make.BLOCKS, language="kk", revision=0, actor=team.officer, at=make.AT
        )
        raise RuntimeError
    assert picture() == before
