"""The shape of each file of a pack: which keys it may hold and what their values must be."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from dauys.ground.packs.fields import (
    Count,
    Day,
    Degrees,
    Frozen,
    Hour,
    Part,
    PathCode,
    Slug,
    Text,
    WordLists,
    Words,
    Yes,
    is_stem,
    needs,
    refuse,
)
from dauys.ground.packs.law import Kind, LegalRule, TermSpec

IDENTITY_LEVELS = ("none", "code", "in_person", "signed")
STATES = (
    *("new", "assigned", "in_work", "in_approval", "answered", "closed", "reopened"),
    *("withdrawn", "forwarded", "left"),
)
OUTCOMES = ("solved", "explained", "refused", "forwarded_out", "duplicate", "not_reachable", "consultation")
ROLES = ("clerk", "officer", "supervisor", "head", "controller", "administrator", "auditor")
CHANNELS = ("web", "phone", "letter", "visit", "email", "api")
# Who sends: the person in whose name it is, or somebody who speaks for them.
APPLICANTS = ("person", "representative")
RATINGS = ("solved", "partly", "not_solved")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The languages the pages are written in; a pack chooses from them.
SPOKEN = ("kk", "ru", "en")
PLACEHOLDERS = ("number", "received", "organization", "complain_until", "higher_body")


# pack.yaml


class WorkingHours(Part):
    """When the office is open; what arrives after `closes` is registered on the next working day."""

    opens: Hour
    closes: Hour

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise refuse("must be later than opens", ("closes",))
        return self


class Line(Part):
    """A telephone line and the sentence shown beside it."""

    number: Text
    words: Words


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse(f"{value} is not a time zone like Asia/Almaty") from None
    return value


def _spoken(languages: tuple[str, ...]) -> tuple[str, ...]:
    for at, language in enumerate(languages):
        if language not in SPOKEN:
            raise refuse(f"the pages are not written in {language}, only in {', '.join(SPOKEN)}", (at,))
    return languages


class RateWords(Part):
    """The question put to the citizen after an answer, the three equal buttons, and what may have been wrong."""

    question: Words
    options: Annotated[Frozen[Words], needs(RATINGS, closed=True)]
    reasons: Frozen[Words] = Field(default_factory=dict)


class PackInfo(Part):
    """`pack.yaml`: what the pack is, how it counts, what is always shown."""

    code: Slug
    name: Words
    languages: Annotated[tuple[Slug, ...], AfterValidator(_spoken)] = Field(min_length=1)
    default_language: Slug
    # Where a phone without the code of a country belongs; without it every phone is written with its code.
    country: Annotated[Text, Field(pattern=r"^[A-Z]{2}$")] | None = None
    # The number of a person that forms ask for; without it they ask for none.
    national_id: Literal["iin"] | None = None
    timezone: Annotated[Text, AfterValidator(_zone)]
    number_prefix: Annotated[Text, Field(pattern=r"^[A-Z]{2,4}$")]
    working_hours: WorkingHours
    weekend: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(max_length=6)
    count_rule: Slug
    clock_from_identity: Literal["none", "code", "in_person", "signed"]
    voluntary_term_note: Words
    emergency: Line
    help_phone: Line
    urgent_words: WordLists
    # Words that may tell of a crime; without them no voice is marked so.
    crime_words: WordLists | None = None
    # How soon the body above names an owner for a case that nobody owns.
    settle: TermSpec | None = None
    rate_words: RateWords
    # Below so many ratings nothing that comes from ratings is shown in public.
    ratings_from: Annotated[Count, Field(ge=10, le=1000)] = 10
    # How often a month each head has to receive by schedule.
    receives_a_month: Annotated[Count, Field(ge=1, le=31)] = 1
    # A village where no head received for so many months is listed first.
    travel_months: Annotated[Count, Field(ge=1, le=60)] = 3
    sources: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9]+$")], Text]

    @model_validator(mode="after")
    def _speaks_its_default(self) -> Self:
        if self.default_language not in self.languages:
            raise refuse(f"must be one of {', '.join(self.languages)}", ("default_language",))
        return self


# calendar.yaml


class CalendarDay(Part):
    """A day off that is not only a weekend, or a weekend day that is worked; `code` stands for the name in ledgers."""

    date: Day
    code: Slug
    kind: Literal["off", "working"]
    why: Literal["holiday", "transfer", "no_shift"]
    name: Words
    source: Text
    estimated: Yes = False


class CalendarYear(Part):
    """`calendar.yaml`: the days of one year; a year the file lacks is a year the clock cannot count in."""

    year: Annotated[Count, Field(ge=1991, le=2199)]
    note: Words | None = None
    days: tuple[CalendarDay, ...]


# areas.yaml


class Tile(Part):
    """The square of an area on the tile map, counted from one, six by eight, with a name of five letters at most."""

    col: Annotated[Count, Field(le=6)]
    row: Annotated[Count, Field(le=8)]
    short: Words


class Area(Part):
    """`areas.yaml`: a place; its parent is the code without the last step."""

    code: PathCode
    kind: Literal["country", "region", "city", "district", "town", "settlement", "village"]
    name: Words
    short: Words | None = None
    iso: Annotated[Text, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    official_code: Text | None
    code_confirmed: Yes = False
    name_confirmed: Yes = False
    geonames: Annotated[Text, Field(pattern=r"^[1-9][0-9]{4,8}$")] | None = None
    centre: Words | None = None
    tile: Tile | None = None
    lat: Degrees | None = None
    lon: Degrees | None = None
    note: Words | None = None

    @property
    def parent(self) -> str | None:
        """The code of the area this one lies in."""
        return self.code.rpartition("/")[0] or None

    @model_validator(mode="after")
    def _both_coordinates(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise refuse("lat and lon stand together", ("lat" if self.lon is None else "lon",))
        return self


# organizations.yaml


class Post(Part):
    """A seat in an organisation; persons are never in a pack."""

    code: Slug
    name: Words
    role: Literal["head", "deputy", "officer", "clerk", "supervisor", "controller"]


class Organization(Part):
    """`organizations.yaml`: a body; `higher` considers complaints about it when that is not its parent."""

    code: PathCode
    parent: PathCode | None
    higher: PathCode | None = None
    name: Words
    short: Words
    kind: Literal[
        "government", "ministry", "akimat", "department", "agency", "utility", "reception_centre", "volunteer_office"
    ]
    area: PathCode
    valid_from: Day
    valid_until: Day | None = None
    source: Text
    confirmed: Yes = False
    external: Frozen[Text] = Field(default_factory=dict)
    note: Words | None = None
    posts: tuple[Post, ...] = Field(min_length=1)

    @property
    def complaints_go_to(self) -> str | None:
        """The code of the body that considers complaints about this one."""
        return self.higher or self.parent

    @model_validator(mode="after")
    def _below_its_parent(self) -> Self:
        if self.parent and self.code.rpartition("/")[0] != self.parent:
            raise refuse(f"must be {self.parent}/ and one more step, as its parent says", ("code",))
        if not self.parent and "/" in self.code:
            raise refuse("has no parent, so its code must be a single step", ("code",))
        return self


# topics.yaml, routing.yaml


class Topic(Part):
    """`topics.yaml`: what a voice is about, with the stems that give it away."""

    code: Slug
    parent: Slug | None = None
    name: Words
    words: WordLists
    example: Words
    urgent: Yes = False
    # Within how many days another voice of this topic from the same place means the same trouble.
    similar_days: Annotated[Count, Field(ge=1, le=365)] | None = None


def _stems(value: tuple[str, ...]) -> tuple[str, ...]:
    for at, stem in enumerate(value):
        if not is_stem(stem):
            raise refuse("must be a word in lower case, with * only at the end of a word", (at,))
    return value


class When(Part):
    """All conditions given must hold; a condition left out always holds. Topics include the topics below them."""

    topics: tuple[Slug, ...] = ()
    area: PathCode | None = None
    kinds: tuple[Slug, ...] = ()
    channels: tuple[Literal["web", "phone", "letter", "visit", "email", "api"], ...] = ()
    applicants: tuple[Literal["person", "representative"], ...] = ()
    # Only for a voice of an unknown author with words of a crime: it goes to this body at once.
    crime: Yes = False
    words: Annotated[tuple[Text, ...], AfterValidator(_stems)] = ()


class RoutingRule(Part):
    """`routing.yaml`: the first rule that holds suggests the body and tells the clerk why."""

    code: Slug
    when: When
    to: PathCode
    reason: Words


# replies.yaml


class ReplyTemplate(Part):
    """`replies.yaml`: a starting text of an answer in four blocks; `{article:CODE}` stands for a rule's article."""

    code: Slug
    topic: Slug | None
    title: Words
    asked: Words
    found: Words
    decided: Words
    appeal: Words
    cites: tuple[Slug, ...] = Field(min_length=1)


# labels.yaml


class NameAndSentence(Part):
    """A name and one sentence that explains it."""

    name: Words
    explains: Words


class TwoFaces(Part):
    """The same state in words for the citizen and for the staff."""

    citizen: Words
    staff: Words


class Labels(Part):
    """`labels.yaml`: names of channels, identity levels, states and outcomes of an obligation, roles."""

    channels: Annotated[Frozen[Words], needs(CHANNELS)]
    identity: Annotated[Frozen[NameAndSentence], needs(IDENTITY_LEVELS, closed=True)]
    states: Annotated[Frozen[TwoFaces], needs(STATES, closed=True)]
    outcomes: Annotated[Frozen[TwoFaces], needs(OUTCOMES, closed=True)]
    roles: Annotated[Frozen[Words], needs(ROLES, closed=True)]


LISTS: dict[str, type[Part]] = {
    "rules.yaml": LegalRule,
    "kinds.yaml": Kind,
    "calendar.yaml": CalendarYear,
    "areas.yaml": Area,
    "organizations.yaml": Organization,
    "topics.yaml": Topic,
    "routing.yaml": RoutingRule,
    "replies.yaml": ReplyTemplate,
}
BLOCKS: dict[str, type[Part]] = {"pack.yaml": PackInfo, "labels.yaml": Labels}
FILES: tuple[str, ...] = (*BLOCKS, *LISTS)
