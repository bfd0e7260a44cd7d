"""Reads of organisations: by id, by code, the names a page needs, and the body above."""

from collections.abc import Iterable
from uuid import UUID

from dauys.directory.models import Membership, Organization


def by_code(code: str) -> Organization:
    """Raises Organization.DoesNotExist for a code no loaded pack holds."""
    return Organization.objects.select_related("area").get(code=code)


def by_id(organization_id: UUID) -> Organization:
    return Organization.objects.get(pk=organization_id)


def all_bodies() -> list[Organization]:
    """Every body in the order of the pack."""
    return list(Organization.objects.order_by("position"))


def names(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    wanted = {i for i in ids if i}
    return {o.pk: o.name(language) for o in Organization.objects.filter(pk__in=wanted)} if wanted else {}


def posts_of(user_id: UUID) -> list[Membership]:
    """The posts a user holds, with their bodies."""
    return list(Membership.objects.filter(user=user_id, valid_until__isnull=True).select_related("post__organization"))
