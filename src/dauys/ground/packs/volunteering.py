"""The shape of `volunteering.yaml`, `skills.yaml` and `points.yaml`, which a pack may lack: kinds of volunteers' work,
who may do them when, and what is given points."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dauys.ground.packs.fields import Count, Part, Slug, Text, Words, Yes, refuse


class AgeBand(Part):
    """What the `rule` asks of people from `from_age` up to, but without, `under_age`; left out, of every age."""

    from_age: Annotated[Count, Field(le=120)] | None = None
    under_age: Annotated[Count, Field(le=120)] | None = None
    asks: Literal["forbidden", "guardian", "accompanied", "guardian_or_accompanied"]
    rule: Slug

    @model_validator(mode="after")
    def _is_a_band(self) -> Self:
        if self.from_age and self.under_age and self.from_age >= self.under_age:
            raise refuse("must be above from_age", ("under_age",))
        return self


class VolunteerWork(Part):
    """One kind of work; one that goes `first`, such as help in a disaster, is given people before all other work.
    `script` is what the phone desk asks."""

    code: Slug
    name: Words
    first: Yes = False
    script: Words | None = None
    ages: tuple[AgeBand, ...] = ()


class Skill(Part):
    """`skills.yaml`: what a volunteer can do. One with `evidence` counts only once somebody has seen the paper for it,
    and then for so many `months` where no day stands on the paper."""

    code: Slug
    name: Words
    evidence: Yes = False
    months: Annotated[Count, Field(ge=1, le=600)] | None = None


class Ceiling(Part):
    """At most so many `points` of a rule in each period; a `study_year` begins on 1 September."""

    points: Annotated[Count, Field(ge=1)]
    per: Literal["day", "year", "study_year"]


class Night(Part):
    """From `since` o'clock until `until` o'clock, over midnight where that is the lower one."""

    since: Annotated[Count, Field(ge=0, le=23)]
    until: Annotated[Count, Field(ge=0, le=23)]

    @model_validator(mode="after")
    def _is_a_time(self) -> Self:
        if self.since == self.until:
            raise refuse("must differ from since", ("until",))
        return self


class PointRule(Part):
    """`points.yaml`: so many points `an_hour`, or `once` for the first time; for these kinds of work or for all, and
    for the hours of the `night` alone. Points are never hours. `source` is null for what the office made up itself."""

    code: Slug
    name: Words
    an_hour: Annotated[Count, Field(ge=1, le=1000)] | None = None
    once: Annotated[Count, Field(ge=1)] | None = None
    works: tuple[Slug, ...] = ()
    night: Night | None = None
    ceilings: tuple[Ceiling, ...] = ()
    source: Text | None = None
    confirmed: Yes = False

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.an_hour is None) == (self.once is None):
            raise refuse("is given an_hour or once, one of the two", ("an_hour",))
        if self.once is not None and self.night is not None:
            raise refuse("is for points an_hour", ("night",))
        return self
