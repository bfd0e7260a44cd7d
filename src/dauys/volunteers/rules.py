"""Pure decisions of volunteering: states, the parts of a week in which somebody is free, and who may be written to."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from math import ceil

# unconfirmed: signed up and has not shown the contact to be theirs. left: asked to be forgotten, or was emptied.
VOLUNTEER_STATES = ("unconfirmed", "active", "paused", "left")
VETTING = ("new", "checked", "refused")
SOURCES = ("web", "desk", "import", "group", "phone")
GROUP_KINDS = ("class", "company", "organization", "team")
CONSENT_WAYS = ("code", "paper", "in_person")  # a code sent to the guardian, a signed paper, before a clerk
CONSENT_KINDS = ("guardian", "accompanied")
NEED_SOURCES = ("web", "phone", "desk", "partner", "import")
NEED_STATES = ("open", "done", "stood_down")
URGENT = 8  # from this priority up: people are asked at night, too, and the case stands first everywhere
SAFETY = ("children", "violence", "illness", "dog", "height", "weapon")  # what the triage of a need found
INCIDENTS = ("injury", "danger", "damage", "conduct", "other")  # what went wrong at a task
INCIDENT_URGENT = ("injury", "danger")
OFFER_STATES = (
    "planned",  # in a plan, and nobody was told
    "offered",
    "accepted",
    "came",  # checked in
    "declined",
    "expired",
    "reserve",
    "stood_down",
    "dropped",  # taken out by the coordinator or by a newer plan
)
OFFER_SOURCES = ("plan", "urgent", "self", "claim", "desk")
DECLINED = ("busy", "far", "ill", "not_mine", "other")
TAKES_TIME = ("accepted", "came")  # nobody has two of these at one time
TAKES_PLACE = ("accepted", "came")
ASKED = ("offered", "reserve", *TAKES_TIME)  # nobody is asked for something else at the same time
CLAIM_STATES = ("active", "kept", "released", "expired")
PIN_KINDS = ("pin", "forbid")
CALL_STATES = ("waiting", "taken", "done", "no_answer")
CALL_WAYS = ("in", "out")
CAMPAIGN_STATES = ("draft", "open", "closed")
ERRANDS = ("tell", "say", "approve")  # what the worker does with everybody of a campaign
CHECK_IN_WAYS = ("code", "leader", "offline")  # by the code of the leader, ticked by them, or ticked without network
REVOKED = ("hours", "person", "asked")  # why a certificate was taken back: wrong hours, wrong person, at their wish

PARTS = ("am", "pm", "ev")  # of a day: from 6, from 12, and from 18 until 6 of the next
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
ALL_WEEK = (1 << len(WEEK)) - 1

# What leads on from where; everything else is impossible.
_STEPS: Mapping[str, Mapping[str, str]] = {
    "planned": {"offer": "offered", "drop": "dropped", "stand_down": "stood_down"},
    "offered": {
        "accept": "accepted",
        "decline": "declined",
        "expire": "expired",
        "wait": "reserve",
        "drop": "dropped",
        "stand_down": "stood_down",
    },
    "reserve": {
        "accept": "accepted",
        "offer": "offered",
        "decline": "declined",
        "expire": "expired",
        "drop": "dropped",
        "stand_down": "stood_down",
    },
    "accepted": {
        "arrive": "came",
        "decline": "declined",
        "expire": "expired",  # who had to confirm once more and did not
        "drop": "dropped",
        "stand_down": "stood_down",
    },
    # Who let an offer run out may still say yes while there is a place.
    "expired": {"accept": "accepted", "decline": "declined", "stand_down": "stood_down"},
}


class ImpossibleOffer(Exception):
    """The offer is in a state from which this step does not lead; the page was probably stale."""

    def __init__(self, state: str, step: str) -> None:
        super().__init__(f"{step} is impossible in state {state}")
        self.state, self.step = state, step


def next_state(state: str, step: str) -> str:
    """The state a step leads an offer to; raises ImpossibleOffer."""
    try:
        return _STEPS[state][step]
    except KeyError:
        raise ImpossibleOffer(state, step) from None


def bits_of(names: Iterable[str]) -> int:
    """The parts of a week, as they stand in forms and files (`mon-am`), as one number. Raises ValueError."""
    return sum(1 << WEEK.index(name) for name in set(names))


def names_of(bits: int) -> list[str]:
    return [name for at, name in enumerate(WEEK) if bits >> at & 1]


def part_of(moment: datetime) -> tuple[date, str]:
    """The day and its part in which a local moment lies; before six in the morning it is the evening before."""
    if moment.hour < 6:
        return moment.date() - timedelta(days=1), "ev"
    return moment.date(), PARTS[(moment.hour - 6) // 6]


def parts_of(starts: datetime, ends: datetime) -> Iterator[tuple[date, str]]:
    """Every part of a day that lies, even in part, between two local moments."""
    day, part = part_of(starts)
    last = part_of(ends - timedelta(microseconds=1))
    while (day, PARTS.index(part)) <= (last[0], PARTS.index(last[1])):
        yield day, part
        at = PARTS.index(part) + 1
        day, part = (day, PARTS[at]) if at < len(PARTS) else (day + timedelta(days=1), PARTS[0])


def week_bits(starts: datetime, ends: datetime) -> int:
    """The parts of a week that something between two local moments takes."""
    return bits_of(f"{DAYS[day.weekday()]}-{part}" for day, part in parts_of(starts, ends))


def places_to_offer(places: int, acceptance: float) -> int:
    """So many are asked that the places are filled when only this share of them comes."""
    return ceil(round(places / acceptance, 9))


def age_on(born_on: date, day: date) -> int:
    """Whole years on a day; who was born on 29 February is a year older on 1 March of other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def birthday(born_on: date, age: int) -> date:
    """The first day on which somebody is so old, as `age_on` counts."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_quiet(moment: datetime, since: int | None, until: int | None) -> bool:
    """Whether a local moment lies in the hours in which somebody does not want to be written to."""
    if since is None or until is None or since == until:
        return False
    hour = moment.hour
    return since <= hour < until if since < until else hour >= since or hour < until


def after_quiet(moment: datetime, since: int | None, until: int | None) -> datetime:
    """The first moment, from this one on, at which somebody may be written to."""
    if not is_quiet(moment, since, until):
        return moment
    end = datetime.combine(moment.date(), time(until or 0), tzinfo=moment.tzinfo)
    return end if end > moment else end + timedelta(days=1)
