"""The front page's figures, each with its counter-figure; counted at most once in five minutes a process."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, F, Q

from dauys.answers.models import Rating
from dauys.cases.models import Obligation

WINDOW_DAYS = 30
_KEEP_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Figures:
    """Obligations due within the window: how many were answered in time; ratings within it: how many unhappy."""

    due: int
    in_time: int
    late: int
    rated: int
    not_solved: int
    open_now: int

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.due if self.due else None

    @property
    def share_not_solved(self) -> float | None:
        return self.not_solved / self.rated if self.rated else None


def public_figures(at: datetime) -> Figures:
    """Counts terms that ended in the last 30 days, answered or not, and ratings given in them."""
    key = f"figures:{int(at.timestamp()) // _KEEP_SECONDS}"
    if (kept := cache.get(key)) is not None:
        return kept
    since = at - timedelta(days=WINDOW_DAYS)
    ended = Q(due_at__gte=since, due_at__lt=at)
    rows = Obligation.objects.aggregate(
        due=Count("pk", filter=ended),
        in_time=Count("pk", filter=ended & Q(answered_at__lte=F("due_at"))),
        open_now=Count("pk", filter=Q(state__in=["new", "assigned", "in_work", "in_approval"])),
    )
    ratings = Rating.objects.filter(at__gte=since, at__lt=at).aggregate(
        rated=Count("pk"), not_solved=Count("pk", filter=Q(solved="not_solved"))
    )
    figures = Figures(late=rows["due"] - rows["in_time"], **rows, **ratings)
    cache.set(key, figures, _KEEP_SECONDS)
    return figures
