"""Lists as tables to take along: asking for one, how far it is, and the file."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases import actions
from dauys.cases.actions.exports import MOST_WAITING, path_of
from dauys.cases.desk import desk_frame, lang
from dauys.cases.filters import read
from dauys.cases.forms import ExportForm
from dauys.cases.models import Export
from dauys.cases.pages.worklist import VIEW_WORDS, first_view
from dauys.cases.queries import export_of, exports_of
from dauys.cases.worklist import COUNT_CAP, count
from dauys.directory.cache import areas
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.tables import FORMATS


@require_http_methods(["GET", "POST"])
@staff("cases.export")
def export(request: HttpRequest) -> HttpResponse:
    """Asks in which form the list is wanted, then queues it."""
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    asked = QueryDict(request.POST.get("list", "")[:400]) if request.method == "POST" else request.GET
    filters = read(asked, areas(), view=first_view(actor))
    form = ExportForm(request.POST or None, initial={"form": "xlsx"})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["form"]
        try:
            actions.ask_export(form=wanted, query=filters.query, language=lang(), actor=actor, at=at)
        except actions.TooManyExports:
            form.add_error("form", _("%d of your tables are being written. Wait until one is ready.") % MOST_WAITING)
        else:
            return redirect("exports")
    held = count(actor, filters, at, COUNT_CAP + 1)
    context = {
        **desk_frame(request),
        "form": form,
        "query": filters.query,
        "heading": VIEW_WORDS[filters.view],
        "count": held if held <= COUNT_CAP else f"{COUNT_CAP}+",
        "back": f"{reverse('worklist')}?{filters.query}",
    }
    return render(request, "cases/export.html", context, status=422 if form.errors else 200)


def _line(row: Export) -> dict[str, object]:
    view = QueryDict(row.query).get("view", "body")
    return {
        "id": row.pk,
        "form": row.form.upper(),
        "name": VIEW_WORDS.get(view, VIEW_WORDS["body"]),
        "narrowed": "&" in row.query,
        "asked_at": row.asked_at,
        "state": row.state,
        "reason": row.reason,
        "done": row.done,
        "total": row.total,
        "size": row.size,
    }


@require_safe
@staff("cases.export")
def exports(request: HttpRequest) -> HttpResponse:
    """The person's own tables of the last day, with their progress."""
    rows = [_line(row) for row in exports_of(request.actor)]  # type: ignore[attr-defined]
    busy = any(row["state"] in ("waiting", "running") for row in rows)
    return render(request, "cases/exports.html", {**desk_frame(request), "rows": rows, "busy": busy})


@require_safe
@staff("cases.export")
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    row = export_of(request.actor, export_id)  # type: ignore[attr-defined]
    if row is None or row.state != "done":
        raise Http404
    try:
        content = path_of(row.pk, row.form).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"dauys-{row.asked_at:%Y-%m-%d-%H%M}.{row.form}"
    answer = FileResponse(content, content_type=FORMATS[row.form], filename=name, as_attachment=True)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@staff("cases.export")
def forget_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    actions.forget_export(export=export_id, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("exports")
