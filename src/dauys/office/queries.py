"""Reads of the office: an upload of one's own, and the bodies with what stands in their table."""

from uuid import UUID

from django.db.models import Count, Q

from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.office.models import Upload


def upload_of(actor: Actor, upload_id: UUID) -> Upload | None:
    return Upload.objects.filter(pk=upload_id, user=actor.user_id).first()


def bodies() -> list[Organization]:
    """Every body, parents before their children, with its place and `held`, how many posts somebody holds."""
    held = Count("posts__memberships", filter=Q(posts__memberships__valid_until=None))
    rows = Organization.objects.select_related("area").annotate(held=held)
    return sorted(rows, key=lambda body: body.path)
