"""Takes a need in: one case, and each line of it a demand of the office that has the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dauys.cases import actions as cases
from dauys.cases.actions import NewParty, NewVoice, Portion
from dauys.cases.models import Obligation
from dauys.directory.cache import areas
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.packs.current import current
from dauys.volunteers.facts import note_line
from dauys.volunteers.models import Line
from dauys.volunteers.offices import office_of
from dauys.volunteers.rules import URGENT

RULE = "volunteer-office"
# How a need comes in, as the channel of its case.
CHANNELS = {"web": "web", "phone": "phone", "desk": "visit", "partner": "email", "import": "api"}


class NoOffice(Exception):
    """No volunteer office works for this place, or the pack has no kind for needs."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """So many people for one piece of work; `work`, `skills` and `language` are codes, the point is in degrees."""

    asked: str  # in words: what they do, and what they bring
    work: str
    people: int
    starts: datetime
    ends: datetime
    lat: float
    lon: float
    min_crew: int = 1
    skills: Sequence[str] = ()
    language: str = ""
    priority: int = 2
    is_shared: bool = False
    notice: str = ""  # what everybody may read of it


def ask(
    *,
    key: UUID,
    text: str,
    lines: Sequence[NewLine],
    area_path: str,
    address: str,
    person: NewParty,
    source: str,
    language: str,
    safety: Sequence[str] = (),
    desk: Organization | None = None,
    identity: str = "none",
    received_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> list[Line]:
    """Files a need with its lines in one transaction; `key` names the form, a second time finds them.

    `desk` is the body of the clerk who takes it in. Raises NoOffice.
    """
    office = office_of(area_path)
    kind = current().need_kind
    if office is None or not kind or not lines:
        raise NoOffice
    with acting(actor):
        if actor.kind == "staff":
            require(actor, "volunteers.take_need")
        first = lines[0]
        filed = cases.file(
            voice=NewVoice(
                channel=CHANNELS[source],
                language=language,
                kind=kind,
                text=text,
                area=areas()[area_path],
                applicant=person,
                identity=identity,
                urgent=any(line.priority >= URGENT for line in lines),
                answer_by="page",
                anonymous=person == NewParty(""),
            ),
            owner=office,
            route_rule=RULE,
            idempotency_key=key,
            confirmed=True,
            desk=desk,
            received_at=received_at,
            actor=actor,
            at=at,
        )
        if filed.obligation is None:
            return _lines_of(filed.case_id)
        row = Obligation.objects.select_related("case", "owner").get(pk=filed.obligation.pk)
        cases.ask_for(obligation=row.pk, asked=first.asked)
        more = [Portion(office, line.asked) for line in lines[1:]]
        rows = [row, *(cases.open_beside(obligation=row.pk, portions=more, actor=actor, at=at) if more else ())]
        made = [
            _open(demand, line, address, safety, source, actor, at) for demand, line in zip(rows, lines, strict=True)
        ]
        for line in made:
            note_line("volunteers.ask", line, actor, at, work=line.work, people=line.capacity, source=source)
        return made


def _lines_of(case_id: UUID) -> list[Line]:
    rows = Line.objects.select_related("obligation__case", "obligation__owner")
    return list(rows.filter(obligation__case=case_id).order_by("obligation__leg"))


def _open(
    demand: Obligation,
    line: NewLine,
    address: str,
    safety: Sequence[str],
    source: str,
    actor: Actor,
    at: datetime,
) -> Line:
    return Line.objects.create(
        obligation=demand,
        source=source,
        work=line.work,
        skills=list(line.skills),
        language=line.language,
        capacity=line.people,
        min_crew=min(line.min_crew, line.people),
        priority=line.priority,
        during=DateTimeTZRange(line.starts, line.ends),
        lat=line.lat,
        lon=line.lon,
        address=address,
        safety=list(safety),
        is_shared=line.is_shared,
        notice=line.notice,
        created_at=at,
    )
