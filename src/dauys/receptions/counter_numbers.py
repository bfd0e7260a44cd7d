"""What people come to the counters of centres for, counted from tickets: by centre, or by service with what came of it.

A ticket counts on its day, once somebody was served by it, also who was written down without one, but not who came to
a reception: they are in the numbers of receptions. The wait goes from
the ticket to the beginning, the time at the counter from there to the end; who was written down has neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet

from dauys.core.dates import month_of
from dauys.receptions.models import Ticket
from dauys.receptions.numbers import Period, minutes_of
from dauys.receptions.rules import TICKET_RESULTS


@dataclass(frozen=True, slots=True)
class Served:
    """One group. `half` and `most` are minutes within which half and nine of ten waited, `at_counter` those within
    which half were served; None where nobody is known to have waited. `results` by their codes."""

    served: int
    half: int | None
    most: int | None
    at_counter: int | None
    results: Mapping[str, int]


class _Within(Aggregate):
    """The value within which a share of all lies, as it was measured."""

    function = "percentile_disc"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def at_counters(tickets: QuerySet[Ticket], period: Period, *by: str) -> dict[tuple[str, ...], Served]:
    """The groups by `office`, the id of the centre, by `service`, its code, or by both, those with most people first.
    One statement."""
    done = tickets.filter(state="done", visit=None, day__gte=period.first, day__lt=month_of(period.last, 1))
    waited, served = F("began_at") - F("made_at"), F("ended_at") - F("began_at")
    rows = done.values(*by).annotate(
        served=Count("id"), half=_Within(waited, share=0.5), most=_Within(waited, share=0.9),
        at_counter=_Within(served, share=0.5), **{f"r_{code}": Count("id", Q(result=code)) for code in TICKET_RESULTS},
    )  # fmt: skip
    return {
        tuple(str(row[name]) for name in by): Served(
            served=row["served"],
            half=_minutes(row["half"]),
            most=_minutes(row["most"]),
            at_counter=_minutes(row["at_counter"]),
            results={code: row[f"r_{code}"] for code in TICKET_RESULTS},
        )
        for row in rows.order_by("-served", *by)
    }


def _minutes(length: Any) -> int | None:
    return None if length is None else minutes_of(length.total_seconds())
