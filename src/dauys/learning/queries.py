"""Reads of learning: what the model says of a case, how right it was, and the next case to label."""

from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from dauys.cases.models import DONE_STATES, Obligation
from dauys.cases.queries import visible_to
from dauys.directory.cache import organizations, place_of
from dauys.ground.access.actors import Actor
from dauys.learning import shelf
from dauys.learning.models import Decision, Label, Taught
from dauys.learning.rules import SURE

_NEWEST = 2_000  # cases among which the next one to label is drawn
_WEIGHED = 24  # of them are looked at by the model to find an uncertain one


@dataclass(frozen=True, slots=True)
class Said:
    """What the model in force says: its version and its likeliest bodies, first the likeliest."""

    version: int
    bodies: tuple[Any, ...]  # engine.Guess

    @property
    def is_sure(self) -> bool:
        return bool(self.bodies) and self.bodies[0].likely >= SURE


def said_of(row: Obligation) -> Said | None:
    """The bodies for an obligation that has its words; None without a model or without words. No statement."""
    model = shelf.in_force()
    if model is None or "body" not in model[1]:
        return None
    found = _top(model[1]["body"], row, may_be=lambda code: _works_for(code, row.area_path))
    return Said(model[0], tuple(found)) if found else None


def _top(head: Any, row: Obligation, **about: Any) -> list[Any]:
    found: list[Any] = shelf.engine().top(head, row.case.voice.text, area_path=row.area_path, kind=row.kind, **about)
    return found


def _works_for(code: str, area_path: str) -> bool:
    """Whether a body is still there and its territory holds the place: no model sends a case into another region."""
    body = organizations().get(code)
    return body is not None and area_path.startswith(place_of(body))


def newest() -> Taught | None:
    return Taught.objects.order_by("-version").first()


def history(limit: int = 10) -> list[Taught]:
    return list(Taught.objects.order_by("-version")[:limit])


def decisions() -> dict[str, int]:
    """How often clerks settled, agreed with the rules, with the model where it suggested, and how often it did."""
    sure = ~Q(suggested="")
    return Decision.objects.aggregate(
        n=Count("id"),
        rules_right=Count("id", filter=Q(by_rules=F("chosen"))),
        offered=Count("id", filter=sure),
        model_right=Count("id", filter=sure & Q(suggested=F("chosen"))),
        rules_right_then=Count("id", filter=sure & Q(by_rules=F("chosen"))),
    )


def labels_count() -> int:
    return Label.objects.count()


def labelled_by(actor: Actor) -> int:
    return Label.objects.filter(user=actor.id).count()


def to_label(actor: Actor, rng: Random) -> tuple[Obligation, bool] | None:
    """A settled case the actor may see and has not labelled, and whether it was chosen as an uncertain one.

    Every second one is; the other half is drawn by chance, so that the truth is not only of hard cases.
    """
    mine = Label.objects.filter(user=actor.id).values("case")
    rows = visible_to(actor).filter(state__in=DONE_STATES, leg=1).exclude(case__in=mine).exclude(case__voice__text="")
    ids = list(rows.order_by("-changed_at", "-id").values_list("pk", flat=True)[:_NEWEST])
    if not ids:
        return None
    model = shelf.in_force()
    if model is None or "topic" not in model[1] or rng.random() < 0.5:
        return _row(rng.choice(ids)), False
    some = Obligation.objects.select_related("case__voice").filter(pk__in=rng.sample(ids, min(_WEIGHED, len(ids))))
    weighed = [(found[0].likely, row.pk) for row in some if (found := _top(model[1]["topic"], row))]
    if not weighed:
        return _row(rng.choice(ids)), False
    return _row(min(weighed)[1]), True


def _row(obligation: UUID) -> Obligation:
    return Obligation.objects.select_related("case__voice", "owner").get(pk=obligation)


def settled_for(actor: Actor, obligation: UUID) -> Obligation | None:
    """A settled first demand the actor may see."""
    rows = visible_to(actor).select_related("case__voice", "owner").filter(state__in=DONE_STATES, leg=1)
    return rows.filter(pk=obligation).first()
