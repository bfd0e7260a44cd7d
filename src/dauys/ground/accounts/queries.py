"""Reads of accounts: names of staff, the officers of a body, the state of a second factor, passkeys, open sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from dauys.ground.accounts.grants import in_force
from dauys.ground.accounts.models import Authenticator, Passkey, RecoveryCode, RoleGrant, SignIn, User
from dauys.ground.moment import now


def names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of the given users, one statement, none for an empty set."""
    wanted = {i for i in ids if i}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def staff_of(org_path: str, *roles: str) -> list[User]:
    """Active users with one of `roles` granted exactly at `org_path` and in force today, by name."""
    granted = in_force(localdate(now()), "grants__") & Q(grants__org_path=org_path, grants__role__in=roles)
    return list(User.objects.filter(granted, is_active=True).distinct().order_by("name"))


@dataclass(frozen=True, slots=True)
class Holder:
    """An active member of staff with one of their own roles, where it holds."""

    user_id: UUID
    name: str
    role: str
    org_path: str
    area_path: str

    def covers(self, org_path: str, area_path: str) -> bool:
        return org_path.startswith(self.org_path) and area_path.startswith(self.area_path)


def holders(org_paths: Iterable[str], roles: Iterable[str]) -> list[Holder]:
    """Who holds one of `roles` today at one of the bodies or above it, by name. One statement, none for nothing."""
    above = {"/".join(parts[:n]) + "/" for parts in (path.strip("/").split("/") for path in org_paths) for n in
             range(1, len(parts) + 1)}  # fmt: skip
    wanted = set(roles)
    if not above or not wanted:
        return []
    rows = RoleGrant.objects.filter(in_force(localdate(now())), user__is_active=True, role__in=wanted)
    rows = rows.filter(org_path__in={"", *above}).order_by("user__name", "user_id", "pk")
    return [Holder(*row) for row in rows.values_list("user_id", "user__name", "role", "org_path", "area_path")]


def demo_staff() -> list[User]:
    """Every account with a role, for the demonstration's role switcher."""
    return list(User.objects.filter(is_active=True).prefetch_related("grants").order_by("created_at"))


def authenticator_of(user_id: UUID) -> Authenticator | None:
    """The account's device, confirmed or only begun."""
    return Authenticator.objects.filter(user=user_id).first()


def recovery_codes_left(user_id: UUID) -> int:
    return RecoveryCode.objects.filter(authenticator=user_id, used_at=None).count()


def passkeys_of(user_id: UUID) -> list[Passkey]:
    """The account's passkeys, the oldest first."""
    return list(Passkey.objects.filter(user=user_id).order_by("created_at", "pk"))


def has_passkeys(user_id: UUID) -> bool:
    return Passkey.objects.filter(user=user_id).exists()


def sign_ins_over(at: datetime) -> QuerySet[SignIn]:
    """Those that ended by themselves: unused for too long, or begun too long ago. With the idle limit off, none."""
    if not settings.IDLE_MINUTES:
        return SignIn.objects.none()
    idle = Q(seen_at__lte=at - timedelta(minutes=settings.IDLE_MINUTES))
    return SignIn.objects.filter(idle | Q(began_at__lte=at - timedelta(seconds=settings.SESSION_COOKIE_AGE)))


def sign_ins_of(user_id: UUID, at: datetime) -> list[SignIn]:
    """Where the account is signed in, the one used last first. One statement."""
    is_open = Exists(Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at))
    over = Q(pk__in=sign_ins_over(at).filter(user=user_id))
    rows = SignIn.objects.filter(is_open, ~over, user=user_id, generation=F("user__session_generation"))
    return list(rows.order_by("-seen_at", "-pk")[:50])
