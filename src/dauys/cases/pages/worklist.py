"""The worklist: a view narrowed by filters, page by page, and the lists a person has saved."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases import actions, display
from dauys.cases.desk import desk_frame, lang
from dauys.cases.filters import SIZES, VIEWS, Filters, read
from dauys.cases.forms import ListNameForm
from dauys.cases.worklist import COUNT_CAP, BadCursor, page, rail
from dauys.directory.cache import areas, organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.slots import gather

VIEW_WORDS = {
    "body": gettext_lazy("The whole body"),
    "mine": gettext_lazy("Mine"),
    "new": gettext_lazy("New"),
    "today": gettext_lazy("Due within a day"),
    "overdue": gettext_lazy("Overdue"),
    "approval": gettext_lazy("To approve"),
    "waiting": gettext_lazy("Waiting for the person"),
    "reopened": gettext_lazy("Opened again"),
    "unowned": gettext_lazy("Nobody owns them"),
    "desk": gettext_lazy("Registered by me"),
    "answered": gettext_lazy("Answered"),
    "ended": gettext_lazy("Over without an answer"),
}

# The views whose rows may be at any step; nothing upper rooms know of is under way in the others.
NOTED = ("body", "mine", "today", "overdue", "approval", "reopened", "desk")


def _capped(count: int) -> str:
    return f"{COUNT_CAP:,}+".replace(",", "\u00a0") if count > COUNT_CAP else str(count)


def first_view(actor: Actor) -> str:
    """The view the desk opens with: clerks see what they registered, the others their body."""
    return "desk" if actor.has_role("clerk") and not actor.has_role("officer", "supervisor", "head") else "body"


def _places(actor: Actor, chosen: str) -> list[tuple[str, str]]:
    """The territories one may narrow the list to: those one step below the body's own. No statement."""
    known, body = areas(), organizations().get(actor.home.rstrip("/"))
    root = known.get(f"{current().info.code}/")
    base = body.area_id if body and body.area_id else root and root.pk
    below = [area for area in known.values() if area.parent_id == base]
    if chosen and all(area.path != chosen for area in below):
        below.append(known[chosen])
    return [(area.path, area.name(lang())) for area in below]


@require_safe
@staff("cases.view")
def worklist(request: HttpRequest) -> HttpResponse:
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    filters = read(request.GET, areas(), view=first_view(actor))
    notes = gather("list.notes", actor) if filters.view in NOTED else []
    try:
        found = page(actor, filters, at, notes=notes)
    except BadCursor:
        return redirect("worklist")
    beside, query = rail(actor, at), filters.query
    totals = beside.totals
    here = next((one for one in beside.saved if one["query"] == query), None)
    views = [
        {"code": code, "words": VIEW_WORDS[code], "count": _capped(totals[code]) if code in totals else ""}
        for code in VIEWS
        if code != "desk" or actor.has_role("clerk")
    ]
    narrowed = query != Filters(view=filters.view).query
    context = {
        **desk_frame(request),
        "rows": [
            {**display.list_row(row, at, lang()), "notes": [said for note in notes for said in note.words(row)]}
            for row in found.rows
        ],
        "views": views,
        "view": filters.view,
        "saved": beside.saved,
        "saved_here": here,
        "heading": here["name"] if here else VIEW_WORDS[filters.view],
        "total": _capped(totals[filters.view]) if filters.view in totals and not narrowed else "",
        "late": totals.get("overdue", 0) if filters.view == "body" and not narrowed else 0,
        "filters": filters,
        "query": query,
        "narrowed": narrowed,
        "kinds": [(k.code, k.name.get(lang())) for k in current().kinds.values()],
        "places": _places(actor, filters.area),
        "sizes": SIZES,
        "next": f"?{query}&after={found.next_cursor}" if found.next_cursor else "",
        "first": f"?{query}" if filters.after else "",
        "can_register": allows(actor, "cases.register"),
        "can_export": allows(actor, "cases.export"),
        "steps": gather("list.steps", actor),
    }
    return render(request, "cases/worklist.html", context)


@require_http_methods(["GET", "POST"])
@staff("cases.view")
def save_list(request: HttpRequest) -> HttpResponse:
    """Asks for a name, then keeps the list under it."""
    actor = request.actor  # type: ignore[attr-defined]
    asked: Any = request.POST if request.method == "POST" else request.GET
    filters = read(asked, areas(), view=first_view(actor))
    form = ListNameForm(request.POST or None)
    back = f"{reverse('worklist')}?{filters.query}"
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_list(name=form.cleaned_data["name"], query=filters.query, actor=actor, at=now())
        except actions.NameTaken:
            form.add_error("name", _("You have a list of this name already. Choose another name."))
        except actions.TooManyLists:
            form.add_error("name", _("You have %d lists already. Remove one first.") % actions.MOST_LISTS)
        else:
            return redirect(back)
    shown = {**desk_frame(request), "form": form, "filters": filters, "back": back}
    return render(request, "cases/save_list.html", shown, status=422 if form.errors else 200)


@require_POST
@staff("cases.view")
def forget_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    actions.forget_list(saved=list_id, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("worklist")
