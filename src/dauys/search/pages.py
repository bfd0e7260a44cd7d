"""The desk's one box for finding (a number, a person, words of voice or answer), and the steps of a group."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases import actions as cases
from dauys.cases import display
from dauys.cases.desk import desk_frame, lang, moved_on
from dauys.cases.lookup import by_typed_number, may_be_foreign
from dauys.cases.models import Obligation
from dauys.cases.queries import case_for, visible_to
from dauys.core.national_id import is_valid_iin
from dauys.core.phone_numbers import BadPhone, normalize_phone
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.search import actions
from dauys.search.finding import PAGE, Hits, find
from dauys.search.queries import of_person, shown
from dauys.search.snippets import snippet

LONGEST_TYPED = 200
TELL_LAG = timedelta(seconds=5)


def person_of(text: str) -> dict[str, str]:
    """The phone or national id a text is, as keyword arguments of `of_person`; empty if it is neither."""
    digits = [c for c in text if c.isdigit()]
    if len(digits) < 10 or any(c.isalpha() for c in text):
        return {}
    if current().info.national_id and is_valid_iin("".join(text.split())):
        return {"national_id": "".join(text.split())}
    try:
        return {"phone": normalize_phone(text, current().info.country)}
    except BadPhone:
        return {}


@require_http_methods(["GET", "POST"])
@staff("cases.view")
def find_page(request: HttpRequest) -> HttpResponse:
    """Goes to the case whose number was typed; else looks for what was typed, which only a POST carries.

    A number with another system's letters is looked for as that system's first.

    Addresses are kept by browsers and servers, so a name, a phone or words never stand in one.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    typed = " ".join((request.POST.get("q") or request.GET.get("q") or "").replace("\x00", "").split())[:LONGEST_TYPED]
    case = by_typed_number(typed) if any(c.isdigit() for c in typed) else None
    if case and not visible_to(actor).filter(case=case).exists():
        case = None
    if case and (request.method == "GET" or not may_be_foreign(typed)):
        return redirect("case", case_id=case.pk)
    if request.method == "GET" or not typed:
        return _page(request, typed, None)
    if person := person_of(typed):
        return _of_person(request, typed, person)
    before = request.POST.get("before", "")
    hits = find(typed, actor, before=int(before) if before.isdecimal() and len(before) < 16 else None)
    rows = shown(actor, [h.case_id for h in hits.rows]) if hits.rows else {}
    if case and not rows:
        return redirect("case", case_id=case.pk)
    found = [_row(rows[h.case_id], h.why, hits) for h in hits.rows if h.case_id in rows]
    oldest = min((h.serial for h in hits.rows), default=0) if hits.more else 0
    return _page(request, typed, found, before=oldest, behind=hits.behind(now()))


def _of_person(request: HttpRequest, typed: str, person: dict[str, str]) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = of_person(actor, **person)
    actions.note_look_up(by=next(iter(person)), found=len(rows), actor=actor, at=now())
    return _page(request, typed, [_row(row, "contact", Hits(())) for row in rows[:PAGE]], more=len(rows) > PAGE)


def _row(row: Obligation, why: str, hits: Hits) -> dict[str, Any]:
    listed = display.list_row(row, now(), lang())
    names = getattr(row, "names", "") or ""
    text = row.case.voice.text if why in ("words", "alike") else ""
    return {
        **listed,
        "why": _why(why),
        "names": names if why in ("person", "contact") else "",
        "pieces": snippet(text, hits.stems) if text else [],
        "received": row.case.received_at,
    }


def _why(why: str) -> str:
    return {
        "number": _("by the number"),
        "person": _("by the name"),
        "contact": _("by the contact"),
        "words": _("by the words"),
        "answer": _("in the answer"),
        "alike": _("by similar words"),
    }[why]


def _page(
    request: HttpRequest,
    typed: str,
    found: list[dict[str, Any]] | None,
    *,
    before: int = 0,
    more: bool = False,
    behind: timedelta = timedelta(),
) -> HttpResponse:
    context = {
        **desk_frame(request),
        "q": typed,
        "rows": found,
        "searched": found is not None,
        "before": before,
        "more": more,
        "behind": int(behind.total_seconds()) if behind > TELL_LAG else 0,
    }
    return render(request, "search/find.html", context)


@require_POST
@staff("cases.group")
def group(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Puts the case under a main case; what has changed since the page was opened is told, and nothing is done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = case_for(actor, case_id, "cases.group")
    try:
        main = UUID(request.POST.get("main", ""))
    except ValueError:
        return redirect("case", case_id=case_id)
    try:
        cases.group(case_id=case_id, main=main, actor=actor, at=now())
    except cases.CannotGroup:
        return moved_on(request, rows[-1])
    return redirect("case", case_id=case_id)


@require_POST
@staff("cases.group")
def ungroup(request: HttpRequest, case_id: UUID) -> HttpResponse:
    cases.ungroup(case_id=case_id, actor=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("case", case_id=case_id)
