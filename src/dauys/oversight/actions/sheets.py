"""A method sheet from its draft to the version in force; the one before stays readable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.packs.current import current
from dauys.oversight import shelf
from dauys.oversight.access import branch_of
from dauys.oversight.models import Acknowledgement, Sheet, Version
from dauys.oversight.rules import gaps


class StaleSheet(Exception):
    """Somebody saved the draft after this page was opened."""


class AlreadyIssued(Exception):
    """Only a draft is issued, and only what is in force or was is acknowledged."""


class Incomplete(Exception):
    """The words are not whole in these `languages`."""

    def __init__(self, languages: list[str]) -> None:
        super().__init__(", ".join(languages))
        self.languages = languages


def draft(
    *,
    words: Mapping[str, Mapping[str, Any]],
    revision: int,
    actor: Actor,
    at: datetime,
    topic: str = "",
    kind: str = "",
    sheet_id: UUID | None = None,
) -> Version:
    """Keeps the next version of a sheet: of `sheet_id`, or of that for a topic and a kind (empty: for all of them) of
    the actor's branch.

    `words` as in Version; `revision` is that of the draft the page showed, 0 for none. Raises StaleSheet.
    """
    require(actor, "oversight.write_sheets")
    with acting(actor):
        held = Sheet.objects.select_for_update()
        if sheet_id:
            sheet = held.get(pk=sheet_id)
        else:
            about = {"org_path": branch_of(actor), "topic": topic, "kind": kind}
            sheet, _fresh = held.get_or_create(**about, defaults={"id": new_id(at)})
        require(actor, "oversight.write_sheets", sheet)
        row = Version.objects.filter(sheet=sheet, state="draft").first()
        if (row.revision if row else 0) != revision:
            raise StaleSheet
        if row is None:
            last = Version.objects.filter(sheet=sheet).aggregate(last=Max("number"))["last"] or 0
            row = Version(id=new_id(at), sheet=sheet, number=last + 1, revision=0)
        row.words, row.revision = dict(words), row.revision + 1
        row.drafted_by_id, row.drafted_at = actor.user_id, at
        row.save()
        return row


def _held(version: UUID, actor: Actor, permission: str) -> Version:
    """The version with its sheet held against others; raises Version.DoesNotExist and Denied."""
    row = Version.objects.select_related("sheet").get(pk=version)
    Sheet.objects.select_for_update().get(pk=row.sheet_id)
    require(actor, permission, row.sheet)
    return Version.objects.select_related("sheet").get(pk=version)


def issue_sheet(*, version: UUID, revision: int, actor: Actor, at: datetime) -> Version:
    """Puts a draft into force in place of the version before; `revision` is the one that was read.

    Raises StaleSheet, AlreadyIssued, Incomplete.
    """
    with acting(actor):
        row = _held(version, actor, "oversight.write_sheets")
        if row.state != "draft":
            raise AlreadyIssued
        if row.revision != revision:
            raise StaleSheet
        if missing := gaps(row.words, current().languages):
            raise Incomplete(missing)
        Version.objects.filter(sheet=row.sheet_id, state="in_force").update(state="superseded", superseded_at=at)
        row.state, row.issued_by_id, row.issued_at = "in_force", actor.user_id, at
        row.save(update_fields=["state", "issued_by", "issued_at"])
        record("oversight.issue_sheet", actor=actor, at=at, payload={"version": row.pk, "number": row.number})
    shelf.forget()
    return row


def acknowledge_sheet(*, version: UUID, actor: Actor, at: datetime) -> Acknowledgement:
    """Notes, once, that the actor has read a version; raises AlreadyIssued for a draft."""
    with acting(actor):
        row = _held(version, actor, "oversight.read_sheets")
        if row.state == "draft":
            raise AlreadyIssued
        read, fresh = Acknowledgement.objects.get_or_create(version=row, user_id=actor.user_id, defaults={"at": at})
        if fresh:
            record("oversight.acknowledge_sheet", actor=actor, at=at, payload={"version": row.pk})
        return read
