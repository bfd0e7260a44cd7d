"""Each role against its own body, another body and its desk: what it may do, what it may see, and that both agree."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from dauys.cases.filters import VIEWS, Filters
from dauys.cases.models import Obligation
from dauys.cases.queries import case_for, get_for, visible_to
from dauys.cases.worklist import page, rail
from dauys.ground.access.actors import ANONYMOUS, ROLES, SYSTEM, Actor, Grant, citizen
from dauys.ground.access.permissions import REGISTRY, Denied, allows
from dauys.ground.journal.models import Entry

VIEW, REGISTER, SLIP, EXPORT = "cases.view", "cases.register", "cases.print_slip", "cases.export"
ROUTE, ASSIGN, TAKE, KIND, CONTACT = (f"cases.{n}" for n in ("route", "assign", "take", "change_kind", "show_contact"))
WRITE, APPROVE, READ_OUT, RATE = (f"answers.{n}" for n in ("write", "approve", "read_out", "rate"))
SIGN = "answers.sign"
HEAR, HEARING, CHAIR = "answers.hear", "answers.see_hearing", "answers.chair"
HELD = "channels.review_held"
ASK, REPLY, MORE, DECIDE = (f"cases.{n}" for n in ("ask_person", "reply", "ask_extension", "decide_extension"))
GROUP, PUBLISH, RENEW, HOLD = "cases.group", "publication.review", "cases.renew_code", "cases.hold"
FORWARD, LATE, AGAIN = (f"cases.{n}" for n in ("forward", "forward_late", "forward_again"))
NAME, CLEAR, MARK, COPY = "cases.name_owner", "cases.clear_crime", "cases.mark_repeat", "cases.hand_copy"
BACK, PROPOSE, AGREE = "cases.withdraw", "cases.propose_leaving", "cases.agree_leaving"
GO_ON = {FORWARD, LATE, PROPOSE, AGREE}
LEADS = {VIEW, ROUTE, ASSIGN, TAKE, KIND, CONTACT, WRITE, APPROVE, READ_OUT, HELD, EXPORT, GROUP, PUBLISH} | GO_ON
LEADS |= {REPLY, DECIDE, HEAR, HEARING, CHAIR, CLEAR, MARK, SIGN, HOLD}
DESK = {VIEW, REGISTER, ROUTE, KIND, CONTACT, READ_OUT, SLIP, RENEW, HELD, EXPORT, GROUP, PUBLISH, BACK}
DESK |= {FORWARD, PROPOSE, "cases.correct", REPLY, HEARING, CLEAR, MARK, COPY}
# On a new obligation of their own body.
OWN = {
    "clerk": DESK,
    "officer": {FORWARD, PROPOSE, VIEW, TAKE, CONTACT, WRITE, READ_OUT, GROUP, REPLY, HEAR, HEARING, CLEAR, MARK},
    "supervisor": LEADS,
    "head": LEADS,
    "controller": {VIEW, HEARING, EXPORT, FORWARD, LATE, AGAIN, NAME, CLEAR},
    "administrator": set(),
    "auditor": {VIEW, HEARING},
}
NOT_OF_ROWS = ("site.", "accounts.", "oversight.", "office.", "learning.", "routing.", "receptions.", "volunteers.")
ROWS = {name for name in REGISTRY if not name.startswith(NOT_OF_ROWS)}


def may(actor: Actor, row: Obligation) -> set[str]:
    return {name for name in ROWS if allows(actor, name, row)}


def row_of(make: Any, **about: Any) -> Obligation:
    return make.case(**about).obligation


def test_every_permission_stands_in_the_matrix() -> None:
    assert {*LEADS, *DESK, RATE, AGAIN, NAME, ASK, MORE} == ROWS


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("at", ["akmola/aqjar/housing", "akmola/aqjar", "akmola", ""])
def test_on_their_own_body_and_below(db: None, make: Any, role: str, at: str) -> None:
    above = {AGAIN, NAME} if at != make.HOUSING and role in ("supervisor", "head") else set()
    above |= {NAME} if at != make.HOUSING and role == "clerk" else set()
    assert may(make.staff(role, at)[1], row_of(make, owner=make.HOUSING)) == OWN[role] | above


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("at", ["akmola/aqjar/social", "akmola/control", "gov", "akmola/aqjar/hous"])
def test_on_another_body_nothing(db: None, make: Any, role: str, at: str) -> None:
    assert may(make.staff(role, at)[1], row_of(make, owner=make.HOUSING)) == set()


def test_a_path_is_no_mere_beginning_of_a_word() -> None:
    assert not Grant("officer", "akmola/aqjar/").covers("akmola/aqjar2/", "kz/11/")
    assert not Grant("officer", "", "kz/1/").covers("akmola/", "kz/11/")


@pytest.mark.parametrize("role", ROLES)
def test_outside_their_territory_nothing(db: None, make: Any, role: str) -> None:
    assert may(make.staff(role, make.HOUSING, "kz/71/")[1], row_of(make, owner=make.HOUSING)) == set()
    assert may(make.staff(role, make.HOUSING, "kz/11/aqjar/")[1], row_of(make, owner=make.HOUSING)) == OWN[role]


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_keeps_what_it_registered(db: None, make: Any, role: str) -> None:
    """Only clerks, whoever owns the case now, and without the right to register anew for that body."""
    row = row_of(make, owner="gov/mot", desk="akmola/aqjar", channel="phone")
    assert may(make.staff(role, "akmola/aqjar")[1], row) == (
        DESK - {REGISTER, HELD, EXPORT, FORWARD, PROPOSE} if role == "clerk" else set()
    )
    assert may(make.staff(role, "akmola/control")[1], row) == set()


def test_routing_is_over_once_settled(db: None, make: Any) -> None:
    row = row_of(make, owner=make.HOUSING, confirmed=True)
    for role in ("clerk", "supervisor", "head"):
        assert ROUTE not in may(make.staff(role)[1], row)


def test_moving_the_clock_is_the_assignees_alone(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.drafted(made, team)
    row = make.fresh(made.id)
    assert {ASK, MORE} <= may(team.officer, row)
    for role in ROLES:
        assert not {ASK, MORE} & may(make.staff(role)[1], row)


def test_writing_is_the_assignees_alone(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.drafted(made, team)
    row = make.fresh(made.id)
    assert WRITE in may(team.officer, row)
    for role in ROLES:
        assert WRITE not in may(make.staff(role)[1], row)


def test_citizens_and_the_system_hold_no_desk_permission(db: None, make: Any) -> None:
    row = row_of(make)
    assert may(ANONYMOUS, row) == may(SYSTEM, row) == may(citizen(row.pk), row) == set()
    assert may(citizen(row.case_id), row) == {RATE, BACK, REPLY}
    impostor = Actor(kind="citizen", grants=(Grant("head"),))
    assert may(impostor, row) == set()


def test_an_unknown_permission_is_an_error_and_never_a_yes() -> None:
    with pytest.raises(KeyError):
        allows(Actor(kind="staff", grants=(Grant("head"),)), "cases.fly")


@pytest.mark.parametrize("permission", sorted(ROWS - {RATE, REGISTER}))
def test_the_gate_refuses_alike_what_is_foreign_and_what_is_not_there(db: None, make: Any, permission: str) -> None:
    row, (_u, stranger) = row_of(make, owner=make.HOUSING), make.staff("head", make.SOCIAL)
    before = Entry.objects.count()
    refusals = []
    for ident in (row.pk, row.case_id):
        with pytest.raises(Denied) as caught:
            get_for(stranger, ident, permission)
        refusals.append(str(caught.value))
    for ident in (row.case_id, row.pk):
        with pytest.raises(Denied) as caught:
            case_for(stranger, ident, permission)
        refusals.append(str(caught.value))
    assert set(refusals) == {permission} and Entry.objects.count() == before


def _mixed(make: Any) -> None:
    for owner in (make.HOUSING, make.SOCIAL, "akmola/control", "gov/mot", "astana"):
        for area in ("kz/11/aqjar/dostyq/", "kz/11/burabai/", "kz/71/", "kz/"):
            for desk in ("", "akmola/aqjar", "astana"):
                make.case(owner=owner, area=area, desk=desk)


GRANTS: list[tuple[Grant, ...]] = [
    (),
    *[
        (Grant(role, org, area),)
        for role in ROLES
        for org in ("", "akmola/", "akmola/aqjar/")
        for area in ("", "kz/11/")
    ],
    (Grant("clerk", "akmola/aqjar/"), Grant("officer", "gov/mot/", "kz/71/")),
    (Grant("administrator"), Grant("officer", "akmola/aqjar/housing/")),
    (Grant("controller", "akm"),),
]


def test_lists_show_exactly_what_the_gate_lets_through(db: None, make: Any) -> None:
    _mixed(make)
    rows = list(Obligation.objects.select_related("case__registered_at_org"))
    for grants in GRANTS:
        actor = Actor(kind="staff", grants=grants)
        shown = set(visible_to(actor).values_list("pk", flat=True))
        assert shown == {row.pk for row in rows if allows(actor, VIEW, row)}, grants


def test_citizens_see_no_list(db: None, make: Any) -> None:
    made = make.case()
    for actor in (ANONYMOUS, SYSTEM, citizen(made.id)):
        assert not visible_to(actor).exists()


@pytest.mark.parametrize("grants", [(), (Grant("administrator"),)])
def test_without_a_working_role_lists_are_empty(db: None, make: Any, grants: tuple[Grant, ...]) -> None:
    make.case()
    actor = Actor(kind="staff", grants=grants)
    assert rail(actor, make.AT).totals == {}
    for view in VIEWS:
        assert page(actor, Filters(view=view), make.AT).rows == []


DESK_PAGES: list[tuple[str, Callable[[Any], str]]] = [
    ("get", lambda m: f"/kk/desk/cases/{m.id}/"),
    ("get", lambda m: f"/kk/desk/cases/{m.id}/contacts/"),
    ("post", lambda m: f"/kk/desk/cases/{m.id}/contacts/"),
    ("post", lambda m: f"/kk/desk/cases/{m.id}/slip/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/kind/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/body/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/take/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/give/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/answer/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/answer/autosave/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/check/"),
    ("post", lambda m: f"/kk/desk/obligations/{m.obligation.pk}/read-out/"),
]
FORM = {
    "purpose": "call_back",
    "choice": "complaint",
    "revision": "0",
    "language": "kk",
    "asked": "x" * 20,
    "found": "x" * 20,
    "decided": "x" * 20,
    "appeal": "x" * 20,
    "outcome": "solved",
    "proof": "x" * 20,
}


@pytest.mark.parametrize(("method", "address"), DESK_PAGES)
@pytest.mark.parametrize("role", ROLES)
def test_a_strangers_page_does_not_exist_and_changes_nothing(
    db: None, make: Any, client: Any, role: str, method: str, address: Callable[[Any], str]
) -> None:
    made = make.case(owner=make.HOUSING)
    user, _actor = make.staff(role, make.SOCIAL)
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    before = (list(Obligation.objects.values()), Entry.objects.count())
    response = getattr(client, method)(address(made), FORM)
    assert response.status_code == 404
    assert (list(Obligation.objects.values()), Entry.objects.count()) == before


@pytest.mark.parametrize(("method", "address"), DESK_PAGES[:4])
def test_who_is_not_signed_in_is_asked_to(
    db: None, make: Any, client: Any, method: str, address: Callable[[Any], str]
) -> None:
    made = make.case(owner=make.HOUSING)
    response = getattr(client, method)(address(made), FORM)
    assert response.status_code == 302 and response["Location"].startswith("/kk/login/?next=")
