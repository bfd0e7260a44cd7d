"""Reads of method sheets: those in force with who read them, drafts, and one version with the others of its sheet."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, allows, require
from dauys.oversight.models import Acknowledgement, Version


def listed(actor: Actor) -> list[Version]:
    """Versions in force that are for the actor, and the drafts they may write; each with `readers` and `read`.
    One statement."""
    own = Acknowledgement.objects.filter(version=OuterRef("pk"), user=actor.id)
    rows = Version.objects.exclude(state="superseded").select_related("sheet", "drafted_by", "issued_by")
    rows = rows.annotate(readers=Count("acknowledgements"), read=Exists(own))
    rows = rows.order_by("sheet__topic", "sheet__kind", "sheet__org_path", "number")
    return [row for row in rows if allows(actor, _permission(row), row.sheet)]


def _permission(row: Version) -> str:
    return "oversight.write_sheets" if row.state == "draft" else "oversight.read_sheets"


def version_for(actor: Actor, version: UUID) -> Version:
    """One version, with `read`; raises Denied also for what is not there."""
    own = Acknowledgement.objects.filter(version=OuterRef("pk"), user=actor.id)
    rows = Version.objects.select_related("sheet", "drafted_by", "issued_by").annotate(
        read=Exists(own), readers=Count("acknowledgements")
    )
    row = rows.filter(pk=version).first()
    if row is None:
        raise Denied("oversight.read_sheets")
    require(actor, _permission(row), row.sheet)
    return row


def others_of(row: Version) -> Sequence[Version]:
    """The issued versions of its sheet, the newest first. One statement."""
    return list(Version.objects.filter(sheet=row.sheet_id).exclude(state="draft").order_by("-number"))


def draft_of(row: Version) -> Version | None:
    """The draft of its sheet."""
    return Version.objects.select_related("sheet").filter(sheet=row.sheet_id, state="draft").first()
