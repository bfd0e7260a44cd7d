"""What nobody owns: a body says that it is not its own, and who stands above names the body."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases import display
from dauys.cases.desk import lang, moved_on, step_page
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.bodies import working
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.ui.moments import day_words, today
from dauys.routing import actions
from dauys.routing.forms import GiveBackForm, NameOwnerForm
from dauys.routing.pages.forwarding import MOST_OFFERED, OBSTACLES


@require_http_methods(["GET", "POST"])
@staff("cases.forward")
def give_back(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.forward")
    form = GiveBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        about = {"because": form.cleaned_data["because"], "text": form.cleaned_data["text"]}
        try:
            actions.give_back(obligation=row.pk, actor=actor, at=now(), **about)
        except ImpossibleStep:
            return moved_on(request, row, about["text"])
        except actions.DaysOver:
            form.add_error(None, _("The days for passing it on are over."))
        except actions.Settled:
            form.add_error(None, _("The body above has decided that it is yours. Answer it, or ask them."))
        except CalendarNotCovered:
            form.add_error(None, display.no_calendar_words())
        else:
            return redirect("case", case_id=row.case_id)
    until = day_words(row.forward_by, lang()) if row.forward_by else ""
    note = _("The body above decides. Your term runs on meanwhile.")
    if until:
        note = f"{note} {_('To be given back at the latest by %s') % until}"
    return step_page(request, row, form, _("Not ours, and unclear whose"), note)


@require_http_methods(["GET", "POST"])
@staff("cases.name_owner")
def name_owner(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.name_owner")
    offered = [body.name(lang()) for body in working(today())][:MOST_OFFERED]
    form = NameOwnerForm(request.POST or None, initial={"key": uuid4()}, offered=offered)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.name_owner(obligation=row.pk, owner=data["body"], key=data["key"], actor=actor, at=now())
        except ImpossibleStep:
            return moved_on(request, row, request.POST.get("body", ""))
        except actions.CannotForward as error:
            form.add_error("body", str(OBSTACLES[error.because]))
        except CalendarNotCovered:
            form.add_error(None, display.no_calendar_words())
        else:
            return redirect("case", case_id=row.case_id)
    why, body = display.unowned_words(row), display.body_name(row.owner_path, lang())
    note = _("The same body keeps it with its term; for another body the term begins anew.")
    return step_page(request, row, form, _("Name the body"), ". ".join(filter(None, [why, body, note])))
