"""A family referred to several bodies at once, and the list of the families somebody goes with."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import chip, no_calendar_words, state_words
from dauys.cases.queries import number_of
from dauys.cases.rules import OPEN_STATES, ImpossibleStep
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.bodies import working
from dauys.directory.cache import organizations
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied
from dauys.ground.moment import now
from dauys.ground.ui.moments import today
from dauys.receptions import actions
from dauys.receptions.actions import Ask
from dauys.receptions.forms_of_referrals import ASKS, AskForm, CompanionForm
from dauys.receptions.models import Errand, Referral, Visit
from dauys.receptions.pages.parts import actor_of, may_see
from dauys.receptions.queries import accompanied_by, companions_of, referral_for, referrals_of, visit_for
from dauys.receptions.rules import REFERRING, ImpossibleVisit


@require_http_methods(["GET", "POST"])
@staff("receptions.refer")
def refer(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Who is asked for what and who goes along; above it what was referred before. A second click finds it done."""
    actor = actor_of(request)
    row = visit_for(actor, visit_id, "receptions.refer")
    staff_here = [(str(user.pk), user.name) for user in companions_of(row.host)]
    form = CompanionForm(request.POST or None, initial={"key": uuid4()}, staff=staff_here)
    bodies = [(b.code, b.name(lang())) for b in working(today()) if b.pk != row.host.organization_id]
    asks = [AskForm(request.POST or None, prefix=f"a{n}", bodies=bodies) for n in range(ASKS)]
    if request.method == "POST" and form.is_valid() & all(ask.is_valid() for ask in asks):
        data = form.cleaned_data
        given = [Ask(organizations()[a.cleaned_data["body"]], a.cleaned_data["text"]) for a in asks if not a.is_empty()]
        if not given:
            form.add_error(None, _("Choose at least one body, and write what it is asked to do"))
        else:
            about: dict[str, Any] = {"companion": UUID(data["companion"]), "actor": actor, "at": now()}
            try:
                actions.refer(key=data["key"], visit=row.pk, asks=given, **about)
                return redirect("visit_refer", visit_id=row.pk)
            except actions.AskedTwice:
                form.add_error(None, _("Each body is asked once. Write everything for it in one place."))
            except actions.NoCompanion:
                form.add_error("companion", _("Choose somebody else: this one works here no more."))
            except (ImpossibleVisit, ImpossibleStep):
                form.add_error(
                    None, _("The appeal lies with your body no more, so nothing can be passed on from here.")
                )
            except CalendarNotCovered:
                form.add_error(None, no_calendar_words())
    return _page(request, row, form, asks, staff_here)


def _page(
    request: HttpRequest, row: Visit, form: CompanionForm, asks: list[AskForm], staff_here: list[tuple[str, str]]
) -> HttpResponse:
    lead = row.lead
    context = {
        "visit": row,
        "subject": row.subject,
        "text": row.text,
        "who": lead.name if lead else "",
        "referrals": [_shown(made, errands) for made, errands in referrals_of(row.pk)],
        "staff": staff_here,
        "may_ask": row.state in REFERRING and row.case_id is not None,
        "form": form,
        "asks": asks,
    }
    status = 422 if form.errors or any(ask.errors for ask in asks) else 200
    return render(request, "receptions/refer.html", {**desk_frame(request), **context}, status=status)


def _shown(made: Referral, errands: Iterable[Errand]) -> dict[str, Any]:
    at, language = now(), lang()
    legs = [
        {
            "body": errand.body.name(language),
            "state": state_words(errand.obligation, language, staff=True),
            "chip": chip(errand.obligation, at),
            "is_open": errand.obligation.state in OPEN_STATES,
        }
        for errand in errands
    ]
    return {"referral": made, "companion": made.companion, "legs": legs, "open": sum(leg["is_open"] for leg in legs)}


@require_POST
@staff("receptions.refer")
def companion(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Another companion; who is none of the body's staff changes nothing."""
    actor = actor_of(request)
    made = referral_for(actor, referral_id, "receptions.refer")
    try:
        actions.accompany(
            referral=made.pk, companion=UUID(request.POST.get("companion", "")), actor=actor, at=now()
        )  # fmt: skip
    except (ValueError, actions.NoCompanion) as error:
        raise Denied("receptions.refer") from error
    return redirect("visit_refer", visit_id=made.visit_id)


@require_safe
@staff("receptions.accompany")
def companions(request: HttpRequest) -> HttpResponse:
    """The families one goes with: at whom each part lies and until when; those with something open first."""
    actor = actor_of(request)
    rows = []
    for made in accompanied_by(actor):
        lead = made.visit.lead
        rows.append(
            {
                **_shown(made, made.errands.all()),
                "name": lead.name if lead else "",
                "number": number_of(made.visit.case) if made.visit.case else "",
                "host": made.visit.host.name(lang()),
            }
        )
    rows.sort(key=lambda row: not row["open"])
    context = {"rows": rows, "open": sum(bool(row["open"]) for row in rows), **may_see(actor)}
    return render(request, "receptions/companions.html", {**desk_frame(request), **context})
