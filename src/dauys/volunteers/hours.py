"""Pure decisions about hours: how long somebody was there, what is odd about it, and what the pack gives points for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dauys.ground.packs.volunteering import PointRule
from dauys.volunteers.points import km_between

OUTCOMES = ("planned", "partial", "longer", "absent", "unknown")
AWAY = ("absent", "unknown")  # nobody was there, or nobody knows
PRESENCE_STATES = ("said", "approved", "refused")
LONGER = ("more_work", "waited", "rescue", "other")  # why somebody stayed longer than planned
REFUSED = ("not_there", "wrong_time", "twice", "other")
ODD = ("too_far", "round", "long", "same_device")
VERDICTS = ("right", "wrong")

MOST_EARLIER = timedelta(hours=2)
MOST_LONGER = timedelta(hours=12)  # beyond the plan, by whoever leads
LONG = timedelta(hours=12)  # at a stretch, before somebody looks at it
NEAR_KM, FASTEST_KMH = 15.0, 120.0  # nobody gets from one work to the next faster
SAME_DEVICE_MANY = 5  # check-ins from one browser in one campaign: more than a family has
ROUND_MANY = 5  # so many times in a row on the full hour, none of them as planned
FREE_NO_SHOWS = 2  # nobody minds; after these an offer is confirmed twice
STUDY_BEGINS = (9, 1)


class OutOfPlan(Exception):
    """The time does not fit what is said of it: within the plan, or longer and why."""


def stay_of(
    outcome: str, plan: tuple[datetime, datetime], starts: datetime | None, ends: datetime | None, reason: str
) -> tuple[datetime, datetime] | None:
    """From when until when somebody was there, capped by the plan unless they stayed longer for a reason; None for who
    was away. Raises OutOfPlan."""
    if outcome in AWAY:
        return None
    if outcome == "planned":
        return plan
    if starts is None or ends is None or starts >= ends:
        raise OutOfPlan
    inside = plan[0] <= starts and ends <= plan[1]
    if outcome == "partial" and inside and (starts, ends) != plan:
        return starts, ends
    widest = plan[0] - MOST_EARLIER <= starts and ends <= plan[1] + MOST_LONGER
    if outcome == "longer" and not inside and widest and reason in LONGER:
        return starts, ends
    raise OutOfPlan


def minutes_between(starts: datetime, ends: datetime) -> int:
    return int((ends - starts) / timedelta(minutes=1))


def night_minutes(starts: datetime, ends: datetime, since: int, until: int) -> int:
    """The minutes between two local moments that lie in the hours of the night, from `since` to `until` o'clock."""
    found, day = timedelta(), starts.date() - timedelta(days=1)
    while day <= ends.date():
        last = day if until > since else day + timedelta(days=1)
        begins, over = (
            datetime.combine(on, time(hour), tzinfo=starts.tzinfo).astimezone(UTC)
            for on, hour in ((day, since), (last, until))
        )
        found += max(min(over, ends) - max(begins, starts), timedelta())
        day += timedelta(days=1)
    return int(found / timedelta(minutes=1))


def points_of(rule: PointRule, work: str, starts: datetime, ends: datetime, *, is_first: bool) -> int:
    """What a rule gives for one stay between two local moments, before its ceilings; `is_first`: nothing was given by
    it so far."""
    if rule.works and work not in rule.works:
        return 0
    if rule.once:
        return rule.once if is_first else 0
    if rule.night:
        minutes = night_minutes(starts, ends, rule.night.since, rule.night.until)
    else:
        minutes = minutes_between(starts, ends)
    return minutes * (rule.an_hour or 0) // 60


def period_of(per: str, day: date) -> tuple[date, date]:
    """The first and the last day of the period of a ceiling in which a day lies."""
    if per == "day":
        return day, day
    month, first = (1, 1) if per == "year" else STUDY_BEGINS
    begins = date(day.year, month, first)
    if begins > day:
        begins = begins.replace(year=day.year - 1)
    return begins, begins.replace(year=begins.year + 1) - timedelta(days=1)


def within_ceilings(rule: PointRule, points: int, day: date, had: Iterable[tuple[date, int]]) -> int:
    """How many of the points fit under every ceiling of their rule, after those of each day that somebody `had`."""
    before = list(had)
    for ceiling in rule.ceilings:
        since, until = period_of(ceiling.per, day)
        points = min(points, ceiling.points - sum(given for on, given in before if since <= on <= until))
    return max(points, 0)


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody at work between two moments, at a point in degrees where it is known."""

    starts: datetime
    ends: datetime
    point: tuple[float, float] | None = None
    as_planned: bool = False


def oddities(new: Stay, others: Sequence[Stay]) -> list[str]:
    """What somebody should look at before long: those codes of `ODD` that stays alone show. The others are stays of
    the same person."""
    odd = {
        "too_far": any(_too_far(*sorted((new, other), key=_starts)) for other in others),
        "round": _always_round(new, others),
        "long": new.ends - new.starts > LONG,
    }
    return [code for code in odd if odd[code]]


def _starts(stay: Stay) -> datetime:
    return stay.starts


def _too_far(first: Stay, then: Stay) -> bool:
    """Whether nobody gets from the first place to the second one in the time between."""
    if first.point is None or then.point is None:
        return False
    far = km_between(*first.point, *then.point) - NEAR_KM
    return far > 0 and far > FASTEST_KMH * ((then.starts - first.ends) / timedelta(hours=1))


def _always_round(new: Stay, others: Sequence[Stay]) -> bool:
    last = [new, *sorted(others, key=_starts, reverse=True)][:ROUND_MANY]
    return len(last) == ROUND_MANY and all(
        not stay.as_planned and stay.starts.minute == stay.ends.minute == 0 for stay in last
    )
