"""Signs staff in by e-mail and password, and loads a user with all grants in one statement."""

import json
from datetime import date
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils.timezone import localdate

from dauys.ground.access.actors import PERSONAL_ROLES, Actor, Grant
from dauys.ground.accounts.grants import in_force
from dauys.ground.accounts.models import Authenticator, RoleGrant, User
from dauys.ground.moment import now


def with_grants() -> Any:
    """Users with their grants in force today as `grant_rows`, in the order they were given, those of whom they stand in
    for as `lent_rows`, and `has_second_factor`."""
    device = Authenticator.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)
    row = JSONObject(role="grants__role", org_path="grants__org_path", area_path="grants__area_path")
    return User.objects.annotate(
        grant_rows=JSONBAgg(row, filter=in_force(localdate(now()), "grants__"), default=[], order_by="grants__id"),
        lent_rows=Subquery(_lent()),
        has_second_factor=Exists(device),
    )


def _lent() -> Any:
    """The grants in force of everybody the user stands in for today, without those that go with the person."""
    today = localdate(now())
    standing = Q(user__deputies__deputy=OuterRef("pk"), user__deputies__valid_from__lte=today)
    standing &= Q(user__deputies__valid_until__gte=today)
    lent = RoleGrant.objects.filter(standing, in_force(today), user__is_active=True).exclude(role__in=PERSONAL_ROLES)
    row = JSONObject(role="role", org_path="org_path", area_path="area_path", lent_by="user_id")
    return (
        lent.order_by().annotate(one=Value(1)).values("one").annotate(rows=JSONBAgg(row, order_by="id")).values("rows")
    )


def actor_of(user: User) -> Actor:
    """The actor a user is; the user must come from `with_grants`."""
    own = [Grant(**row) for row in user.grant_rows]  # type: ignore[attr-defined]
    lent_rows = user.lent_rows or ()  # type: ignore[attr-defined]
    lent = [Grant(**{**row, "lent_by": UUID(row["lent_by"])}) for row in lent_rows]
    return Actor(
        kind="staff",
        id=user.pk,
        name=user.name,
        grants=tuple(dict.fromkeys([*own, *lent])),
        second_factor=user.has_second_factor,  # type: ignore[attr-defined]
    )


class StaffBackend:
    """Django's door to the staff accounts."""

    def authenticate(self, request: HttpRequest | None, username: str = "", password: str = "") -> User | None:
        user = User.objects.filter(email__iexact=username).first()
        if user is None:
            User().set_password(password)  # costs the same as a wrong password, so nobody learns who has an account
            return None
        return user if user.is_active and user.check_password(password) else None

    def get_user(self, user_id: str) -> User | None:
        try:
            key = UUID(str(user_id))
        except ValueError:
            return None
        words, values = _statement(localdate(now()))
        for user in User.objects.raw(words, [key if value == _SOMEBODY else value for value in values]):
            user.grant_rows, user.lent_rows = _rows(user.grant_rows), _rows(user.lent_rows)  # type: ignore[attr-defined]
            return user
        return None


_SOMEBODY = UUID(int=1)


@lru_cache(maxsize=2)
def _statement(day: date) -> tuple[str, tuple[Any, ...]]:
    """What `with_grants` asks for one user on a day, and its values. Django takes several times as long to put it into
    words as the database takes to answer, and every page of staff asks it."""
    rows = with_grants().filter(pk=_SOMEBODY, is_active=True)
    return cast("tuple[str, tuple[Any, ...]]", rows.query.sql_with_params())


def _rows(read: Any) -> Any:
    """JSON, which a statement of our own brings as text."""
    return json.loads(read) if isinstance(read, str) else read
