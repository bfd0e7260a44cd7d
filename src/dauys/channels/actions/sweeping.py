"""Deletes what somebody attached to a form that never became a case, or to an answer that did not take it."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from dauys.answers.models import Attachment
from dauys.cases.models import Case
from dauys.channels import drafts
from dauys.ground.files import actions as files
from dauys.ground.files.models import StoredFile


def sweep_files(*, before: datetime) -> int:
    """Removes files from before this moment that belong to no case, no answer and no draft that is left; how many."""
    of_a_case = Exists(Case.objects.filter(pk=OuterRef("holder")))
    of_an_answer = Exists(Attachment.objects.filter(file=OuterRef("pk")))
    old = StoredFile.objects.filter(~of_a_case, ~of_an_answer, created_at__lt=before)
    return files.forget(holders_kept=drafts.holders(), among=old)
