"""Files of an answer: put to it beside the text, taken away again, and downloaded by who may see the case."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.answers import actions
from dauys.answers.forms import AnswerForm
from dauys.answers.queries import file_of, of_obligation
from dauys.cases.models import Obligation
from dauys.cases.queries import get_for
from dauys.ground.access.gate import staff
from dauys.ground.files import queries as files
from dauys.ground.files.checking import BadFile
from dauys.ground.files.scanning import mark
from dauys.ground.files.uploads import problem_of
from dauys.ground.moment import now


def keep_uploads(request: HttpRequest, row: Obligation, form: AnswerForm) -> bool:
    """Keeps what was chosen and takes away what was marked, once the text is saved; False puts errors into the form."""
    actor = request.actor  # type: ignore[attr-defined]
    if gone := _asked(request):
        actions.detach(obligation=row.pk, file=gone, actor=actor, at=now())
    problem = problem_of(request)
    for upload in request.FILES.getlist("scan"):
        try:
            actions.attach(obligation=row.pk, data=upload.file or b"", name=upload.name or "", actor=actor, at=now())
        except BadFile as error:
            problem = f"{upload.name}: {error}"
    if problem:
        form.add_error("scan", problem)
    return not problem


def _asked(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("detach", ""))
    except ValueError:
        return None


@require_safe
@staff("cases.view")
def answer_file(request: HttpRequest, obligation_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of an answer, also of one that is being written, for who sees the case."""
    row = get_for(request.actor, obligation_id, "cases.view")  # type: ignore[attr-defined]
    answer = of_obligation(row.pk)
    stored = file_of(answer, file_id) if answer else None
    if stored is None:
        raise Http404
    try:
        return files.response(stored)
    except files.Withheld:
        context = {"heading": stored.name, "text": mark(stored.verdict), "back": reverse("case", args=[row.case_id])}
        return render(request, "ui/message.html", {**context, "back_label": _("To the case")}, status=409)
