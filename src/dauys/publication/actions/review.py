"""What staff decide after they looked for personal data: show with parts covered, refuse, show an answer or not."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dauys.answers.queries import files_of, newest_sent
from dauys.cases import actions as cases
from dauys.cases.models import Case
from dauys.cases.rules import make_subject
from dauys.core.redaction import bars, only_covers
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.messages.actions import reword
from dauys.publication.actions.wishes import line_up
from dauys.publication.models import Publication
from dauys.publication.rules import REASONS, MovedOn, NothingNew, next_state


class PutIn(Exception):
    """The public text is not the original with parts covered; `field` says which: text or decided."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def _locked(case_id: UUID, at: datetime) -> Publication:
    """The row, held until the transaction ends; raises MovedOn when the author does not want it any more."""
    case = Case.objects.select_for_update(of=("self",)).select_related("area").get(pk=case_id)
    if not case.publish_wanted:
        raise MovedOn
    return Publication.objects.select_for_update().filter(case=case_id).first() or line_up(case=case, at=at)


def publish(
    *, case_id: UUID, text: str, decided: str | None, actor: Actor, at: datetime, files: Collection[UUID] = ()
) -> Publication:
    """Shows the words as covered by whoever looked; `decided` is the answer's part, None to keep it back; `files` are
    those of the answer that go with it.

    The caller has asked for the permission. Raises MovedOn, PutIn.
    """
    with acting(actor):
        row = _locked(case_id, at)
        state = next_state(row.state, "publish")
        original = Case.objects.values_list("voice__text", flat=True).get(pk=case_id)
        if not text.strip() or not only_covers(text, original):
            raise PutIn("text")
        _take_answer(row, decided, files)
        row.state, row.text, row.published_at, row.looked_at_by_id = state, text.strip(), at, actor.user_id
        row.save()
        cases.set_publication(case_id=case_id, wanted=True, published_at=at)
        payload = {"public_id": row.public_id, "covered": bars(row.text)}
        record("publication.publish", actor=actor, at=at, case_id=case_id, payload=payload)
        return row


def _take_answer(row: Publication, decided: str | None, files: Collection[UUID]) -> None:
    answer = newest_sent(row.case_id)
    row.files = []
    if decided is not None:
        if answer is None or not decided.strip() or not only_covers(decided, answer.decided):
            raise PutIn("decided")
        row.answer, row.decided = "shown", decided.strip()
        row.files = [file["id"] for file in files_of(answer) if file["id"] in files and file["may_leave"]]
    else:
        row.answer, row.decided = ("withheld" if answer else ""), ""
    row.answer_seen = answer.pk if answer else None


def review_answer(
    *, case_id: UUID, decided: str | None, actor: Actor, at: datetime, files: Collection[UUID] = ()
) -> Publication:
    """Shows or keeps back the answer of a voice that is public already. Raises MovedOn, PutIn."""
    with acting(actor):
        row = _locked(case_id, at)
        if row.state != "published" or row.answer != "waiting":
            raise MovedOn
        _take_answer(row, decided, files)
        row.looked_at_by_id = actor.user_id
        row.save(update_fields=["answer", "decided", "files", "answer_seen", "looked_at_by"])
        if row.answer == "shown":
            payload = {"covered": bars(row.decided)}
            record("publication.show_answer", actor=actor, at=at, case_id=case_id, payload=payload)
        else:
            record("publication.withhold_answer", actor=actor, at=at, case_id=case_id)
        return row


def cover(*, case_id: UUID, text: str, decided: str, actor: Actor, at: datetime) -> Publication:
    """Covers more in words that are public already; nothing that held them before keeps what is covered now.

    No earlier version is stored: list, page and feed are made of this row, and the daily mails are reworded. The
    journal keeps the count and never the words. Raises MovedOn, PutIn, NothingNew.
    """
    with acting(actor):
        row = _locked(case_id, at)
        if row.state != "published":
            raise MovedOn
        text, decided = text.strip(), decided.strip()
        for field, new, old in (("text", text, row.text), ("decided", decided, row.decided)):
            if bool(new) != bool(old) or not only_covers(new, old):
                raise PutIn(field)
        if (text, decided) == (row.text, row.decided):
            raise NothingNew
        if row.published_at:
            reword(once_begins="digest:", since=row.published_at, old=make_subject(row.text), new=make_subject(text))
        payload = {"covered": bars(text) + bars(decided)}
        row.text, row.decided = text, decided
        row.save(update_fields=["text", "decided"])
        record("publication.cover", actor=actor, at=at, case_id=case_id, payload=payload)
        return row


def refuse(*, case_id: UUID, reason: str, actor: Actor, at: datetime) -> Publication:
    """Does not show the words, or shows them no more; `reason` is one of REASONS. Raises MovedOn."""
    if reason not in REASONS:
        raise ValueError("unknown reason")
    with acting(actor):
        row = _locked(case_id, at)
        row.state, row.reason = next_state(row.state, "refuse"), reason
        row.text = row.decided = row.answer = ""
        row.files = []
        row.published_at, row.looked_at_by_id = None, actor.user_id
        row.save()
        cases.set_publication(case_id=case_id, wanted=True, published_at=None)
        record("publication.refuse", actor=actor, at=at, case_id=case_id, payload={"reason": reason})
        return row
