"""What publication does on facts: a voice whose author wants it lines up; an answer to one waits for a look."""

from dauys.answers.queries import newest_sent
from dauys.cases.models import Case
from dauys.ground.journal.models import Entry
from dauys.publication.actions import answer_sent, line_up


def on_filed(entry: Entry) -> None:
    """Lines up a voice whose author ticked the box."""
    if entry.payload.get("publish") and entry.case_id is not None:
        case = Case.objects.select_related("area").get(pk=entry.case_id)
        if case.publish_wanted:
            line_up(case=case, at=entry.at)


def on_answer(entry: Entry) -> None:
    """An answer that was sent is not shown before somebody looked at it."""
    if entry.case_id is not None and (answer := newest_sent(entry.case_id)) is not None:
        answer_sent(case_id=entry.case_id, answer_id=answer.pk)
