"""Reads of the office: uploads of one's own, the bodies with what stands in their table, and the staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from dauys.cases.models import Obligation
from dauys.cases.rules import HELD_STATES
from dauys.directory.cache import areas, organizations
from dauys.directory.models import Membership, Organization, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import whole_house
from dauys.ground.accounts.grants import not_over
from dauys.ground.accounts.invitations import opened_by, usable
from dauys.ground.accounts.models import Deputy, Invitation, RoleGrant, User
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.office.models import Upload
from dauys.office.staff import Known

PAGE = 50


def upload_of(actor: Actor, upload_id: UUID) -> Upload | None:
    return Upload.objects.filter(pk=upload_id, user=actor.user_id).first()


def bodies() -> list[Organization]:
    """Every body, parents before their children, with its place and `held`, how many posts somebody holds."""
    held = Count("posts__memberships", filter=Q(posts__memberships__valid_until=None))
    rows = Organization.objects.select_related("area").annotate(held=held)
    return sorted(rows, key=lambda body: body.path)


def running() -> QuerySet[RoleGrant]:
    """Grants that hold today or later."""
    return RoleGrant.objects.filter(not_over(localdate(now())))


def known_staff() -> Known:
    """What a table of staff is read against."""
    grants = running().values_list("user", "role", "org_path", "area_path")
    held = Membership.objects.filter(valid_until=None).values_list("user", "post")
    return Known(
        users={user.email.lower(): user for user in User.objects.all()},
        grants=set(grants),
        posts={(p.organization.code, p.code): p for p in Post.objects.select_related("organization")},
        held=set(held),
        bodies=organizations().keys(),
        places=areas().keys(),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the staff by name, and the account after which the next one begins."""

    rows: Sequence[User]
    after: UUID | None


def _staff() -> "Prefetch[str]":
    return Prefetch("grants", running().order_by("id"), to_attr="running_grants")


def staff_page(after: UUID | None = None, size: int = PAGE) -> Page:
    """Who works comes first, by name; each with `running_grants`, `invited_until` and whether a password was set."""
    rows = User.objects.annotate(
        invited_until=Max("invitations__expires_at", filter=Q(invitations__used_at=None))
    ).prefetch_related(_staff())
    before = User.objects.filter(pk=after).first() if after else None
    if before is not None:
        further = Q(name__gt=before.name) | Q(name=before.name, pk__gt=before.pk)
        rows = rows.filter(Q(is_active=before.is_active) & further | Q(is_active__lt=before.is_active))
    found = list(rows.order_by("-is_active", "name", "pk")[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def all_staff() -> list[User]:
    """Every active account with `running_grants` and the codes of its posts, for the table."""
    posts = Prefetch("memberships", Membership.objects.filter(valid_until=None).select_related("post__organization"))
    return list(User.objects.filter(is_active=True).prefetch_related(_staff(), posts).order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff with what the page about them shows."""

    user: User
    grants: list[RoleGrant]
    posts: list[Membership]
    invitation: Invitation | None
    deputies: list[Deputy]
    stands_for: list[Deputy]
    cases: int


@whole_house()
def person(user_id: UUID, at: datetime) -> Person | None:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return None
    today = localdate(at)
    standing = Deputy.objects.filter(Q(user=user) | Q(deputy=user), valid_until__gte=today)
    deputies = list(standing.select_related("user", "deputy").order_by("valid_from", "pk"))
    return Person(
        user=user,
        grants=list(running().filter(user=user).order_by("id")),
        posts=list(user.memberships.filter(valid_until=None).select_related("post__organization")),
        invitation=usable(at).filter(user=user).order_by("-created_at").first(),
        deputies=[d for d in deputies if d.user_id == user.pk],
        stands_for=[d for d in deputies if d.deputy_id == user.pk],
        cases=Obligation.objects.filter(assignee=user, state__in=HELD_STATES).count(),
    )


OFFICE_VERBS = (
    "accounts.add_staff", "accounts.change_staff", "accounts.grant", "accounts.end_grant", "accounts.end_staff",
    "accounts.bring_back",
    "accounts.invite", "accounts.accept_invitation", "accounts.name_deputy", "accounts.end_deputy",
    "accounts.turn_on_second_factor", "accounts.turn_off_second_factor", "accounts.reset_second_factor",
    "accounts.change_password", "accounts.bind_provider",
    "accounts.add_passkey", "accounts.remove_passkey", "accounts.doubt_passkey",
    "directory.load", "directory.appoint", "directory.dismiss", "directory.make_body", "directory.change_body",
    "office.confirm_bodies", "office.confirm_staff", "office.send_test_mail", "rooms.switch_off", "rooms.switch_on",
    "files.infect",
)  # fmt: skip


def told(before: int | None = None, size: int = PAGE) -> tuple[list[Entry], int | None]:
    """What was done to the office, newest first, and the entry before which the next page begins."""
    rows = Entry.objects.filter(case_id__isnull=True, verb__in=OFFICE_VERBS).order_by("-id")
    found = list((rows.filter(pk__lt=before) if before else rows)[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def invited(token: str, at: datetime) -> User | None:
    """Whose letter holds this token, while it can still be used."""
    row = opened_by(token, at).select_related("user").first()
    return row.user if row else None


def posts_by_body() -> dict[str, list[Post]]:
    """Every post under the code of its body. One statement."""
    found: dict[str, list[Post]] = {}
    for post in Post.objects.select_related("organization").order_by("organization__path", "code"):
        found.setdefault(post.organization.code, []).append(post)
    return found


def colleagues(user_id: UUID) -> list[User]:
    """Who may stand in for somebody: every other active account, by name."""
    return list(User.objects.filter(is_active=True).exclude(pk=user_id).order_by("name", "pk"))
