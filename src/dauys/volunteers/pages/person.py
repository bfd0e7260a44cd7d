"""One volunteer at the desk: who they are, what they may do, what the office decides, and what a parent agreed to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import PickForm, lang
from dauys.cases.display import area_line
from dauys.core.phone_numbers import mask_email, mask_phone
from dauys.directory.cache import organizations
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.ground.ui.moments import today
from dauys.volunteers import actions
from dauys.volunteers.forms_of_desk import ConsentForm, PaperForm, RegisterForm
from dauys.volunteers.forms_of_people import PauseForm, written
from dauys.volunteers.models import Volunteer
from dauys.volunteers.offices import offices
from dauys.volunteers.pack_words import skill_name, skills, work_name
from dauys.volunteers.pages.desk_parts import actor_of, frame, office_choices
from dauys.volunteers.pages.people import also_there, places_of
from dauys.volunteers.queries import get_volunteer
from dauys.volunteers.rules import VETTING, age_on
from dauys.volunteers.words_of_people import (
    STATE_WORDS,
    VETTING_WORDS,
    WAY_WORDS,
    consent_state,
    consent_words,
    standings,
    week_words,
)


def _whole(request: HttpRequest, volunteer_id: UUID, permission: str) -> Volunteer:
    """One volunteer through the gate, with all that the page shows. Four statements."""
    row = get_volunteer(actor_of(request), volunteer_id, permission)
    prefetch_related_objects([row], "places", "skills", "consents")
    return row


@require_safe
@staff("volunteers.view")
def volunteer(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    return _page(request, _whole(request, volunteer_id, "volunteers.view"))


def _page(request: HttpRequest, row: Volunteer, *, status: int = 200, **forms_: Any) -> HttpResponse:
    actor, day = actor_of(request), today()
    consents = sorted(row.consents.all(), key=lambda c: c.asked_at, reverse=True)
    others = [office for office in offices() if office.pk != row.office_id]
    may = {name: allows(actor, f"volunteers.{name}", row) for name in ("change", "vet", "transfer", "call", "dispatch")}
    context = {
        "row": row,
        "state": STATE_WORDS[row.state](),
        "vetting": VETTING_WORDS[row.vetting](),
        "age": age_on(row.born_on, day) if row.born_on else "",
        "office": row.office.name(lang()),
        "masked": " · ".join(filter(None, [_masked(row.phone, mask_phone), _masked(row.email, mask_email)])),
        "places": [(area_line(p.area_path, lang()), p.radius_km) for p in sorted(row.places.all(), key=_position)],
        "week": week_words(row.free),
        "skills": sorted((skill_name(s.skill, lang()), s) for s in row.skills.all()) if row.skills.all() else [],
        "standings": standings(row.born_on, consents, day, lang()) if row.born_on else [],
        "consents": [_consent(c) for c in consents],
        "may": may,
        "verdicts": [(code, words()) for code, words in VETTING_WORDS.items() if code not in ("new", row.vetting)],
        "paper": _paper_form(row),
        "move": PickForm(choices=office_choices(others), label=_("Volunteer office"), select=True),
        "consent": ConsentForm(initial={"key": uuid4()}),
        "pause": PauseForm(),
        **forms_,
    }
    return render(request, "volunteers/person.html", frame(request, **context), status=status)


def _masked(text: str, mask: Callable[[str], str]) -> str:
    return mask(text) if text else ""


def _position(place: Any) -> int:
    return int(place.position)


def _consent(row: Any) -> dict[str, Any]:
    state = consent_state(row, today())
    work = work_name(row.work, lang()) if row.work else _("Every kind")
    return {"row": row, "words": consent_words(row, today()), "way": WAY_WORDS[row.way](), "work": work,
            "holds": state == "holds"}  # fmt: skip


def _paper_form(row: Volunteer, data: Any = None) -> PaperForm | None:
    """None where nobody asks for a paper of what they can do."""
    asked = {skill.code for skill in skills() if skill.evidence}
    choices = [(s.skill, skill_name(s.skill, lang())) for s in row.skills.all() if s.skill in asked]
    return PaperForm(data, choices=choices) if choices else None


@require_http_methods(["GET", "POST"])
@staff("volunteers.change")
def change_volunteer(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """Corrects what stands of a volunteer; a contact left empty stays as it is."""
    row = _whole(request, volunteer_id, "volunteers.change")
    form = RegisterForm(request.POST or None, initial={**written(row), "key": row.pk, "emergency_phone": ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(volunteer=row.pk, person=form.person(row), actor=actor_of(request), at=now())
        except actions.AlsoThere as also:
            form.add_error("name", also_there(also.volunteer, actor_of(request)))
        else:
            return redirect("volunteer", volunteer_id=row.pk)
    context = {"form": form, "row": row, "places": places_of(actor_of(request))}
    return render(request, "volunteers/register.html", frame(request, **context), status=422 if form.errors else 200)


@require_POST
@staff("volunteers.view")
def volunteer_step(request: HttpRequest, volunteer_id: UUID, step: str) -> HttpResponse:
    """One step of the office; a second click finds it taken."""
    if step not in _STEPS:
        raise Denied("volunteers.view")
    permission, do = _STEPS[step]
    row = _whole(request, volunteer_id, permission)
    return do(request, row) or redirect("volunteer", volunteer_id=row.pk)


def _contact(request: HttpRequest, row: Volunteer) -> HttpResponse:
    actions.show_contact(volunteer=row.pk, actor=actor_of(request), at=now())
    return _page(request, row, contact=True)


def _vet(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    vetting = request.POST.get("vetting", "")
    if vetting in VETTING and vetting != "new":
        actions.vet(volunteer=row.pk, vetting=vetting, actor=actor_of(request), at=now())
    return None


def _paper(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    form = _paper_form(row, request.POST)
    if form is None:
        return None
    if not form.is_valid():
        return _page(request, row, status=422, paper=form)
    data = form.cleaned_data
    actions.check_skill(
        volunteer=row.pk, skill=data["skill"], evidence=data["evidence"], until=data["counts_until"],
        actor=actor_of(request), at=now(),
    )  # fmt: skip
    return None


def _transfer(request: HttpRequest, row: Volunteer) -> HttpResponse:
    office = organizations().get(request.POST.get("choice", ""))
    if office is None or office not in offices():
        form = PickForm(request.POST, choices=office_choices(offices()), label=_("Volunteer office"), select=True)
        return _page(request, row, status=422, move=form)
    actions.transfer(volunteer=row.pk, office=office, actor=actor_of(request), at=now())
    return redirect("volunteers")


def _record(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            actions.record_consent(volunteer=row.pk, actor=actor_of(request), at=now(), **form.about())
        except actions.NotAsked:
            form.add_error("work", _("At this age no such consent opens this work."))
        else:
            return None
    return _page(request, row, status=422, consent=form)


def _revoke(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    wanted = request.POST.get("consent", "")
    found = next((c for c in row.consents.all() if str(c.pk) == wanted and consent_state(c, today()) == "holds"), None)
    if found:
        actions.revoke_consent(consent=found.pk, actor=actor_of(request), at=now())
    return None


def _pause(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, pause=form)
    actions.pause(volunteer=row.pk, until=form.cleaned_data["until"], actor=actor_of(request), at=now())
    return None


def _resume(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    actions.resume(volunteer=row.pk, actor=actor_of(request), at=now())
    return None


def _leave(request: HttpRequest, row: Volunteer) -> HttpResponse:
    if "sure" not in request.POST:
        return _page(request, row, status=422, unsure=_("Tick that everything is to be deleted"))
    actions.leave(volunteer=row.pk, actor=actor_of(request), at=now())
    return redirect("volunteers")


_STEPS: dict[str, tuple[str, Callable[[HttpRequest, Volunteer], HttpResponse | None]]] = {
    "contact": ("volunteers.call", _contact),
    "vet": ("volunteers.vet", _vet),
    "paper": ("volunteers.vet", _paper),
    "transfer": ("volunteers.transfer", _transfer),
    "consent": ("volunteers.change", _record),
    "revoke": ("volunteers.change", _revoke),
    "pause": ("volunteers.change", _pause),
    "resume": ("volunteers.change", _resume),
    "leave": ("volunteers.change", _leave),
}
