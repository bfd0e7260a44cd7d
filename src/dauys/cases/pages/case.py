"""The desk's page of a case with its clock and timeline, and the small steps on it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases import actions, corrections, display
from dauys.cases.desk import PickForm, desk_frame, lang, step_page
from dauys.cases.forms import PurposeForm
from dauys.cases.models import Obligation
from dauys.cases.queries import case_for, get_for, number_of, timeline
from dauys.cases.rules import OPEN_STATES, tells_of_crime
from dauys.core.terms import ClockError
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.files import queries as files
from dauys.ground.files.scanning import mark, marked
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.choices import Hinted
from dauys.ground.ui.moments import local
from dauys.ground.ui.slots import gather


def _current(rows: list[Obligation], actor: Actor, asked: str) -> Obligation:
    """The leg people act on: the one asked for, else the newest open one they may see, else the newest."""
    newest = [row for row in rows if str(row.leg) == asked] + rows[::-1]
    if str(newest[0].leg) == asked:
        return newest[0]
    waiting = [row for row in newest if row.state in OPEN_STATES]
    return next((row for row in waiting if allows(actor, "cases.view", row)), (waiting or newest)[0])


@require_safe
@staff("cases.view")
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    rows = case_for(actor, case_id)
    row = _current(rows, actor, request.GET.get("leg", ""))
    voice = row.case
    pack, entries = current(), timeline(case_id)
    row.leaving_waits = display.leaving_waits(entries, row)  # type: ignore[attr-defined]
    row.correction_waits = corrections.waits(entries)  # type: ignore[attr-defined]
    context = {
        **desk_frame(request),
        "rows": rows,
        "row": row,
        "case": voice,
        "number": number_of(voice),
        "legs": display.legs(rows, at, lang(), staff=True) if len(rows) > 1 else [],
        "waited": max((local(at).date() - local(voice.received_at).date()).days, 0),
        "redirected": max(r.forwards for r in rows),
        "is_open": row.state in OPEN_STATES,
        "chip": display.chip(row, at),
        "kind": display.kind_name(row.kind, lang()),
        "state": display.state_words(row, lang(), staff=True),
        "body": display.body_name(row.owner_path, lang()),
        "place": display.area_line(row.area_path, lang(), depth=3),
        "topic": display.topic_name(voice.topic, lang()),
        "channel": pack.labels.channels[voice.channel].get(lang()),
        "identity": pack.labels.identity[voice.identity].name.get(lang()),
        "ledger": display.ledger(row, lang()),
        "facts": list(reversed(display.timeline(entries, lang(), staff=True))),
        "crime": tells_of_crime(voice.crime),
        "nobody": display.nobody_words(voice),
        "parties": rows[0].party_rows or [],  # type: ignore[attr-defined]
        "files": [marked(f) for f in rows[0].file_rows or []],  # type: ignore[attr-defined]
        "messages": display.with_days(rows[0].message_rows),  # type: ignore[attr-defined]
        "supporters": rows[0].supporters,  # type: ignore[attr-defined]
        "panels": gather("case.panels", request, rows, row),
        "actions": sorted(gather("case.actions", actor, row), key=lambda a: not a.main),
        "may": {
            name: allows(actor, f"cases.{name}", row) and row.state in OPEN_STATES
            for name in ("route", "assign", "take", "change_kind")
        },
        "may_show_contact": allows(actor, "cases.show_contact", row),
        "may_print": allows(actor, "cases.print_slip", row),
    }
    return render(request, "cases/case.html", context)


@require_http_methods(["GET", "POST"])
@staff("cases.show_contact")
def contacts(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Asks for the purpose, then shows the sealed contacts once; a GET never shows or writes anything."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = case_for(actor, case_id, "cases.show_contact")
    form = PurposeForm(request.POST or None)
    parties = None
    if request.method == "POST" and form.is_valid():
        parties = actions.show_contact(case_id=case_id, purpose=form.cleaned_data["purpose"], actor=actor, at=now())
    context = {
        **desk_frame(request),
        "form": form,
        "parties": parties,
        "nobody": display.nobody_words(rows[0].case),
        "case": rows[0].case,
        "number": number_of(rows[0].case),
    }
    return render(request, "cases/contacts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff("cases.change_kind")
def kind(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.change_kind")
    choices = [(k.code, Hinted(k.name.get(lang()), k.help.get(lang()))) for k in current().appeal_kinds.values()]
    form = PickForm(
        request.POST or None, initial={"choice": row.kind}, label=gettext("What kind of appeal is it?"), choices=choices
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_kind(obligation=row.pk, kind=form.cleaned_data["choice"], actor=actor, at=now())
        except actions.ClockStopped:
            form.add_error("choice", gettext("The answer is already sent, so the kind stays as it is."))
        except CalendarNotCovered:
            form.add_error("choice", display.no_calendar_words())
        except ClockError:
            form.add_error("choice", gettext("The term was moved already in a way that this kind does not allow."))
        else:
            return redirect("case", case_id=row.case_id)
    return step_page(
        request,
        row,
        form,
        gettext("Change the kind"),
        gettext("The term is counted anew from the same day of receipt."),
    )


@require_safe
@staff("cases.view")
def attachment(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of a case the actor may see."""
    case_for(request.actor, case_id)  # type: ignore[attr-defined]
    stored = files.one(file_id, case_id)
    if stored is None:
        raise Http404
    try:
        return files.response(stored)
    except files.Withheld:
        context = {"heading": stored.name, "text": mark(stored.verdict), "back": reverse("case", args=[case_id])}
        return render(request, "ui/message.html", {**context, "back_label": gettext("To the case")}, status=409)
