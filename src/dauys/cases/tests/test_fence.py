"""The second fence: the database itself gives a request only the rows its people may see, whatever was forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.test import Client

from dauys.cases import actions, fenced
from dauys.cases.actions.support import Joining
from dauys.cases.models import Obligation, Party, Supporter, Voice
from dauys.cases.queries import case_for, get_for, opened
from dauys.ground.access import fence
from dauys.ground.access.actors import SYSTEM, Actor, Grant, citizen
from dauys.ground.access.fence import PUBLIC, Scope, as_text, of_staff, open_to, scope, whole_house
from dauys.ground.access.permissions import Denied
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.files.models import StoredFile
from dauys.ground.moment import now


@contextmanager
def told(given: Scope) -> Iterator[None]:
    """What a request of this scope would reach."""
    token = fence._scope.set(given)
    try:
        yield
    finally:
        fence._scope.reset(token)


def rows() -> dict[str, int]:
    """How many rows of each fenced table raw SQL without any condition gives."""
    with connection.cursor() as cursor:
        found = {}
        for table in fenced.TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
        return found


NOTHING = dict.fromkeys(fenced.TABLES, 0)
ONE_EACH = dict.fromkeys(fenced.TABLES, 1)


def staff(role: str, org: str, area: str = "") -> Scope:
    return of_staff((Grant(role, org, area),))


@pytest.fixture
def two(db: None, make: Any) -> tuple[Any, Any]:
    """One case of housing and one of social care, each with words, a person, who joined, and a file."""
    both = make.case(owner=make.HOUSING), make.case(owner=make.SOCIAL)
    for number, made in enumerate(both):
        person = Joining(name="Ерлан", phone=f"+7700765432{number}", email="", language="kk", confirmed=True)
        actions.support(case_id=made.id, person=person, idempotency_key=uuid4(), actor=SYSTEM, at=make.AT)
        StoredFile.objects.create(
            id=uuid4(), holder=made.id, name="a.pdf", media_type="application/pdf", size=1, sha256=b"1",
            created_at=make.AT,
        )  # fmt: skip
    assert rows() == dict.fromkeys(fenced.TABLES, 2)
    return both


def test_who_tells_nothing_sees_nothing(two: Any) -> None:
    for given in (Scope(), PUBLIC):
        with told(given):
            assert rows() == NOTHING
    with connection.cursor() as cursor:  # the same beneath our own connection's care
        cursor.execute("RESET dauys.scope; SELECT count(*) FROM cases_voice")
        cursor.nextset()
        assert cursor.fetchone() == (0,)
    connection.told = None  # type: ignore[attr-defined]


def test_each_body_sees_its_own_rows(two: Any, make: Any) -> None:
    mine, other = (made.obligation.owner_path for made in two)
    for role in ("officer", "supervisor", "head", "controller", "auditor"):
        with told(staff(role, mine)):
            assert rows() == ONE_EACH
            assert Obligation.objects.get().owner_path == mine and Party.objects.get().case_id == two[0].id
        with told(staff(role, other)):
            assert rows() == ONE_EACH and Voice.objects.get().case_id == two[1].id
    with told(staff("officer", "elsewhere/")):
        assert rows() == NOTHING
    with told(staff("administrator", "")):
        assert rows() == NOTHING
    with told(staff("head", "")):
        assert rows() == dict.fromkeys(fenced.TABLES, 2)


def test_a_path_is_no_prefix_of_its_neighbour(two: Any) -> None:
    with told(staff("officer", two[0].obligation.owner_path[:-2])):
        assert rows() == dict.fromkeys(fenced.TABLES, 1)  # what `covers` says of a path cut short
    with told(staff("officer", "x" + two[0].obligation.owner_path)):
        assert rows() == NOTHING


def test_a_place_narrows_the_grant(two: Any) -> None:
    row = two[0].obligation
    with told(staff("officer", row.owner_path, row.area_path)):
        assert rows() == ONE_EACH
    with told(staff("officer", row.owner_path, "kz/other/")):
        assert rows() == NOTHING


def test_a_clerk_keeps_what_the_own_desk_registered(two: Any, make: Any) -> None:
    """Also when another body owns it now, and only a clerk does."""
    made = make.case(owner=make.SOCIAL, desk=make.HOUSING)
    mine, away = make.body(make.HOUSING).path, "elsewhere/"
    with told(of_staff((Grant("officer", mine),))):
        assert not Voice.objects.filter(case=made.id).exists()
    with told(of_staff((Grant("clerk", mine),))):
        assert Voice.objects.filter(case=made.id).exists() and Obligation.objects.filter(case=made.id).exists()
    with told(of_staff((Grant("officer", away), Grant("clerk", away)))):
        assert not Voice.objects.filter(case=made.id).exists()


def test_a_lent_grant_counts(two: Any) -> None:
    lent = Grant("officer", two[0].obligation.owner_path, lent_by=uuid4())
    with told(of_staff((lent, Grant("officer", "elsewhere/")))):
        assert rows() == ONE_EACH


def test_all_legs_of_a_case_are_seen_by_each_of_its_bodies(two: Any, make: Any) -> None:
    """A leg of another body stands on the case page; a case of another body does not."""
    row = two[0].obligation
    other = two[1].obligation
    Obligation.objects.filter(pk=other.pk).update(case=row.case_id, leg=2)
    for path in (row.owner_path, other.owner_path):
        with told(staff("officer", path)):
            assert Obligation.objects.count() == 2


def test_what_a_gate_opened_is_reached_and_nothing_beside_it(two: Any) -> None:
    with told(PUBLIC):
        assert rows() == NOTHING
        assert len(opened(two[0].id)) == 1
        assert rows() == ONE_EACH and Voice.objects.get().case_id == two[0].id
    with told(PUBLIC), acting(citizen(two[1].id)):
        assert rows() == ONE_EACH and Voice.objects.get().case_id == two[1].id
    with told(PUBLIC):
        open_to(two[0].id, two[1].id)
        assert rows() == dict.fromkeys(fenced.TABLES, 2)


def test_the_gate_opens_only_what_it_let_through(two: Any, make: Any) -> None:
    _user, actor = make.staff("officer", make.HOUSING)
    with told(of_staff(actor.grants)):
        get_for(actor, two[0].obligation.pk, "cases.view")
        assert scope().opened == {two[0].id}
        for ask in (lambda: get_for(actor, two[1].obligation.pk, "cases.view"), lambda: case_for(actor, two[1].id)):
            with pytest.raises(Denied):
                ask()
        assert scope().opened == {two[0].id} and rows() == ONE_EACH


def test_nobody_writes_beyond_the_fence(two: Any, make: Any) -> None:
    before = Voice.objects.get(case=two[1].id)
    with told(staff("officer", two[0].obligation.owner_path)):
        assert Voice.objects.update(text="басқа") == 1
        assert Party.objects.filter(case=two[1].id).update(name="басқа") == 0
        assert Supporter.objects.filter(case=two[1].id).update(name="басқа") == 0
        assert StoredFile.objects.filter(holder=two[1].id).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Party.objects.create(id=uuid4(), case_id=two[1].id, role="representative", name="x", created_at=make.AT)
    with told(PUBLIC), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Party.objects.create(id=uuid4(), case_id=two[1].id, role="representative", name="x", created_at=make.AT)
    after = Voice.objects.get(case=two[1].id)
    assert after.text == before.text and Party.objects.filter(case=two[1].id).count() == 1
    assert StoredFile.objects.count() == 2


def test_the_serving_role_cannot_step_over(two: Any) -> None:
    """Neither by taking the policies away, nor by asking the function that runs as the owner."""
    for statement in (
        "ALTER TABLE cases_voice DISABLE ROW LEVEL SECURITY",
        "DROP POLICY fence ON cases_voice",
        "CREATE POLICY all_of_it ON cases_voice USING (true)",
        "ALTER ROLE dauys_app BYPASSRLS",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with told(PUBLIC), connection.cursor() as cursor:
        cursor.execute("SELECT dauys_sees_case(%s)", [two[0].id])
        assert cursor.fetchone() == (False,)
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("SET row_security = off; SELECT count(*) FROM cases_voice")


def test_a_refusal_or_an_error_does_not_leave_another_scope(two: Any) -> None:
    """A rollback takes the setting back, so it is told anew; the reader keeps their own."""
    mine = staff("officer", two[0].obligation.owner_path)
    with told(mine):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert rows() == ONE_EACH
        with pytest.raises(DatabaseError), transaction.atomic(), whole_house():
            assert Voice.objects.count() == 2
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        assert rows() == ONE_EACH
    assert rows() == dict.fromkeys(fenced.TABLES, 2)


def test_cursors_of_every_kind_tell_first(two: Any) -> None:
    with told(staff("officer", two[0].obligation.owner_path)):
        assert len(list(Voice.objects.iterator(chunk_size=1))) == 1
    with told(PUBLIC), connection.cursor() as cursor:
        assert list(Voice.objects.iterator(chunk_size=1)) == []
        cursor.executemany("UPDATE cases_voice SET text = %s", [["x"], ["y"]])
        assert cursor.rowcount == 0
    mine, copying = staff("officer", two[0].obligation.owner_path), "COPY cases_voice (case_id) TO STDOUT"
    with told(mine), connection.cursor() as cursor, cursor.copy(copying) as found:
        assert len(list(found.rows())) == 1
    assert Voice.objects.exclude(text="x").count() == 2


def seen(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """A page whose writer forgot every condition."""
    _who = request.actor  # type: ignore[attr-defined]
    return HttpResponse(",".join(sorted({row.owner_path for row in Obligation.objects.all()})))


def visitor(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_a_forgotten_condition_shows_ones_own_only(two: Any, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one request leaves nothing to the next on the same connection."""
    people = [make.staff("officer", body)[1] for body in (make.HOUSING, make.SOCIAL)]
    mine, other = (made.obligation.owner_path for made in two)

    monkeypatch.setattr(
        "dauys.ground.accounts.middleware.ActorMiddleware.__call__", lambda _self, request: seen(request)
    )
    clients = [visitor(actor) for actor in people]
    for _ in range(2):
        assert clients[0].get("/kk/desk/").content.decode() == mine
        assert clients[1].get("/kk/desk/").content.decode() == other
        assert Client().get("/kk/desk/").content.decode() == ""
        assert scope().kind == "house"


@pytest.mark.django_db(transaction=True)
def test_a_pool_of_one_carries_nothing_to_the_next(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people, a stranger and one session of the database, given back and taken again between them."""
    made = [make.case(owner=body, at=now()) for body in (make.HOUSING, make.SOCIAL)]
    people = [make.staff("officer", body)[1] for body in (make.HOUSING, make.SOCIAL)]
    clients = [*(visitor(actor) for actor in people), Client()]
    answers: list[str] = []
    sessions: set[int] = set()

    def ask(_self: Any, request: HttpRequest) -> HttpResponse:
        answer = seen(request)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            sessions.add(cursor.fetchone()[0])
        connection.close()  # gives it back, as the end of every request does
        return answer

    connection.close()
    connection.close_pool()
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "pool", {"min_size": 1, "max_size": 1})
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool", {"min_size": 1, "max_size": 1})
    monkeypatch.setattr("dauys.ground.accounts.middleware.ActorMiddleware.__call__", ask)
    try:
        for client in (clients[0], clients[1], clients[2], clients[1], clients[0], clients[2]):
            answers.append(client.get("/kk/desk/").content.decode())
    finally:
        connection.close()
        connection.close_pool()
    mine, other = (one.obligation.owner_path for one in made)
    assert answers == [mine, other, "", other, mine, ""] and len(sessions) == 1


def test_paths_cannot_break_out_of_the_setting() -> None:
    with pytest.raises(ValueError, match="separator"):
        as_text(staff("officer", "a/|x"))
    assert as_text(staff("clerk", "a/", "kz/")) == "staff||/a/~/kz/|/a/|"
    assert as_text(staff("head", "")) == "staff|/|||"


def test_a_quote_in_a_path_stays_a_letter(db: None) -> None:
    with told(staff("officer", "a'; SET dauys.scope = 'house'; --%s")):
        assert Obligation.objects.aggregate(n=Count("pk")) == {"n": 0}
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('dauys.scope')")
            assert cursor.fetchone()[0].startswith("staff|/a'")


def test_the_fence_stands(db: None) -> None:
    assert fenced.open_tables() == [] and fenced.has_policies()
