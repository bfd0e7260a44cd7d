"""Reads of accounts: names of staff, the officers of a body, and the state of a second factor."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from dauys.ground.accounts.backends import in_force
from dauys.ground.accounts.models import Authenticator, RecoveryCode, User


def names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of the given users, one statement, none for an empty set."""
    wanted = {i for i in ids if i}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def staff_of(org_path: str, *roles: str) -> list[User]:
    """Active users with one of `roles` granted exactly at `org_path` and in force today, by name."""
    granted = in_force() & Q(grants__org_path=org_path, grants__role__in=roles)
    return list(User.objects.filter(granted, is_active=True).distinct().order_by("name"))


def demo_staff() -> list[User]:
    """Every account with a role, for the demonstration's role switcher."""
    return list(User.objects.filter(is_active=True).prefetch_related("grants").order_by("created_at"))


def authenticator_of(user_id: UUID) -> Authenticator | None:
    """The account's device, confirmed or only begun."""
    return Authenticator.objects.filter(user=user_id).first()


def recovery_codes_left(user_id: UUID) -> int:
    return RecoveryCode.objects.filter(authenticator=user_id, used_at=None).count()
