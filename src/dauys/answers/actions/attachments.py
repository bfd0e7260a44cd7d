"""Files an officer puts to an answer while they write it: kept, taken away again, and erased with the person."""

from datetime import datetime
from typing import IO
from uuid import UUID

from dauys.answers.actions.answer import NotSent, answer_of
from dauys.answers.models import Answer, Attachment
from dauys.cases.facts import note
from dauys.cases.rules import ImpossibleStep
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.files import actions as files

BEING_WRITTEN = ("draft", "returned")


def _written(answer: Answer | None) -> Answer:
    """The answer, if it is still being written; raises NotSent without one and ImpossibleStep after that."""
    if answer is None:
        raise NotSent
    if answer.state not in BEING_WRITTEN:
        raise ImpossibleStep(answer.state, "attach")
    return answer


def attach(*, obligation: UUID, data: IO[bytes] | bytes, name: str, actor: Actor, at: datetime) -> Attachment:
    """Keeps one file for the answer, checked like any upload, and makes a new revision of it.

    Raises BadFile, Denied, NotSent before a draft was saved, ImpossibleStep once it was submitted. The same bytes
    again are the file that is there already.
    """
    with acting(actor):
        holder = _written(answer_of(obligation=obligation, actor=actor, permission="answers.write")[1]).pk
    stored = files.store(data=data, name=name, holder=holder, at=at)
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.write")
        answer = _written(answer)
        made, fresh = Attachment.objects.get_or_create(
            file=stored, defaults={"answer": answer, "by_id": actor.user_id, "at": at}
        )
        if fresh:
            _revise(answer)
            note("answers.attach", row, actor, at, file=stored.pk)
        return made


def detach(*, obligation: UUID, file: UUID, actor: Actor, at: datetime) -> None:
    """Takes a file away from an answer that is being written; nothing happens if it has none such."""
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.write")
        answer = _written(answer)
        if not Attachment.objects.filter(answer=answer, file=file).delete()[0]:
            return
        _revise(answer)
        note("answers.detach", row, actor, at, file=file)
    files.remove(file_id=file, holder=answer.pk)


def _revise(answer: Answer) -> None:
    """Whoever read the answer before has not read it with these files."""
    answer.revision += 1
    answer.save(update_fields=["revision"])


def erase_files(*, case_id: UUID) -> None:
    """Removes what was attached to the answers of a case, bytes too."""
    for answer in Answer.objects.filter(obligation__case=case_id, attachments__isnull=False).distinct():
        Attachment.objects.filter(answer=answer).delete()
        files.erase(holder=answer.pk)
