"""Method sheets: the list, one version with its points, the draft, issuing it, and saying that one has read it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import body_name, kind_name, topic_name
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.oversight import actions, sheet_queries
from dauys.oversight.forms import SheetForm, initial_of
from dauys.oversight.models import Sheet, Version


def about_words(sheet: Sheet) -> str:
    """«All bodies · Water · Complaint»."""
    body = body_name(sheet.org_path, lang()) if sheet.org_path else _("All bodies")
    topic = topic_name(sheet.topic, lang()) if sheet.topic else _("All topics")
    kind = kind_name(sheet.kind, lang()) if sheet.kind else _("All kinds")
    return f"{body} · {topic} · {kind}"


def _said(row: Version) -> dict[str, Any]:
    found: dict[str, Any] = row.words.get(lang()) or row.words[current().info.default_language]
    return found


def _line(row: Version) -> dict[str, Any]:
    return {"row": row, "title": _said(row)["title"], "about": about_words(row.sheet)}


@require_safe
@staff("oversight.read_sheets")
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets in force for the reader, and the drafts they may write."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = [_line(row) for row in sheet_queries.listed(actor)]
    context = {
        "issued": [line for line in rows if line["row"].state != "draft"],
        "drafts": [line for line in rows if line["row"].state == "draft"],
        "writes": allows(actor, "oversight.write_sheets"),
        "samples": allows(actor, "oversight.sample"),
        "tab": "sheets",
    }
    return render(request, "oversight/sheets.html", {**desk_frame(request), **context})


@require_safe
@staff("oversight.read_sheets")
def sheet(request: HttpRequest, version_id: UUID) -> HttpResponse:
    return _version_page(request, version_id)


def _version_page(request: HttpRequest, version_id: UUID, problem: str = "") -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = sheet_queries.version_for(actor, version_id)
    context = {
        **_line(row),
        "said": _said(row),
        "others": sheet_queries.others_of(row),
        "writes": allows(actor, "oversight.write_sheets", row.sheet),
        "problem": problem,
    }
    page = {**desk_frame(request), **context}
    return render(request, "oversight/sheet.html", page, status=409 if problem else 200)


@require_http_methods(["GET", "POST"])
@staff("oversight.write_sheets")
def new_sheet(request: HttpRequest) -> HttpResponse:
    return _write(request, None, None)


@require_http_methods(["GET", "POST"])
@staff("oversight.write_sheets")
def write_sheet(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The draft of a sheet; without one it begins with the words of the version named."""
    row = sheet_queries.version_for(request.actor, version_id)  # type: ignore[attr-defined]
    return _write(request, row, sheet_queries.draft_of(row))


def _write(request: HttpRequest, row: Version | None, draft: Version | None) -> HttpResponse:
    shown = draft or row
    initial = {**initial_of(shown.words), "revision": draft.revision if draft else 0} if shown else {}
    form = SheetForm(request.POST or None, initial=initial)
    if row:
        del form.fields["topic"], form.fields["kind"]
    if request.method == "POST" and form.is_valid():
        words, data = form.words(), form.cleaned_data
        about = {"sheet_id": row.sheet_id} if row else {"topic": data["topic"], "kind": data["kind"]}
        try:
            made = actions.draft(
                words=words,
                revision=data["revision"],
                actor=request.actor,  # type: ignore[attr-defined]
                at=now(),
                **about,
            )
            return redirect("sheet", version_id=made.pk)
        except actions.StaleSheet:
            taken = _("There is such a draft already, or it was saved from another page. Your words are still here.")
            form.add_error(None, taken)
    context = {"form": form, "about": about_words(row.sheet) if row else "", "row": row}
    status = 422 if form.errors else 200
    return render(request, "oversight/sheet_form.html", {**desk_frame(request), **context}, status=status)


@require_POST
@staff("oversight.write_sheets")
def issue_sheet(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Issues the draft that was read; a second click finds it issued."""
    actor = request.actor  # type: ignore[attr-defined]
    row = sheet_queries.version_for(actor, version_id)
    text = request.POST.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    try:
        actions.issue_sheet(version=row.pk, revision=revision, actor=actor, at=now())
    except actions.AlreadyIssued:
        pass
    except actions.StaleSheet:
        return _version_page(request, row.pk, _("The draft was changed after you opened this page. Read it again."))
    except actions.Incomplete as error:
        words = _("Every language needs a title, a text and the same number of points. Look at: %s")
        return _version_page(request, row.pk, words % ", ".join(error.languages))
    return redirect("sheet", version_id=row.pk)


@require_POST
@staff("oversight.read_sheets")
def acknowledge_sheet(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Keeps that the reader has read this version."""
    actor = request.actor  # type: ignore[attr-defined]
    row = sheet_queries.version_for(actor, version_id)
    if row.state != "draft":
        actions.acknowledge_sheet(version=row.pk, actor=actor, at=now())
    return redirect("sheet", version_id=row.pk)
