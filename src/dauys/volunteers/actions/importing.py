"""Writes people of a table down by the thousand, each once: kept for a look before, or read by a command."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from dauys.core.folding import fold
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.volunteers.actions.copying import copy_in
from dauys.volunteers.actions.groups import GroupFull
from dauys.volunteers.actions.people import columns_of, key_of
from dauys.volunteers.links import link_key
from dauys.volunteers.models import Group, Held, Import, Place, Volunteer
from dauys.volunteers.people import NewVolunteer
from dauys.volunteers.people_tables import Brought, as_text, table_of

AT_ONCE = 2_000  # people of one statement
_LOCK = 0x64617579_70656F70


@dataclass(frozen=True, slots=True)
class Added:
    """How many people were written down, and how many of the table were there already."""

    added: int = 0
    here: int = 0

    def __add__(self, other: "Added") -> "Added":
        return Added(self.added + other.added, self.here + other.here)


def keep_people(*, table: Brought, office: Organization, group: Group | None, actor: Actor, at: datetime) -> UUID:
    """Keeps a table, sealed, until somebody has looked at what it would do."""
    row = Import(id=new_id(at), office=office, group=group, user_id=actor.user_id, created_at=at)
    require(actor, "volunteers.import", row)
    row.wrong = len(table.wrong)
    row.content = as_text(table)
    with acting(actor):
        row.save()
    return row.pk


def import_people(*, key: UUID, actor: Actor, at: datetime) -> Import:
    """Writes everybody of a kept table down, all or nobody; a second time changes nothing. Raises GroupFull, and
    Import.DoesNotExist for a table of somebody else."""
    with acting(actor):
        row = (
            Import.objects.select_for_update(of=("self",))
            .select_related("office__area", "group")
            .get(pk=key, user=actor.user_id)
        )
        require(actor, "volunteers.import", row)
        if row.done_at is not None:
            return row
        table = table_of(row)
        with connection.cursor() as cursor:  # of two at once the second finds whom the first has written
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        writer = Writer(office=row.office, group=row.group, actor=actor, at=at)
        people = [person for _line, person in table.people]
        done = sum((writer.write(part) for part in _portions(people)), Added())
        if row.group and Volunteer.objects.filter(group=row.group).exclude(state="left").count() > row.group.most:
            raise GroupFull
        row.content = as_text(replace(table, people=()))
        row.added, row.here, row.done_at = done.added, done.here, at
        row.save()
        note_import(office=row.office, done=done, wrong=row.wrong, actor=actor, at=at)
        return row


def note_import(*, office: Organization, done: Added, wrong: int, actor: Actor, at: datetime) -> None:
    """Journals how many people of a table were written down."""
    counts = {"added": done.added, "here": done.here, "wrong": wrong}
    record("volunteers.import", actor=actor, at=at, organization_id=office.pk, payload=counts)


def forget_tables(*, before: datetime) -> int:
    """What tables said is gone a day later: of those that were imported the counts stay, the others go."""
    gone = Import.objects.filter(created_at__lt=before, done_at=None).delete()[0]
    return gone + Import.objects.filter(done_at__lt=before, content__isnull=False).update(content="")


def _portions(people: Sequence[NewVolunteer]) -> Iterable[Sequence[NewVolunteer]]:
    return (people[at : at + AT_ONCE] for at in range(0, len(people), AT_ONCE))


class Writer:
    """Writes people of one office down, a portion at a time, each in its own transaction or in that of the caller."""

    def __init__(self, *, office: Organization, group: Group | None, actor: Actor, at: datetime) -> None:
        self._office, self._group, self._at = office, group, at
        self._by = actor.id if actor.kind == "staff" else None
        self._nameless: set[tuple[str, date]] | None = None  # who gave no contact, read once it matters

    def write(self, people: Sequence[NewVolunteer]) -> Added:
        """Whoever is there already, by contact, name and day of birth, is left as they are."""
        for _try in range(3):
            try:
                with transaction.atomic():
                    return self._written(people)
            except IntegrityError as error:  # somebody signed up by themselves this very moment
                if "volunteer_once" not in str(error):
                    raise
        raise IntegrityError("the same people keep being written by others")

    def _written(self, people: Sequence[NewVolunteer]) -> Added:
        keys = [key_of(person=person) for person in people]
        known = Volunteer.objects.filter(person_key__in=[key for key in keys if key], state__in=["active", "paused"])
        there = {bytes(key) for key in known.values_list("person_key", flat=True) if key}
        new = []
        for person, key in zip(people, keys, strict=True):
            if key in there if key else self._is_there(person):
                continue
            if key:
                there.add(key)
            new.append(person)
        self._copy(new)
        return Added(len(new), len(people) - len(new))

    def _is_there(self, person: NewVolunteer) -> bool:
        """Who gave no contact is known by name and day of birth within the office."""
        if self._nameless is None:
            rows = Volunteer.objects.filter(office=self._office, person_key=None).exclude(state="left")
            self._nameless = {(fold(name), born) for name, born in rows.values_list("name", "born_on") if born}
        key = (fold(person.name), person.born_on)
        if key in self._nameless:
            return True
        self._nameless.add(key)
        return False

    def _copy(self, people: Sequence[NewVolunteer]) -> None:
        at = self._at
        volunteers, places, held = [], [], []
        for person in people:
            pk = new_id(at)
            volunteers.append(
                Volunteer(
                    **columns_of(person=person), id=pk, office=self._office, group=self._group, source="import",
                    state="active", link_key=link_key(pk, "volunteer"), registered_by_id=self._by, created_at=at,
                    changed_at=at,
                )
            )  # fmt: skip
            places += [
                Place(id=new_id(at), volunteer_id=pk, position=n, area_path=p.area_path, lat=p.lat, lon=p.lon,
                      radius_km=p.radius_km)
                for n, p in enumerate(person.places)
            ]  # fmt: skip
            held += [Held(id=new_id(at), volunteer_id=pk, skill=code, evidence=e) for code, e in person.skills.items()]
        for rows in (volunteers, places, held):
            copy_in(rows=rows)
