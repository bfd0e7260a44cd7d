"""Samples of sent answers: drawn by a seed that is shown, marked against the sheet, with shares by body and a table."""

import csv
import io
import secrets
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.answers.rules import BLOCKS
from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import body_name
from dauys.cases.queries import number_of
from dauys.core.dates import percent
from dauys.core.small_numbers import Share, Shown
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.tables.lines import safe
from dauys.oversight import actions
from dauys.oversight.forms import SampleForm
from dauys.oversight.models import Sampled
from dauys.oversight.rules import MARKS, is_kept
from dauys.oversight.sample_queries import answers_of, by_body, sample_for, samples_of


def mark_words() -> dict[str, str]:
    return {"yes": _("Yes"), "no": _("No"), "na": _("Does not apply")}


def _said(row: Sampled) -> dict[str, Any]:
    found: dict[str, Any] = row.version.words.get(lang()) or row.version.words[current().info.default_language]
    return found


def _count(shown: Shown) -> str:
    if shown.number is not None:
        return str(shown.number)
    return _("fewer than %d") % shown.limit if shown.hidden == "few" else _("not shown")


def _share(value: Share) -> str:
    if value.tenths is None:
        return _("too few")
    return {"over": ">\u00a0", "under": "<\u00a0", "": ""}[value.bound] + percent(value.tenths / 1000, lang())


def _line(row: Sampled) -> dict[str, Any]:
    return {
        "row": row,
        "number": number_of(row.answer.obligation.case),
        "case_id": row.answer.obligation.case_id,
        "body": body_name(row.answer.obligation.owner_path, lang(), short=True),
        "sheet": _said(row)["title"],
        "kept": is_kept(row.marks) if row.marks else None,
    }


@require_http_methods(["GET", "POST"])
@staff("oversight.sample")
def samples(request: HttpRequest) -> HttpResponse:
    """The samples drawn so far, and a form to draw the next."""
    actor = request.actor  # type: ignore[attr-defined]
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.draw_sample(
                month=data["month"],
                size=data["size"],
                seed=data["seed"] or secrets.token_hex(8),
                actor=actor,
                at=now(),
            )
            return redirect("sample", sample_id=made.pk)
        except actions.NothingToDraw:
            form.add_error("month", _("No answer was sent in this month while a sheet was in force"))
    context = {**desk_frame(request), "form": form, "rows": samples_of(actor)}
    return render(request, "oversight/samples.html", context, status=422 if form.errors else 200)


@require_safe
@staff("oversight.sample")
def sample(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    """One sample: its seed, its answers, and the shares of bodies."""
    found = sample_for(request.actor, sample_id)  # type: ignore[attr-defined]
    rows = answers_of(found)
    bodies = [
        {"name": body_name(b.body, lang()), "marked": _count(b.marked), "kept": _share(b.kept)} for b in by_body(rows)
    ]
    context = {
        **desk_frame(request),
        "sample": found,
        "lines": [_line(row) for row in rows],
        "bodies": bodies,
        "done": sum(bool(row.marks) for row in rows),
        "next": next((row.position for row in rows if not row.marks), None),
    }
    return render(request, "oversight/sample.html", context)


@require_http_methods(["GET", "POST"])
@staff("oversight.sample")
def mark(request: HttpRequest, sample_id: UUID, position: int) -> HttpResponse:
    """The answer as the person read it, beside the points of the sheet that was in force."""
    actor = request.actor  # type: ignore[attr-defined]
    found = sample_for(actor, sample_id)
    rows = answers_of(found)
    row = next((one for one in rows if one.position == position), None)
    if row is None:
        raise Http404
    points, problem = _said(row)["points"], ""
    chosen = row.marks or [""] * len(points)
    if request.method == "POST":
        chosen = [request.POST.get(f"point_{n}", "") for n in range(1, len(points) + 1)]
        if all(one in MARKS for one in chosen):
            actions.mark_answer(sample=found.pk, position=position, marks=chosen, actor=actor, at=now())
            waits = next((one.position for one in rows if not one.marks and one.position != position), None)
            return redirect("mark_answer", found.pk, waits) if waits else redirect("sample", sample_id=found.pk)
        problem = _("Mark every point")
    context = {
        **desk_frame(request),
        "sample": found,
        **_line(row),
        "answer": row.answer,
        "blocks": [getattr(row.answer, name) for name in BLOCKS],
        "points": [
            {"n": n, "words": words, "chosen": chosen[n - 1], "missing": bool(problem) and chosen[n - 1] not in MARKS}
            for n, words in enumerate(points, start=1)
        ],
        "marks": mark_words(),
        "problem": problem,
    }
    return render(request, "oversight/mark.html", context, status=422 if problem else 200)


@require_safe
@staff("oversight.sample")
def sample_table(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    """The sample as CSV, one line for each point of each answer; with the mark that spreadsheets look for."""
    found = sample_for(request.actor, sample_id)  # type: ignore[attr-defined]
    text, marks = io.StringIO(), mark_words()
    writer = csv.writer(text)
    writer.writerow([_("Seed"), _("Number"), _("Body"), _("Method sheet"), _("Version"), _("Point"), _("Mark")])
    for row in answers_of(found):
        line = _line(row)
        for place, point in enumerate(_said(row)["points"]):
            marked = marks[row.marks[place]] if row.marks else ""
            cells = [found.seed, line["number"], line["body"], line["sheet"], row.version.number, point, marked]
            writer.writerow([safe(cell) for cell in cells])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="dauys-sample-{found.month:%Y-%m}.csv"'
    return answer
