"""The shape of `counters.yaml`, which a pack may lack: what people come to the counters of a centre for, and who is
called before others."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dauys.ground.packs.fields import Part, Slug, Words, Yes


class CounterLine(Part):
    """One line: a service, with the `letter` of its tickets and the `minutes` it is planned for; or, as `first`, a
    reason to be called before others, as if one had waited so many minutes more; or, as `visit`, the `letter` of who
    comes to a reception and not to a counter. `body` names who gives the service."""

    code: Slug
    kind: Literal["service", "first", "visit"]
    name: Words
    letter: Annotated[str, Field(max_length=2)] = ""
    minutes: Annotated[int, Field(ge=1, le=240)]
    body: Words | None = None
    source: str = ""
    confirmed: Yes = False
