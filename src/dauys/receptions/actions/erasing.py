"""Takes people and words out of visits: with their case, or after a while where no case came of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.receptions.models import Instruction, Protocol, Visit, Visitor

KEPT = timedelta(days=30)  # what no case came of: a visit cancelled, missed or never confirmed, a day at a place
AT_ONCE = 500


def erase(*, case_id: UUID) -> None:
    """Empties the visits of an erased case: people, matter, protocol; that there was a reception stays."""
    _empty(Visit.objects.filter(case=case_id))


def forget(*, at: datetime) -> int:
    """Frees holds that ran out and empties what lies there without a case for longer than KEPT; how many."""
    with acting(SYSTEM):
        Visit.objects.filter(state="held", hold_until__lt=at).update(state="expired")
        over = Q(state__in=["cancelled", "no_show", "moved", "expired"], created_at__lt=at - KEPT)
        gone = Q(state="expired")
        been = Q(state="arrived", host__kind="room", during__endswith__lt=at - KEPT)
        rows = Visit.objects.filter(over | gone | been, case__isnull=True).exclude(text="", person_key=None)
        found = list(rows.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
        if found:
            _empty(Visit.objects.filter(pk__in=found))
            record("receptions.forget", actor=SYSTEM, at=at, payload={"visits": len(found)})
        return len(found)


def _empty(rows: QuerySet[Visit]) -> None:
    ids = list(rows.values_list("pk", flat=True))
    Visitor.objects.filter(visit__in=ids).update(
        name="", authority="", phone="", phone_key=None, email="", email_key=None
    )
    Visit.objects.filter(pk__in=ids).update(text="", subject="", person_key=None, link_key=None, wished=None)
    Protocol.objects.filter(visit__in=ids).update(summary="", decided="")
    Instruction.objects.filter(protocol__visit__in=ids).update(text="")
