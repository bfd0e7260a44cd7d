"""Reads of answers and hearings: all of a case in one statement, and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from dauys.answers.models import Answer, Attachment, Delivery, Hearing, Rating, Signature
from dauys.answers.rules import BY_HAND
from dauys.answers.waiting import signing_state, waiting_of
from dauys.cases.models import Obligation
from dauys.cases.queries import json_rows, made_once, visible_to
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.files.models import StoredFile
from dauys.ground.files.scanning import marked
from dauys.ground.messages.queries import not_arrived

# Columns of a leg that who asks has read already: each costs the making of the statement.
_KNOWN = [f.name for f in Obligation._meta.concrete_fields if f.name not in ("id", "case", "leg")]


@dataclass(frozen=True, slots=True)
class Dealings:
    """What was done on a case: answers by obligation, each with author, approver, rating (or none) and
    `delivery_rows`; and hearings, the newest first, as rows of their columns with moments parsed."""

    answers: Mapping[UUID, Answer]
    hearings: Sequence[Mapping[str, Any]]


def dealings(case_id: UUID) -> Dealings:
    """All answers and hearings of a case. One statement."""
    legs = (
        Obligation.objects.defer(*_KNOWN)
        .filter(case=case_id)
        .select_related(
            "answer__author", "answer__approver", "answer__rating", "answer__together_with__obligation__case"
        )
        .annotate(
            delivery_rows=made_once(_deliveries),
            hearing_rows=made_once(_hearings),
            signature_rows=made_once(_signatures),
            file_rows=made_once(_files),
        )
        .order_by("-leg")
    )
    answers, hearings = {}, []
    for leg in legs:
        if (answer := getattr(leg, "answer", None)) is not None:
            answer.delivery_rows, answers[leg.pk] = leg.delivery_rows, answer
            answer.file_rows = [marked(row) for row in leg.file_rows or ()]
            answer.signature_rows = [row for row in leg.signature_rows or () if row["counts"]]
        hearings += [{**row, "leg": leg.leg, **_moments(row)} for row in leg.hearing_rows or ()]
    return Dealings(answers, hearings)


def _deliveries() -> Subquery:
    fields = JSONObject(way="way", at="at", proof="proof", by=F("by__name"))
    return json_rows(Delivery.objects.filter(answer__obligation=OuterRef("pk")), "answer", fields, "at")


def _files() -> Subquery:
    """What was put to the answer, or to the main answer it was sent together with."""
    fields = JSONObject(id="file_id", name=F("file__name"), verdict=F("file__verdict"))
    main = Answer.objects.filter(obligation=OuterRef(OuterRef("pk"))).values("together_with")
    own = Q(answer__obligation=OuterRef("pk")) | Q(answer__in=main)
    return json_rows(Attachment.objects.filter(own), "answer", fields, "file__created_at")


def files_of(answer: Answer) -> list[dict[str, Any]]:
    """The files of an answer as a page shows them, each with what the check for viruses says. One statement."""
    rows = Attachment.objects.filter(answer__in=_own(answer)).order_by("file__created_at")
    return [marked(row) for row in rows.values(id=F("file_id"), name=F("file__name"), verdict=F("file__verdict"))]


def file_of(answer: Answer, file_id: UUID) -> StoredFile | None:
    """A file of an answer, for its download; the caller has asked for the permission."""
    return StoredFile.objects.filter(pk__in=Attachment.objects.filter(answer__in=_own(answer), file=file_id)).first()


def _own(answer: Answer) -> list[UUID]:
    return [pk for pk in (answer.pk, answer.together_with_id) if pk]


def sent_with_file(case_id: UUID, file_id: UUID) -> StoredFile | None:
    """A file of one of the sent answers of a case, for who may read all of them."""
    sent = Answer.objects.filter(obligation__case=case_id, state="sent")
    own = Q(answer__in=sent.values("pk")) | Q(answer__in=sent.values("together_with"))
    return StoredFile.objects.filter(pk__in=Attachment.objects.filter(own, file=file_id)).first()


def _signatures() -> Subquery:
    as_it_stands = Q(revision=F("answer__revision"), returns=F("answer__returns"))
    counts = Case(When(as_it_stands, then=Value(True)), default=Value(False))
    fields = JSONObject(role="role", at="at", by=F("by__name"), instead_of=F("instead_of__name"), counts=counts)
    return json_rows(Signature.objects.filter(answer__obligation=OuterRef("pk")), "answer", fields, "at")


def to_sign(actor: Actor) -> list[Obligation]:
    """Submitted answers the actor sees, each with `waiting`: who wrote it and who signed; those that end first come
    first, at most 200. One statement."""
    rows = visible_to(actor).filter(state="in_approval").annotate(signing=made_once(signing_state))
    found = rows.select_related("case__voice", "case__registered_at_org", "assignee", "answer")
    seen: list[Obligation] = []
    for row in found.order_by("due_at", "id")[:200]:
        row.waiting = waiting_of(row.signing)  # type: ignore[attr-defined]
        if row.waiting and allows(actor, "answers.sign", row):  # type: ignore[attr-defined]
            seen.append(row)
    return seen


def _hearings() -> Subquery:
    columns = ("id", "state", "starts_at", "place", "about", "came", "began_at", "ended_at", "participants", "said")
    fields = JSONObject(
        **{name: name for name in (*columns, "remarks", "signed_at")},
        secretary_name=F("secretary__name"), chair_name=F("chair__name"),
    )  # fmt: skip
    return json_rows(Hearing.objects.filter(obligation=OuterRef("pk")), "obligation", fields, "-starts_at")


def _moments(row: Mapping[str, Any]) -> dict[str, datetime | None]:
    return {name: datetime.fromisoformat(row[name]) if row[name] else None for name in ("starts_at", "signed_at")}


def to_hand_over(actor: Actor, since: datetime) -> list[Obligation]:
    """Answers that a person of the body still has to bring: asked for by phone or post and sent since `since`, or
    whose message did not arrive; the oldest first, at most 200. One statement."""
    sent = Answer.objects.filter(state="sent", sent_at__gte=since, obligation__case__answer_by__in=BY_HAND)
    wanted = sent.order_by().values_list("pk", flat=True).union(not_arrived("answer"))
    brought = Delivery.objects.filter(answer=OuterRef("answer"), way__in=BY_HAND)
    rows = visible_to(actor).filter(~Exists(brought), answer__in=wanted, state__in=("answered", "closed"))
    found = rows.select_related("case__voice", "case__registered_at_org", "assignee").order_by("answered_at", "id")
    return [row for row in found[:200] if allows(actor, "answers.read_out", row)]


def of_case(case_id: UUID) -> Mapping[UUID, Answer]:
    """The answers of a case by obligation. One statement."""
    return dealings(case_id).answers


def open_hearing(obligation_id: UUID) -> Hearing | None:
    """The hearing of an obligation that the person is invited to, or whose protocol is not signed yet."""
    return Hearing.objects.filter(obligation=obligation_id, state__in=["invited", "written"]).first()


def hearing(hearing_id: UUID) -> Hearing | None:
    names = {"secretary_name": F("secretary__name"), "chair_name": F("chair__name")}
    return Hearing.objects.annotate(**names).filter(pk=hearing_id).first()


def of_obligation(obligation_id: UUID) -> Answer | None:
    return Answer.objects.select_related("author", "approver").filter(obligation=obligation_id).first()


def newest_sent(case_id: UUID) -> Answer | None:
    """The answer of a case that was sent last."""
    return Answer.objects.filter(obligation__case=case_id, state="sent").order_by("-sent_at").first()


def is_rated_so(obligation_id: UUID, *, score: int, solved: str, comment: str, reasons: Sequence[str]) -> bool:
    """Whether the answer was rated with just these words."""
    rows = Rating.objects.filter(answer__obligation=obligation_id, score=score, solved=solved)
    return any(row.comment == comment and row.reasons.split() == list(reasons) for row in rows)
