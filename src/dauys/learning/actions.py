"""The verbs of learning: teach a new version, keep what a clerk decided, keep a label. Nothing else writes here."""

import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.db import connection

from dauys.cases.models import Case, Obligation
from dauys.cases.queries import settled_cases
from dauys.core.language import read_language
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.learning import shelf
from dauys.learning.features import places_of, template_of
from dauys.learning.models import Decision, Label, Taught
from dauys.learning.queries import said_of
from dauys.learning.rules import HEADS, LEAST_CASES, Told, quality, split

MOST_CASES = 300_000
_MOSTLY = 0.8  # of the letters
_LOCK = 0x6C6561726E  # "learn": one teaches at a time


class TooFew(Exception):
    """There are too few settled cases to learn from."""


class Busy(Exception):
    """Somebody else teaches just now."""


def teach(*, at: datetime, say: Callable[[str], None] = lambda _: None) -> Taught:
    """Learns from the office's settled cases, measures it on the newest month, and brings it into force.

    What was measured is what comes into force: it has not learned from the month it was measured on. Raises TooFew,
    Busy; without the extra packages ImportError.
    """
    trainer = import_module("dauys.learning.trainer")
    began = time.monotonic()
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                raise Busy
        rows = _examples(trainer)
        if len(rows) < LEAST_CASES:
            raise TooFew
        learn, unseen, parted_by = split(rows, template_of, lambda text: sum(places_of(text)))
        say(f"learning from {len(learn):,} cases, {len(unseen):,} are kept unseen")
        made = {name: trainer.teach(learn, name, with_origin=name == "body") for name in HEADS} if learn else {}
        heads = {name: head for name, head in made.items() if head is not None}
        if not heads:
            raise TooFew
        version = (Taught.objects.order_by("-version").values_list("version", flat=True).first() or 0) + 1
        taught = Taught.objects.create(
            version=version,
            at=at,
            seconds=round(time.monotonic() - began),
            cases=len(learn),
            unseen=len(unseen),
            parted_by=parted_by,
            quality={name: _quality(trainer, head, name, unseen) for name, head in heads.items()},
        )
        payload = {"version": version, "cases": len(learn), "unseen": len(unseen)}
        record("learning.teach", actor=SYSTEM, at=at, payload=payload)
        shelf.put(version, heads, {"version": version, "at": at.isoformat()})
    shelf.bring_into_force(version)
    return taught


def _examples(trainer: Any) -> list[Any]:
    labels = {label.case_id: label for label in Label.objects.order_by("at")}
    found = []
    for case, text, topic, body, area, kind, received in settled_cases(MOST_CASES):
        label = labels.get(case)
        answers = {"topic": label.topic, "body": label.body} if label else {"topic": topic, "body": body}
        language = label.language if label else _language(text)
        found.append(trainer.Example(text, area, kind, received, answers, language, label is not None))
    return found


def _language(text: str) -> str:
    """The language most of the text is in; "mixed" when no one has the better part of it."""
    found = read_language(text)
    return found.language if max(found.shares.values()) >= _MOSTLY else "mixed"


def _quality(trainer: Any, head: Any, name: str, unseen: list[Any]) -> dict[str, Any]:
    """Over all that was not seen, and over the office's own labels alone."""
    rows = [row for row in unseen if row.answers[name]]
    if not rows:
        return {"all": quality([]), "labelled": quality([])}
    told = []
    for row, likely in zip(rows, trainer.likely_of(head, rows), strict=True):
        order = sorted(range(len(head.classes)), key=lambda at: -likely[at])[:3]
        three = tuple(head.classes[at] for at in order)
        topic = row.answers["topic"]
        told.append(Told(row.answers[name], three[0], three, float(likely[order[0]]), topic, row.language))
    labelled = [each for each, row in zip(told, rows, strict=True) if row.labelled]
    return {"all": quality(told), "labelled": quality(labelled)}


def keep_decision(*, entry: int, obligation: UUID, by_rules: str, chosen: str, at: datetime) -> None:
    """What a clerk settled on beside what the model says of the case; heard again it is kept once."""
    row = Obligation.objects.select_related("case__voice").filter(pk=obligation).first()
    if row is None:
        return
    said = said_of(row)
    sure = said if said and said.is_sure and Taught.objects.filter(pk=said.version).exists() else None
    with acting(SYSTEM):
        Decision.objects.get_or_create(
            entry=entry,
            defaults={
                "obligation": row,
                "model_id": sure.version if sure else None,
                "at": at,
                "by_rules": by_rules,
                "suggested": sure.bodies[0].code if sure else "",
                "likely": sure.bodies[0].likely if sure else None,
                "chosen": chosen,
            },
        )


def label(*, case: Case, topic: str, body: str, language: str, uncertain: bool, actor: Actor, at: datetime) -> None:
    """Keeps what the actor says of a case; their earlier label of it is replaced. The caller has checked the case."""
    with acting(actor):
        values = {"at": at, "topic": topic, "body": body, "language": language, "uncertain": uncertain}
        row, _made = Label.objects.update_or_create(
            case=case, user_id=actor.user_id, defaults=values, create_defaults={**values, "id": new_id(at)}
        )
        payload = {"label": row.pk, "topic": topic, "body": body, "language": language}
        record("learning.label", actor=actor, at=at, case_id=case.pk, payload=payload)
