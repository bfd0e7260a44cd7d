"""An answer given at a reception: what the head decided before the person, written down there and signed."""

from datetime import datetime
from uuid import UUID

from dauys.answers.actions.answer import Unfinished, answer_of, put_signature
from dauys.answers.findings import codes_of
from dauys.answers.models import Answer, Delivery
from dauys.answers.rules import MIN_BLOCK, missing_blocks, missing_outcome
from dauys.answers.signing import missing, valid_signatures
from dauys.answers.starting import starting_blocks
from dauys.cases import actions as cases
from dauys.cases.facts import note
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.ui.moments import local


def answer_on_the_spot(
    *,
    obligation: UUID,
    outcome: str,
    asked: str,
    found: str,
    decided: str,
    norm: str,
    writer: UUID,
    actor: Actor,
    at: datetime,
) -> Answer:
    """What a head decided in front of the person is the answer: `writer` wrote it down, `actor` signed it.

    How to complain is the pack's own words. A draft begun meanwhile gives way, and who wrote at it counts as a writer.
    Where the pack wants more signatures than theirs, the answer waits for those like any other, and is not sent. Raises
    Unfinished, and ImpossibleStep when the demand is over or its answer waits for approval.
    """
    with acting(actor):
        row, answer = answer_of(obligation=obligation, actor=actor, permission="answers.approve")
        language = row.case.language
        appeal = starting_blocks(row, language, local(at).date())["appeal"]
        told = {"asked": asked, "found": found, "decided": decided, "appeal": appeal, "outcome": outcome, "norm": norm}
        if weak := [*missing_blocks({**told, "asked": asked.ljust(MIN_BLOCK, ".")}), *missing_outcome(told)]:
            raise Unfinished(weak)
        answer = answer or Answer(id=new_id(at), obligation=row, revision=0)
        for name, value in told.items():
            setattr(answer, name, value)
        answer.language, answer.author_id = language, writer
        answer.writers = [*dict.fromkeys([*answer.writers, writer])]
        answer.state, answer.saved_at, answer.submitted_at = "submitted", at, at
        answer.revision += 1
        answer.save()
        put_signature(row=row, answer=answer, actor=actor, at=at)
        given = valid_signatures(answer)
        if missing(row, given):
            cases.step(obligation=row, name="hand_in_on_the_spot", at=at)
            note("answers.submit", row, actor, at, revision=answer.revision)
            return answer
        cases.step(obligation=row, name="answer_on_the_spot", at=at, answered=True, outcome=outcome)
        cases.stop_waiting(obligation=row, actor=actor, at=at)
        answer.state, answer.sent_at, answer.approver_id, answer.signs = "sent", at, actor.user_id, len(given)
        answer.save(update_fields=["state", "sent_at", "approver", "signs"])
        Delivery.objects.create(id=new_id(at), answer=answer, way="page", at=at)
        note(
            "answers.send", row, actor, at, revision=answer.revision, language=language, on_time=at <= row.due_at,
            outcome=outcome, lint=codes_of(answer, row.case),
        )  # fmt: skip
        return answer
