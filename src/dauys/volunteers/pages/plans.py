"""Plans at the desk: make one, see what it fills and why the rest stays empty, and settle who goes where."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import lang
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.volunteers import actions
from dauys.volunteers.consent import reason
from dauys.volunteers.forms_of_plans import PlanForm
from dauys.volunteers.models import Gap, Idle, Offer, Run
from dauys.volunteers.offices import offices
from dauys.volunteers.pages.desk_parts import actor_of, frame
from dauys.volunteers.queries import gaps_for, get_line, get_run, get_volunteer, idle_of, pairs_for, runs_for
from dauys.volunteers.words_of_plans import GAP_WORDS, IDLE_WORDS, PIN_WORDS, counts_words, pair_words

RUNS, ROWS = 25, 50
SETTLE = {"pin": actions.pin, "forbid": actions.forbid, "unpin": actions.unpin}


@require_http_methods(["GET", "POST"])
@staff("volunteers.plan")
def plans(request: HttpRequest) -> HttpResponse:
    """The newest plans, and the form that makes one more; the same form twice makes one."""
    actor = actor_of(request)
    mine = [office for office in offices() if allows(actor, "volunteers.plan", Run(office=office))]
    choices = [(office.code, office.name(lang())) for office in mine]
    if request.method == "POST":
        form = PlanForm(request.POST, offices=choices)
        made = _made(form, actor) if form.is_valid() else None
        if made:
            return redirect("volunteer_plan", run_id=made.pk)
    else:
        form = PlanForm(initial={"key": uuid4(), "acceptance": "1.0"}, offices=choices)
    context = {
        **frame(request),
        "form": form,
        "runs": [_run_row(run) for run in runs_for(actor)[:RUNS]],
        "can_plan": actions.can_plan(),
    }
    return render(request, "volunteers/plans.html", context, status=422 if form.errors else 200)


def _made(form: PlanForm, actor: Actor) -> Run | None:
    data = form.cleaned_data
    office = next(office for office in offices() if office.code == data["office"])
    try:
        return actions.make_plan(key=data["key"], office=office, acceptance=data["acceptance"], actor=actor, at=now())
    except actions.NotInstalled:
        form.add_error(None, _("The program that makes plans is not installed here. Ask your administrator."))
    except actions.NoPlan:
        form.add_error(None, _("No plan could be made, and nothing was changed. Tell your administrator."))
    return None


def _run_row(run: Run) -> dict[str, Any]:
    about = run.about
    return {
        "run": run,
        "office": run.office.name(lang()),
        "made_by": run.made_by.name if run.made_by else "",
        "filled": about["filled"],
        "places": about["places"],
        "empty": about["places"] - about["filled"],
    }


@require_safe
@staff("volunteers.plan")
def plan(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One plan: what it is worth, the lines that stay short, who is without a task, and the pairs."""
    actor = actor_of(request)
    run = get_run(actor, run_id)
    short, more_short = _paged(gaps_for(actor, run), _number(request, "short"))
    pairs, more_pairs = _paged(pairs_for(actor, run), _number(request, "pairs"))
    context = {
        **frame(request),
        **_run_row(run),
        "about": run.about,
        "is_best": run.engine == "flow",
        "short": [_gap_row(gap) for gap in short],
        "idle": [(IDLE_WORDS[code]() if code in IDLE_WORDS else code, people) for code, people in idle_of(run)],
        "pairs": [_pair_row(offer) for offer in pairs],
        "short_page": _number(request, "short"),
        "pairs_page": _number(request, "pairs"),
        "more_short": more_short,
        "more_pairs": more_pairs,
    }
    return render(request, "volunteers/plan.html", context)


def _number(request: HttpRequest, name: str) -> int:
    """A page of the address, from 1; anything else is the first."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 6 and int(typed) else 1


def _paged(rows: Any, page: int) -> tuple[list[Any], bool]:
    found = list(rows[(page - 1) * ROWS : page * ROWS + 1])
    return found[:ROWS], len(found) > ROWS


def _gap_row(gap: Gap) -> dict[str, Any]:
    return {
        **_line_row(gap.line),
        "places": gap.places,
        "why": GAP_WORDS[gap.reason]() if gap.reason in GAP_WORDS else gap.reason,
        "counts": counts_words(gap.counts),
        "price": gap.price,
    }


def _pair_row(offer: Offer) -> dict[str, Any]:
    return {
        **_line_row(offer.line),
        "offer": offer,
        "name": offer.volunteer.name,
        "km": offer.distance_km,
        "reasons": pair_words(offer.reason, lang()),
        "is_settled": offer.reason.startswith("pinned"),
    }


def _line_row(line: Any) -> dict[str, Any]:
    works = {work.code: work.name.get(lang()) for work in current().section("volunteering.yaml")}
    return {
        "line": line,
        "asked": line.obligation.demand.text if hasattr(line.obligation, "demand") else "",
        "work": works.get(line.work, line.work),
        "starts": line.during.lower,
    }


@require_safe
@staff("volunteers.plan")
def plan_person(request: HttpRequest, run_id: UUID, volunteer_id: UUID) -> HttpResponse:
    """Why somebody has a task in a plan, or none."""
    actor = actor_of(request)
    run, person = get_run(actor, run_id), get_volunteer(actor, volunteer_id, "volunteers.view")
    pairs = list(pairs_for(actor, run).filter(volunteer=person))
    found = Idle.objects.filter(run=run, volunteers__contains=[person.pk]).values_list("reason", flat=True)
    code = "" if pairs else found.first() or ""
    context = {
        **frame(request),
        **_run_row(run),
        "person": person,
        "pairs": [_pair_row(offer) for offer in pairs],
        "why": IDLE_WORDS[code]() if code in IDLE_WORDS else "",
    }
    return render(request, "volunteers/plan_person.html", context)


@require_POST
@staff("volunteers.plan")
def settle(request: HttpRequest, line_id: UUID, step: str) -> HttpResponse:
    """Settles that somebody goes to a line, or does not, or takes that back; a pair that breaks a rule is refused."""
    actor = actor_of(request)
    volunteer, run = _id(request, "volunteer"), _id(request, "run")
    if step not in SETTLE or volunteer is None:
        raise Http404
    row = get_line(actor, line_id, "volunteers.plan")
    back = ("volunteer_plan", run) if run else ("volunteer_line", row.pk)
    try:
        SETTLE[step](line=line_id, volunteer=volunteer, actor=actor, at=now())
    except (actions.CannotPin, actions.NotInstalled) as error:
        return _refused(request, error, back)
    return redirect(*back)


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def _refused(request: HttpRequest, error: Exception, back: Iterable[Any]) -> HttpResponse:
    if isinstance(error, actions.CannotPin):
        words = PIN_WORDS[error.code]()
        law = reason(current(), error.verdict, lang()) if error.verdict else None
    else:
        words, law = _("The program that makes plans is not installed here. Ask your administrator."), None
    name, key = back
    context = {**frame(request), "words": words, "law": law, "back_to": name, "back_key": key}
    return render(request, "volunteers/cannot_settle.html", context, status=409)
