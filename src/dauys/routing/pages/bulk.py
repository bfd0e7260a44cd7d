"""One step for many rows of a list: what would happen, then what happened, and its undoing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dauys.cases import display
from dauys.cases.desk import PickForm, desk_frame, lang
from dauys.cases.filters import read
from dauys.cases.models import Obligation
from dauys.directory.cache import areas
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.accounts.queries import staff_of
from dauys.ground.moment import now
from dauys.routing import actions, queries
from dauys.routing.actions.bulk import PERMISSIONS
from dauys.routing.rules import MOST_ROWS, VERBS, can_undo, obstacle

HEADINGS = {
    "take": gettext_lazy("Take them myself"),
    "give": gettext_lazy("Give them to an officer"),
    "settle": gettext_lazy("Confirm the bodies"),
}
OBSTACLES = {
    "over": gettext_lazy("Its work is over."),
    "taken": gettext_lazy("An officer has it already."),
    "settled": gettext_lazy("The body is confirmed already."),
    "waits": gettext_lazy("Its answer waits for approval."),
    "denied": gettext_lazy("It is not yours to change."),
}


def _back(asked: Mapping[str, str]) -> str:
    """The list people came from, rebuilt from what we know of lists, so that no foreign address gets in."""
    return f"{reverse('worklist')}?{read(QueryDict(asked.get('back', '')[:400]), areas()).query}"


def _ids(values: Sequence[str]) -> list[UUID]:
    """The rows that were ticked; what is no id of ours is not there."""
    found = []
    for value in values[: MOST_ROWS + 1]:
        try:
            found.append(UUID(value))
        except ValueError:
            raise Http404 from None
    return found


def _why_not(verb: str, row: Obligation, actor: Actor) -> str:
    if reason := obstacle(verb, row):
        return reason
    return "" if allows(actor, PERMISSIONS[verb], row) else "denied"


def _officer_form(data: Any, rows: Sequence[Obligation]) -> PickForm:
    """Who may get them: the staff of the body that most of the rows belong to. One statement."""
    paths = [row.owner_path for row in rows]
    body = max(sorted(set(paths)), key=paths.count)
    officers = staff_of(body, "officer", "supervisor", "head")
    choices = [(str(user.pk), user.name) for user in officers]
    return PickForm(data, label=_("Who will prepare the answers?"), choices=choices)


def _asked(request: HttpRequest) -> tuple[str, list[Obligation], list[dict[str, Any]]]:
    """The step, the rows it is possible for, and every row with the reason against it."""
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    verb = request.POST.get("verb", "")
    if verb not in VERBS or not allows(actor, PERMISSIONS[verb]):
        raise Http404
    able, lines = [], []
    for row in queries.chosen(actor, _ids(request.POST.getlist("row"))[:MOST_ROWS]):
        reason = _why_not(verb, row, actor)
        lines.append({**display.list_row(row, at, lang()), "why_not": OBSTACLES[reason] if reason else ""})
        if not reason:
            able.append(row)
    return verb, able, lines


def _show(request: HttpRequest, verb: str, able: Sequence[Obligation], lines: list[Any], form: Any) -> HttpResponse:
    context = {
        **desk_frame(request),
        "verb": verb,
        "heading": HEADINGS[verb],
        "lines": lines,
        "able": able,
        "form": form,
        "key": request.POST.get("key") or uuid4(),
        "query": request.POST.get("back", "")[:400],
        "back": _back(request.POST),
        "most": MOST_ROWS,
        "too_many": len(request.POST.getlist("row")) > MOST_ROWS,
    }
    return render(request, "routing/bulk.html", context, status=422 if form and form.errors else 200)


@require_POST
@staff("cases.view")
def preview(request: HttpRequest) -> HttpResponse:
    """Shows what the step would do to every chosen row. Writes nothing."""
    verb, able, lines = _asked(request)
    form = _officer_form(None, able) if verb == "give" and able else None
    return _show(request, verb, able, lines, form)


@require_POST
@staff("cases.view")
def do(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    verb, able, lines = _asked(request)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None
    if queries.bulk_of(actor, key):
        return redirect("bulk_result", bulk_id=key)  # the second press of a double click
    form = _officer_form(request.POST, able) if verb == "give" and able else None
    if form and not form.is_valid():
        return _show(request, verb, able, lines, form)
    officer = UUID(form.cleaned_data["choice"]) if form else None
    chosen = _ids(request.POST.getlist("row"))[:MOST_ROWS]
    actions.do(key=key, verb=verb, rows=chosen, officer=officer, actor=actor, at=now())
    return redirect("bulk_result", bulk_id=key)


@require_safe
@staff("cases.view")
def result(request: HttpRequest, bulk_id: UUID) -> HttpResponse:
    return _result(request, bulk_id)


def _result(request: HttpRequest, bulk_id: UUID, *, too_late: bool = False) -> HttpResponse:
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    bulk = queries.bulk_of(actor, bulk_id)
    if bulk is None:
        raise Http404
    outcomes = {row.obligation_id: row.outcome for row in bulk.rows.all()}
    rows = {row.pk: row for row in queries.chosen(actor, list(outcomes))}
    lines = [
        {**display.list_row(row, at, lang()), "outcome": outcomes[pk]} for pk, row in rows.items() if pk in outcomes
    ]
    count = list(outcomes.values()).count
    context = {
        **desk_frame(request),
        "bulk": bulk,
        "heading": HEADINGS[bulk.verb],
        "lines": lines,
        "done": count("done"),
        "refused": count("refused"),
        "undone": count("undone"),
        "kept": count("kept"),
        "can_undo": can_undo(bulk.at, bulk.undone_at, at) and count("done"),
        "too_late": too_late,
    }
    return render(request, "routing/bulk_result.html", context, status=409 if too_late else 200)


@require_POST
@staff("cases.view")
def undo(request: HttpRequest, bulk_id: UUID) -> HttpResponse:
    try:
        actions.undo(bulk=bulk_id, actor=request.actor, at=now())  # type: ignore[attr-defined]
    except actions.TooLate:
        found = queries.bulk_of(request.actor, bulk_id)  # type: ignore[attr-defined]
        if found is None or found.undone_at is None:
            return _result(request, bulk_id, too_late=True)
    return redirect("bulk_result", bulk_id=bulk_id)
