"""What the author wants: to be shown, and to be shown no more, at any time."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery

from dauys.answers.models import Answer
from dauys.cases import actions as cases
from dauys.cases.models import Case
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.publication.filters import up_to
from dauys.publication.marking import found_in
from dauys.publication.models import Publication
from dauys.publication.rules import next_state

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def new_public_id() -> str:
    """Ten symbols by chance: 49 bits that say nothing of the number, the author or the moment."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def line_up(*, case: Case, at: datetime) -> Publication:
    """Puts a case whose author wants it in the line of those to be looked at; again changes nothing."""
    path = case.area.path
    row, _fresh = Publication.objects.get_or_create(
        case=case,
        defaults={
            "public_id": new_public_id(),
            "language": case.language,
            "region": up_to(path, 2),
            "district": up_to(path, 3),
            "area_path": path,
            "topic": case.topic,
            "asked_at": at,
        },
    )
    return row


def ask(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """The author asks after the filing, or again after taking back; raises MovedOn when it was decided about."""
    with acting(actor):
        case = Case.objects.select_for_update(of=("self",)).select_related("area").get(pk=case_id)
        row = Publication.objects.select_for_update().filter(case=case_id).first()
        if row is not None:
            row.state, row.asked_at = next_state(row.state, "ask"), at
            row.reason, row.answer, row.files = "", "", []
            row.save(update_fields=["state", "asked_at", "reason", "answer", "files"])
        else:
            line_up(case=case, at=at)
        cases.set_publication(case_id=case_id, wanted=True, published_at=None)
        record("publication.ask", actor=actor, at=at, case_id=case_id)


def take_back(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Off the public page at once, with its public text; again changes nothing."""
    with acting(actor):
        case = Case.objects.select_for_update(of=("self",)).select_related("area").get(pk=case_id)
        if not case.publish_wanted:
            return
        row = Publication.objects.select_for_update().filter(case=case_id).first() or line_up(case=case, at=at)
        row.state = next_state(row.state, "take_back")
        _hide(row)
        cases.set_publication(case_id=case_id, wanted=False, published_at=None)
        record("publication.take_back", actor=actor, at=at, case_id=case_id)


def look_again(*, case_id: UUID, names: Sequence[str], actor: Actor, at: datetime) -> None:
    """Takes public words in which one of `names` stands off the page until somebody has looked at them again."""
    with acting(actor):
        row = Publication.objects.select_for_update().filter(case=case_id, state="published").first()
        if row is None or not any(_stands_in(text, names) for text in (row.text, row.decided)):
            return
        row.state, row.asked_at = next_state(row.state, "look_again"), at
        row.save(update_fields=["asked_at"])
        _hide(row)
        cases.set_publication(case_id=case_id, wanted=True, published_at=None)
        record("publication.look_again", actor=actor, at=at, case_id=case_id)


def _stands_in(text: str, names: Sequence[str]) -> bool:
    """Whether a name, or a word of one, is in the text in any form."""
    words = [word for name in names for word in name.casefold().split() if len(word) > 2]
    return any(word in text.casefold() for word in words) or any(s.why == "of_case" for s in found_in(text, names))


def _hide(row: Publication) -> None:
    row.text = row.decided = row.answer = ""
    row.published_at, row.files = None, []
    row.save(update_fields=["state", "text", "decided", "answer", "files", "published_at"])


def answer_sent(*, case_id: UUID, answer_id: UUID) -> None:
    """A published voice was answered: somebody has to look at this answer before it is shown, unless they have."""
    rows = Publication.objects.filter(case=case_id, state="published")
    rows.filter(Q(answer_seen=None) | ~Q(answer_seen=answer_id)).update(answer="waiting", files=[])


def catch_up(*, at: datetime) -> int:
    """Lines up what was wished, and the answers that were sent, while the room was away; how many cases. Two
    statements, and one a case."""
    missed = Case.objects.filter(publish_wanted=True, publication=None).select_related("area")
    done = [line_up(case=case, at=at).pk for case in missed]
    newest = Answer.objects.filter(obligation__case=OuterRef("pk"), state="sent").order_by("-sent_at").values("pk")[:1]
    rows = Publication.objects.filter(state="published").exclude(answer="waiting").annotate(newest=Subquery(newest))
    unseen = rows.exclude(newest=None).filter(Q(answer_seen=None) | ~Q(answer_seen=F("newest")))
    for case_id, answer_id in unseen.values_list("pk", "newest"):
        answer_sent(case_id=case_id, answer_id=answer_id)
        done.append(case_id)
    return len(done)


def erase(*, case_id: UUID) -> None:
    """Leaves nothing of an erased person's words, and no wish of theirs."""
    Publication.objects.filter(case=case_id).update(
        state="taken_back", text="", decided="", answer="", files=[], published_at=None, reason=""
    )
    cases.set_publication(case_id=case_id, wanted=False, published_at=None)
