"""Which rows of words, people and files this request may reach, told to the database before each first question.

The database fences those tables by row (docs/decisions/0032). What is told here is only who asks: nothing (no row), the
house (the worker, commands, the owner's own readers: every row), a member of staff (the bodies and places of their
grants), and beside it the cases or drafts that a gate has opened for this request. `ground/fenced` sends it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

from dauys.ground.access.actors import Actor, Grant

_SEPARATORS = frozenset("|,~")


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks; `opened` are ids of cases and of holders of files. An empty kind reaches nothing at all."""

    kind: Literal["", "house", "public", "staff"] = ""
    bodies: tuple[str, ...] = ()  # paths whose obligations are seen wherever they are
    places: tuple[tuple[str, str], ...] = ()  # a path of bodies with a path of places
    desks: tuple[str, ...] = ()  # paths of bodies whose registrations are seen, whoever owns them now
    opened: frozenset[UUID] = frozenset()


NOBODY, HOUSE, PUBLIC = Scope(), Scope("house"), Scope("public")
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
_default = NOBODY


def scope() -> Scope:
    """What holds now: in a request what it has shown so far, outside of one what the process is."""
    return _scope.get() or _default


@lru_cache(maxsize=512)
def as_text(given: Scope) -> str:
    """What the policies read: kind, bodies, places, desks and opened ids; paths begin with a slash, also the empty."""
    if given.kind in ("", "house"):
        return given.kind
    for path in (*given.bodies, *given.desks, *(part for pair in given.places for part in pair)):
        if _SEPARATORS & set(path):
            raise ValueError(f"a path with a separator: {path}")
    parts = (
        given.kind,
        ",".join(f"/{path}" for path in given.bodies),
        ",".join(f"/{body}~/{place}" for body, place in given.places),
        ",".join(f"/{path}" for path in given.desks),
        ",".join(sorted(map(str, given.opened))),
    )
    return "|".join(parts)


def be_the_house() -> None:
    """This process is the house: a command, the worker, never the server of pages."""
    global _default
    _default = HOUSE


def of_staff(grants: tuple[Grant, ...]) -> Scope:
    """What the grants cover; who only administers sees no case."""
    seeing = [grant for grant in grants if grant.role != "administrator"]
    return Scope(
        "staff",
        bodies=tuple(dict.fromkeys(g.org_path for g in seeing if not g.area_path)),
        places=tuple(dict.fromkeys((g.org_path, g.area_path) for g in seeing if g.area_path)),
        desks=tuple(dict.fromkeys(g.org_path for g in seeing if g.role == "clerk")),
    )


def enter(actor: Actor) -> None:
    """From here on the request reaches what the actor's grants cover, beside what was opened."""
    if scope().kind != "house":
        _scope.set(replace(of_staff(actor.grants), opened=scope().opened))


def open_to(*ids: UUID) -> None:
    """From here on the request reaches these cases or holders of files; whoever calls has checked that it may."""
    now = scope()
    if now.kind not in ("", "house") and not now.opened.issuperset(ids):
        _scope.set(replace(now, opened=now.opened.union(ids)))


@contextmanager
def whole_house() -> Iterator[None]:
    """Reads beyond what the request has shown, where that is what a page is for. Nothing lazy may leave the block."""
    token = _scope.set(HOUSE)
    try:
        yield
    finally:
        _scope.reset(token)


def step_out(**_signal: Any) -> None:
    """The request is over: what it has shown counts no more."""
    _scope.set(None)


request_finished.connect(step_out, dispatch_uid="dauys.fence")


class FenceMiddleware:
    """Every request begins as a stranger's. It ends with its last byte, for what is streamed may still ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _scope.set(PUBLIC)
        return self.get_response(request)
