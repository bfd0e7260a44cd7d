"""Reads of answers: all of a case with ratings and deliveries in one statement, one under the gate."""

from uuid import UUID

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from dauys.answers.models import Answer, Delivery, Rating


def of_case(case_id: UUID) -> dict[UUID, Answer]:
    """Answers by obligation, each with author, approver, rating (or none) and `delivery_rows`. One statement."""
    fields = JSONObject(way="way", at="at", proof="proof", by=F("by__name"))
    rows = (
        Delivery.objects.filter(answer=OuterRef("pk"))
        .order_by()
        .values("answer")
        .annotate(rows=JSONBAgg(fields, order_by="at"))
    )
    found = (
        Answer.objects.filter(obligation__case=case_id)
        .select_related("author", "approver", "rating", "together_with__obligation__case")
        .annotate(delivery_rows=Subquery(rows.values("rows")))
    )
    return {a.obligation_id: a for a in found}


def of_obligation(obligation_id: UUID) -> Answer | None:
    return Answer.objects.select_related("author").filter(obligation=obligation_id).first()


def newest_sent(case_id: UUID) -> Answer | None:
    """The answer of a case that was sent last."""
    return Answer.objects.filter(obligation__case=case_id, state="sent").order_by("-sent_at").first()


def is_rated_so(obligation_id: UUID, *, score: int, solved: str, comment: str) -> bool:
    """Whether the answer was rated with just these words."""
    rows = Rating.objects.filter(answer__obligation=obligation_id, score=score, solved=solved)
    return any(row.comment == comment for row in rows)
