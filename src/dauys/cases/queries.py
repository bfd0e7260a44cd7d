"""The only reads of cases others may use: the gate to one, the lists an actor may see, and a person's tracking view."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from dauys.cases.models import (
    DONE_STATES,
    Case,
    ClockEvent,
    Export,
    Extension,
    Hold,
    Obligation,
    Party,
    Question,
    Repeat,
    Supporter,
)
from dauys.cases.rules import OPEN_STATES
from dauys.core.case_numbers import ParsedNumber, format_number
from dauys.core.tracking_codes import encode, normalize
from dauys.directory.cache import organizations
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import open_to, whole_house
from dauys.ground.access.permissions import Denied, require
from dauys.ground.accounts.models import User
from dauys.ground.files.models import StoredFile
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.packs.current import current
from dauys.ground.sealed.seal import keyed_digest, lookup_keys


def number_of(case: Case) -> str:
    """The registration number as people read it: KZ-2026-0004817-5."""
    return format_number(current().info.number_prefix, case.year, case.serial)


def tracking_code(case: Case) -> str:
    """The secret that opens the case for its author. Derived, never stored; a new generation replaces it."""
    return encode(keyed_digest("tracking", str(case.pk), str(case.code_generation)))


def supporter_code(supporter: Supporter) -> str:
    """The secret by which somebody who joined a case follows it. Derived, never stored."""
    return supporter_codes([supporter.pk])[supporter.pk]


def supporter_codes(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The code of each who joined; it depends on nothing but who it is."""
    return {pk: encode(keyed_digest("tracking", "supporter", str(pk))) for pk in ids}


def supporter_by_code(case: Case, code: str) -> Supporter | None:
    """Who joined the case and has this code; raises BadCode for what is no code."""
    keys = lookup_keys(normalize(code), what="supporter")
    with whole_house():
        return Supporter.objects.filter(case=case, code_key__in=keys).first()


def open_members(obligation: Obligation) -> list[UUID]:
    """First demands, still open and of the same body, of the cases grouped under the case of an obligation."""
    rows = Obligation.objects.filter(case__main=obligation.case_id, owner=obligation.owner_id, reopens__isnull=True)
    return list(rows.filter(state__in=OPEN_STATES).order_by("pk").values_list("pk", flat=True))


@whole_house()
def supporter_by_key(idempotency_key: UUID) -> Supporter | None:
    return Supporter.objects.filter(idempotency_key=idempotency_key).exclude(code_key=None).first()


@whole_house()
def supporter(supporter_id: UUID) -> Supporter | None:
    """Who joined a case, unless erased."""
    return Supporter.objects.filter(pk=supporter_id).exclude(code_key=None).first()


def supporters_to_tell(case_id: UUID) -> list[Supporter]:
    """Who joined a case and can be reached, oldest first. Contacts come opened."""
    return list(Supporter.objects.filter(case=case_id).exclude(code_key=None).order_by("joined_at"))


def visible_to(actor: Actor) -> QuerySet[Obligation]:
    """Obligations the actor may see: of bodies and places their grants cover, or registered at their desk."""
    if actor.kind != "staff":
        return Obligation.objects.none()
    grants = [grant for grant in actor.grants if grant.role != "administrator"]
    if not grants:
        return Obligation.objects.none()
    scope = Q()
    for grant in grants:
        scope |= Q(owner_path__startswith=grant.org_path) & Q(area_path__startswith=grant.area_path)
        if grant.role == "clerk":
            scope |= Q(case__registered_at_org__path__startswith=grant.org_path)
    return Obligation.objects.filter(scope)


def get_for(actor: Actor, obligation_id: UUID, permission: str, *beside: str) -> Obligation:
    """The obligation with its case and words, if the actor may do `permission` to it; raises Denied, also if absent.
    `beside` names what an upper room keeps of it and reads along."""
    read = ("case__voice", "case__registered_at_org", "case__area", "owner", "assignee", *beside)
    row = Obligation.objects.select_related(*read).filter(pk=obligation_id).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    open_to(row.case_id)
    return row


def json_rows(rows: QuerySet[Any], link: str, fields: JSONObject, order: str) -> Subquery:
    """As an annotation, the rows that belong to the outer one by `link`, as one array of objects; None without any."""
    of_one = rows.order_by().values(link).annotate(rows=JSONBAgg(fields, order_by=order))
    return Subquery(of_one.values("rows"))


def made_once(make: Callable[[], Subquery]) -> RawSQL:
    """An annotation of obligations that is the same for every reader: its SQL is made once a process, for making it
    costs a page more than the database needs to answer it. The obligations must not be a part of another query."""
    return RawSQL(*_made(make), output_field=JSONField())  # noqa: S611  # nosec B611  made by Django itself


@cache
def _made(make: Callable[[], Subquery]) -> tuple[str, tuple[Any, ...]]:
    sql, params = Obligation.objects.order_by().annotate(made=make()).values("made").query.sql_with_params()
    before, after = "SELECT ", ' AS "made" FROM "cases_obligation"'
    if not (sql.startswith(before) and sql.endswith(after)):
        raise ValueError(f"not one column of one table: {sql}")
    return sql[len(before) : -len(after)], params


def _parties() -> Any:
    fields = JSONObject(
        id="id",
        role="role",
        name="name",
        has_phone=Q(phone_key__isnull=False),
        has_email=Q(email_key__isnull=False),
        consent="consent",
    )
    return json_rows(Party.objects.filter(case=OuterRef("case")), "case", fields, "role")


def _files() -> Any:
    fields = JSONObject(id="id", name="name", media_type="media_type", size="size", verdict="verdict")
    return json_rows(StoredFile.objects.filter(holder=OuterRef("case")), "holder", fields, "created_at")


def _messages() -> Any:
    fields = JSONObject(channel="channel", state="state", created_at="created_at", once="once")
    return json_rows(Message.objects.filter(case_id=OuterRef("case")), "case_id", fields, "created_at")


def _questions() -> Any:
    fields = JSONObject(
        id="id", text="text", end="end", reply="reply", asked_at="asked_at", ended_at="ended_at",
        asked_by=F("asked_by__name"), ended_by=F("ended_by__name"),
    )  # fmt: skip
    return json_rows(Question.objects.filter(obligation=OuterRef("pk")), "obligation", fields, "asked_at")


def _extensions() -> Any:
    fields = JSONObject(
        id="id", until="until", because="because", state="state", asked_at="asked_at", decided_at="decided_at",
        asked_by_id="asked_by", asked_by=F("asked_by__name"), decided_by=F("decided_by__name"),
        refused_because="refused_because",
    )  # fmt: skip
    return json_rows(Extension.objects.filter(obligation=OuterRef("pk")), "obligation", fields, "asked_at")


def clock_moves(row: Obligation) -> list[ClockEvent]:
    """What happened to the clock of an obligation, in its order."""
    return list(row.clock_events.order_by("id"))


def open_question(obligation_id: UUID) -> Question | None:
    """What the person is asked for now."""
    return Question.objects.filter(obligation=obligation_id, end="").first()


def asked_extension(obligation_id: UUID) -> Extension | None:
    """The longer term that waits for a decision."""
    return Extension.objects.select_related("asked_by").filter(obligation=obligation_id, state="asked").first()


@whole_house()
def newest_owner(case_id: UUID) -> Organization | None:
    """The body that has a case, or had it last."""
    row = Obligation.objects.select_related("owner").filter(case=case_id).order_by("-leg").first()
    return row.owner if row else None


def _linked(actor: Actor) -> dict[str, Any]:
    """Of a case's link to others only what the actor may see: whether the one it is about, whether the one it repeats,
    the complaints, and which later cases repeat it."""
    first = visible_to(actor).filter(leg=1)
    fields = JSONObject(id=F("case"), year=F("case__year"), serial=F("case__serial"))
    complaints = first.filter(case__about=OuterRef("case"))
    return {
        "sees_about": Exists(first.filter(case=OuterRef("case__about"))),
        "complaint_rows": json_rows(complaints, "case__about", fields, "case__serial"),
        "sees_earlier": Exists(first.filter(case__repeats__case=OuterRef("case"))),
        "later_rows": json_rows(
            first.filter(case__repeat__earlier=OuterRef("case")), "case__repeat__earlier", fields, "case__serial"
        ),
    }


def _repeat() -> Any:
    fields = JSONObject(id=F("earlier"), year=F("earlier__year"), serial=F("earlier__serial"), reason="reason")
    return json_rows(Repeat.objects.filter(case=OuterRef("case")), "case", fields, "at")


def _later() -> Any:
    fields = JSONObject(id=F("case"), year=F("case__year"), serial=F("case__serial"), reason="reason")
    return json_rows(Repeat.objects.filter(earlier=OuterRef("case")), "earlier", fields, "case__serial")


def _holds() -> Any:
    fields = JSONObject(reason="reason", since_at="since")
    return json_rows(Hold.objects.filter(case=OuterRef("case"), ended_at=None), "case", fields, "since")


def _count(of: str) -> Any:
    rows = {
        "members": Case.objects.filter(main=OuterRef("case")),
        "supporters": Supporter.objects.filter(case=OuterRef("case")),
    }
    return Subquery(rows[of].order_by().annotate(n=Func(Value(1), function="COUNT")).values("n"))


def case_for(actor: Actor, case_id: UUID, permission: str = "cases.view") -> list[Obligation]:
    """All obligations of a case, first leg first, each with case, its main case and words; on the first also
    `party_rows`, `file_rows`, `message_rows`, and how many `members` and `supporters` the case has; on each
    `question_rows` and `extension_rows`, and `hold_rows`, which has one while the case is kept beyond its term.

    Raises Denied unless the actor may do `permission` to at least one of them. One statement.
    """
    rows: list[Obligation] = list(
        Obligation.objects.select_related(
            "case__voice",
            "case__registered_at_org",
            "case__registered_by",
            "case__main",
            "case__about",
            "assignee",
            "demand",
        )
        .filter(case=case_id)
        .annotate(
            party_rows=made_once(_parties),
            file_rows=made_once(_files),
            message_rows=made_once(_messages),
            question_rows=made_once(_questions),
            extension_rows=made_once(_extensions),
            repeat_rows=made_once(_repeat),
            hold_rows=made_once(_holds),
            members=_count("members"),
            supporters=_count("supporters"),
            **_linked(actor),
        )
        .order_by("leg")
    )
    if not rows:
        raise Denied(permission)
    for row in rows:
        try:
            require(actor, permission, row)
        except Denied:
            continue
        open_to(case_id)
        return rows
    raise Denied(permission)


def timeline(case_id: UUID) -> list[Entry]:
    """The entries of a case, oldest first, each with `actor_name` if a member of staff acted. One statement."""
    name = Subquery(User.objects.filter(pk=OuterRef("actor_id")).values("name"))
    return list(Entry.objects.filter(case_id=case_id).annotate(actor_name=name).order_by("id")[:300])


def by_number(parsed: ParsedNumber) -> Case | None:
    """The case with this serial, if year and check digit agree."""
    case = Case.objects.filter(serial=parsed.serial).first()
    return case if case and parsed.fits(case.year) else None


def opened(case_id: UUID) -> list[Obligation]:
    """All obligations of a case its author has opened, with words, each with `party_rows`, `file_rows`, `question_rows`
    and `extension_rows`; the caller has checked number and code."""
    open_to(case_id)
    return list(
        Obligation.objects.select_related("case__voice", "owner", "demand")
        .filter(case=case_id)
        .annotate(
            party_rows=made_once(_parties),
            file_rows=made_once(_files),
            question_rows=made_once(_questions),
            extension_rows=made_once(_extensions),
            repeat_rows=made_once(_repeat),
            later_rows=made_once(_later),
        )
        .order_by("leg")
    )


@whole_house()
def newest_cases(limit: int) -> list[Case]:
    """The cases registered last, newest first, each with words, place, the `kind` and `owner_code` of its first
    demand, and whether somebody speaks for the applicant (`represented`). One statement."""
    first = Obligation.objects.filter(case=OuterRef("pk"), leg=1)
    speaks = Party.objects.filter(case=OuterRef("pk"), role="representative")
    rows = Case.objects.select_related("voice", "area").annotate(
        kind=Subquery(first.values("kind")),
        owner_code=Subquery(first.values("owner__code")),
        represented=Exists(speaks),
    )
    return list(rows.order_by("-serial")[:limit])


@whole_house()
def settled_cases(limit: int) -> list[tuple[UUID, str, str, str, str, str, datetime]]:
    """What was decided of the cases settled last, whose words are still there: case, text, topic, code of the body,
    place, kind, when received. One statement."""
    rows = Obligation.objects.filter(state__in=DONE_STATES, leg=1).exclude(case__voice__text="")
    found = rows.order_by("-changed_at", "-id").values_list(
        "case", "case__voice__text", "case__topic", "owner__code", "area_path", "kind", "received_at"
    )
    return list(found[:limit])


def by_key(idempotency_key: UUID) -> Case | None:
    return Case.objects.filter(idempotency_key=idempotency_key).first()


def applicant_name(case_id: UUID) -> str:
    """Whose case it is."""
    return Party.objects.filter(case=case_id, role="applicant").values_list("name", flat=True).first() or ""


def contact_party(case_id: UUID) -> Party | None:
    """Who is written to: the representative if there is one, else the applicant. Contacts come opened."""
    parties = {p.role: p for p in Party.objects.filter(case=case_id)}
    return parties.get("representative") or parties.get("applicant")


def way_to(case: Case) -> tuple[str, str]:
    """Channel and address by which who is written to is told of something; an empty address: there is no way."""
    party = contact_party(case.pk)
    if party is None:
        return "", ""
    if party.email and (case.answer_by == "email" or not party.phone):
        return "mail", party.email
    return "sms", party.phone


def registered_by(actor: Actor, since: datetime, limit: int = 100) -> list[Obligation]:
    """What this clerk registered since `since`, newest first."""
    return list(
        Obligation.objects.select_related("case__voice", "owner")
        .filter(case__registered_by=actor.id, case__serial__isnull=False, leg=1, case__id__gte=_floor(since))
        .order_by("-case__serial")[:limit]
    )


def exports_of(actor: Actor) -> list[Export]:
    """The actor's own tables, newest first."""
    return list(Export.objects.filter(user=actor.id).order_by("-asked_at")[:20])


def export_of(actor: Actor, export_id: UUID) -> Export | None:
    """One of the actor's own tables."""
    return Export.objects.filter(pk=export_id, user=actor.id).first()


def bodies_below(path: str) -> list[UUID]:
    """The ids of the body at `path` and of those below it; an empty path means all. No statement."""
    return [body.pk for body in organizations().values() if body.path.startswith(path)]


def _floor(since: datetime) -> UUID:
    """The smallest id a case made at or after `since` can have: ids begin with their millisecond."""
    return UUID(int=int(since.timestamp() * 1000) << 80)
