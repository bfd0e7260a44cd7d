"""Reads of organisations: by id, by code, the names a page needs, and the body above."""

from collections.abc import Iterable
from uuid import UUID

from dauys.directory.models import Organization


def by_code(code: str) -> Organization:
    """Raises Organization.DoesNotExist for a code no loaded pack holds."""
    return Organization.objects.select_related("area").get(code=code)


def by_id(organization_id: UUID) -> Organization:
    return Organization.objects.get(pk=organization_id)


def names(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    wanted = {i for i in ids if i}
    return {o.pk: o.name(language) for o in Organization.objects.filter(pk__in=wanted)} if wanted else {}
