"""The writes to answers: save, submit, send back, send, read out, rate."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from dauys.answers.findings import Known, codes_of
from dauys.answers.models import Answer, Attachment, Delivery, Hearing, Rating, Signature
from dauys.answers.rules import (
    BLOCKS,
    TOLD,
    leftover_placeholders,
    missing_blocks,
    missing_outcome,
    missing_signatures,
    reopens,
)
from dauys.answers.signing import next_signature, valid_signatures
from dauys.cases import actions as cases
from dauys.cases.actions.handle import locked
from dauys.cases.facts import note
from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES, ImpossibleStep
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.files import actions as files
from dauys.ground.ids import new_id
from dauys.ground.packs.current import current


class StalePage(Exception):
    """Somebody saved the answer after this page was opened; nothing was overwritten."""


class Unfinished(Exception):
    """The answer cannot go on; `blocks` names what is empty or still holds a template's gaps."""

    def __init__(self, blocks: list[str]) -> None:
        super().__init__(", ".join(blocks))
        self.blocks = blocks


class Unsigned(Exception):
    """The answer cannot be sent yet; `missing` names the roles whose signatures are wanted."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class AlreadyRated(Exception):
    """An answer is rated once."""


class NotSent(Exception):
    """There is no sent answer yet."""


def answer_of(*, obligation: UUID, actor: Actor, permission: str) -> tuple[Obligation, Answer | None]:
    """The demand and its answer, both held against others; raises Denied."""
    row = locked(obligation)
    answer = Answer.objects.select_for_update().filter(obligation=row).first()
    if answer is not None:
        row.answer = answer
    require(actor, permission, row)
    return row, answer


def save(
    *, obligation: UUID, blocks: Mapping[str, str], language: str, revision: int, actor: Actor, at: datetime
) -> Answer:
    """Keeps the draft: four blocks, outcome and norm. `revision` is the one the page was opened with (0 for none); else
    StalePage.

    Drafting takes the obligation into work. A draft's every keystroke is not a fact, so only the first is journalled.
    """
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.write")
        if row.assignee_id is None:
            row = cases.assign(obligation=obligation, assignee=User.objects.get(pk=actor.user_id), actor=actor, at=at)
        if (answer.revision if answer else 0) != revision:
            raise StalePage
        if row.state != "in_work":
            cases.step(obligation=row, name="draft", at=at)
            note("cases.start_work", row, actor, at)
        if answer is None:
            answer = Answer(id=new_id(at), obligation=row, author_id=actor.user_id, language=language)
        else:
            answer.revision += 1
        for name in TOLD:
            setattr(answer, name, blocks.get(name, "").strip())
        answer.language, answer.saved_at, answer.author_id = language, at, actor.user_id
        if actor.user_id not in answer.writers:
            answer.writers = [*answer.writers, actor.user_id]
        if answer.state == "submitted":
            raise StalePage
        answer.save()
        return answer


def submit(*, obligation: UUID, actor: Actor, at: datetime) -> Answer:
    """Hands the draft to a supervisor; raises Unfinished."""
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.write")
        if answer is None:
            raise Unfinished(list(BLOCKS))
        told = {name: getattr(answer, name) for name in TOLD}
        weak = {*missing_blocks(told), *leftover_placeholders(told), *missing_outcome(told)}
        if weak:
            raise Unfinished(sorted(weak, key=TOLD.index))
        cases.step(obligation=row, name="submit", at=at)
        answer.state, answer.submitted_at = "submitted", at
        answer.save(update_fields=["state", "submitted_at"])
        note("answers.submit", row, actor, at, revision=answer.revision)
        return answer


def _as_read(answer: Answer | None, revision: int) -> Answer:
    """The answer, if it still is the one the supervisor read; raises NotSent or StalePage."""
    if answer is None:
        raise NotSent
    if answer.revision != revision:
        raise StalePage
    return answer


def send_back(*, obligation: UUID, revision: int, because: str, actor: Actor, at: datetime) -> Answer:
    """The supervisor returns the draft with what has to change; `revision` is the one they read, else StalePage."""
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.sign")
        cases.step(obligation=row, name="return", at=at)
        answer = _as_read(answer, revision)
        answer.state, answer.returned_because = "returned", because
        answer.returns += 1
        answer.save(update_fields=["state", "returned_because", "returns"])
        note("answers.send_back", row, actor, at, revision=answer.revision)
        return answer


def sign_answer(*, obligation: UUID, revision: int, actor: Actor, at: datetime) -> Signature:
    """Gives one of the signatures that the pack wants; `revision` is the one they read, else StalePage.

    Raises Denied for who has signed already, themselves or through a deputy, or whose signature is not missing.
    """
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.sign")
        if row.state != "in_approval":
            raise ImpossibleStep(row.state, "sign")
        answer = _as_read(answer, revision)
        made = put_signature(row=row, answer=answer, actor=actor, at=at)
        if made is None:
            raise Denied("answers.sign")
        note("answers.sign_answer", row, actor, at, revision=answer.revision, role=made.role, **_instead(made))
        return made


def put_signature(*, row: Obligation, answer: Answer, actor: Actor, at: datetime) -> Signature | None:
    """The signature the actor can give of those still missing, kept; None when there is none."""
    given = valid_signatures(answer)
    mine = next_signature(row, answer, given, actor)
    if mine is None:
        return None
    return Signature.objects.create(
        id=new_id(at),
        answer=answer,
        revision=answer.revision,
        returns=answer.returns,
        role=mine.role,
        by_id=actor.user_id,
        instead_of_id=mine.instead_of,
        at=at,
    )


def _instead(made: Signature | None) -> dict[str, UUID]:
    return {"instead_of": made.instead_of_id} if made and made.instead_of_id else {}


def send(*, obligation: UUID, revision: int, actor: Actor, at: datetime) -> Answer:
    """Approves and sends: the page shows it at once, mail and SMS follow from the journal. Stops the clock.

    `revision` is the one the supervisor read; another raises StalePage, so that nobody sends what they have not seen.
    Who sends signs with it, if a signature of theirs is missing; while another is missing, raises Unsigned.
    """
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.approve")
        outcome = answer.outcome if answer else ""
        cases.step(obligation=row, name="send", at=at, answered=True, outcome=outcome)
        cases.stop_waiting(obligation=row, actor=actor, at=at)
        answer = _as_read(answer, revision)
        made = put_signature(row=row, answer=answer, actor=actor, at=at)
        given = valid_signatures(answer)
        if missing := missing_signatures(current().signatures(row.kind), [one.role for one in given]):
            raise Unsigned(missing)
        answer.state, answer.sent_at, answer.approver_id = "sent", at, actor.user_id
        answer.signs = len(given)
        answer.save(update_fields=["state", "sent_at", "approver", "signs"])
        Delivery.objects.create(id=new_id(at), answer=answer, way="page", at=at)
        note(
            "answers.send", row, actor, at, revision=answer.revision, language=answer.language,
            on_time=at <= row.due_at, outcome=answer.outcome, lint=codes_of(answer, row.case), **_instead(made),
        )  # fmt: skip
        return answer


def send_together(*, main: Answer, obligation: UUID, actor: Actor, at: datetime, known: Known) -> Answer | None:
    """Sends the answer of a main case to a case grouped under it, as its own; `actor` approved it, `at` is that moment.
    `known` is kept from case to case: many who wrote the same words cost one look of the linter.

    None if the case was answered, reopened, given to another body or taken out of the group meanwhile. A draft that
    was begun for it gives way: author, writers and approver are those of the text, so four eyes have seen it.
    """
    with acting(actor):
        row = locked(obligation)
        theirs = main.obligation
        is_grouped = row.case.main_id == theirs.case_id and row.owner_id == theirs.owner_id and row.reopens_id is None
        if main.state != "sent" or not is_grouped or row.state not in OPEN_STATES:
            return None
        cases.step(obligation=row, name="send_together", at=at, answered=True, outcome=main.outcome)
        cases.stop_waiting(obligation=row, actor=actor, at=at)
        answer = Answer.objects.select_for_update().filter(obligation=row).first() or Answer(
            id=new_id(at), obligation=row, revision=0
        )
        if Attachment.objects.filter(answer=answer).delete()[0]:
            files.erase(holder=answer.pk)
        for name in (*TOLD, "language", "author_id", "writers", "approver_id", "saved_at", "submitted_at"):
            setattr(answer, name, getattr(main, name))
        answer.state, answer.sent_at, answer.returned_because = "sent", at, ""
        answer.revision += 1
        answer.together_with = main
        answer.save()
        Delivery.objects.create(id=new_id(at), answer=answer, way="page", at=at)
        note(
            "answers.send", row, actor, at, revision=answer.revision, language=answer.language,
            on_time=at <= row.due_at, main=theirs.case_id, outcome=answer.outcome,
            lint=codes_of(answer, row.case, known),
        )  # fmt: skip
        return answer


def read_out(*, obligation: UUID, proof: str, actor: Actor, at: datetime) -> Delivery:
    """Notes that the answer was read out by phone, with the proof: who answered, when, what they confirmed."""
    return _hand_over("phone", "answers.read_out", obligation, proof, actor, at)


def post(*, obligation: UUID, proof: str, actor: Actor, at: datetime) -> Delivery:
    """Notes that the printed answer went out by post, with the proof: the number of the letter, or who took it."""
    return _hand_over("post", "answers.post", obligation, proof, actor, at)


def _hand_over(way: str, verb: str, obligation: UUID, proof: str, actor: Actor, at: datetime) -> Delivery:
    """A hand-over done by people, once a way; the first proof stays."""
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.read_out")
        if answer is None or answer.state != "sent":
            raise NotSent
        delivery, fresh = Delivery.objects.get_or_create(
            answer=answer, way=way, defaults={"id": new_id(at), "at": at, "by_id": actor.id, "proof": proof}
        )
        if fresh:
            note(verb, row, actor, at, delivery=delivery.pk)
        return delivery


def note_delivery(*, answer: Answer, way: str, at: datetime) -> None:
    """Keeps that mail or SMS was queued for the answer, once a way."""
    Delivery.objects.get_or_create(answer=answer, way=way, defaults={"id": new_id(at), "at": at})


def rate(
    *,
    obligation: UUID,
    score: int,
    solved: str,
    comment: str,
    actor: Actor,
    at: datetime,
    reasons: Sequence[str] = (),
) -> Obligation | None:
    """The person's word on the answer. "Not solved" opens the case again, once: the new obligation, else None.

    `reasons` are codes of the pack for what was wrong with the answer.
    """
    if set(reasons) - set(current().info.rate_words.reasons):
        raise ValueError("a reason the pack does not name")
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.rate")
        if answer is None or answer.state != "sent":
            raise NotSent
        if Rating.objects.filter(answer=answer).exists():
            raise AlreadyRated
        said = {"score": score, "solved": solved, "comment": comment, "reasons": " ".join(reasons)}
        Rating.objects.create(answer=answer, at=at, **said)
        why = {"reasons": list(reasons)} if reasons else {}
        note("answers.rate", row, actor, at, score=score, solved=solved, **why)
        if reopens(solved) and row.reopens_id is None:
            return cases.reopen(obligation=row.pk, actor=actor, at=at)
        cases.step(obligation=row, name="close", at=at)
        return None


def erase_texts(*, case_id: UUID) -> None:
    """Empties answers and protocols of a case, the proofs of delivery and the comments; that they were stays."""
    Hearing.objects.filter(obligation__case=case_id).update(about="", participants="", said="", remarks="")
    of_case = Answer.objects.filter(obligation__case=case_id)
    of_case.update(asked="", found="", decided="", appeal="", norm="", returned_because="")
    Delivery.objects.filter(answer__in=of_case).exclude(proof="").update(proof="–")
    Rating.objects.filter(answer__in=of_case).update(comment="")
