"""The volunteers of an office as a list, and a walk-in written down at the desk."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases.desk import lang
from dauys.cases.fields import ContactField, places_near
from dauys.directory.cache import place_of
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.forms_of_desk import RegisterForm
from dauys.volunteers.models import Volunteer
from dauys.volunteers.offices import office_of
from dauys.volunteers.pack_words import named, skills
from dauys.volunteers.pages.desk_parts import actor_of, frame, office_choices, offices_of
from dauys.volunteers.queries import groups_for
from dauys.volunteers.register import LISTED, Narrowed, listed
from dauys.volunteers.words_of_people import STATE_WORDS, VETTING_WORDS, chosen

PLACES, MOST_GROUPS = 100, 200


@require_http_methods(["GET", "POST"])
@staff("volunteers.view")
def volunteers(request: HttpRequest) -> HttpResponse:
    """Who can help, newest first. A phone or e-mail is looked for by POST, so that it stands in no address."""
    actor, asked, problem = actor_of(request), request.GET, ""
    contact = ("", "")
    if request.method == "POST":
        try:
            contact = ContactField(required=False).clean(request.POST.get("contact", ""))
        except forms.ValidationError as error:
            problem = error.messages[0]
    by = Narrowed(
        state=asked.get("state", ""), skill=asked.get("skill", ""), vetting=asked.get("vetting", ""),
        office=asked.get("office", ""), group=_id(asked.get("group", "")), contact=contact,
    )  # fmt: skip
    rows, mark = listed(actor, by, asked.get("after", "")) if not problem else ([], "")
    groups = [(str(g.pk), g.name) for g in groups_for(actor).order_by("-created_at")[:MOST_GROUPS]]
    kept = {name: asked[name] for name in ("state", "skill", "vetting", "office", "group") if asked.get(name)}
    context = {
        "rows": [
            (row, STATE_WORDS[row.state](), VETTING_WORDS[row.vetting](), row.office.name(lang())) for row in rows
        ],
        "next": f"?{urlencode({**kept, 'after': mark})}" if mark and not contact[0] else "",
        "first": f"?{urlencode(kept)}" if asked.get("after") else "",
        "filters": [
            ("state", _("State"), chosen(STATE_WORDS, LISTED), by.state),
            ("skill", _("What they can do"), named(skills(), lang()), by.skill),
            ("vetting", _("Looked at"), chosen(VETTING_WORDS), by.vetting),
            ("group", _("Group"), groups, str(by.group or "")),
            ("office", _("Volunteer office"), office_choices(offices_of(actor, "volunteers.view")), by.office),
        ],
        "searched": bool(contact[0]),
        "problem": problem,
        "may_register": allows(actor, "volunteers.register"),
    }
    return render(request, "volunteers/people.html", frame(request, **context), status=422 if problem else 200)


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@staff("volunteers.register")
def register_volunteer(request: HttpRequest) -> HttpResponse:
    """Somebody who came or called; a phone is not needed. They belong to the office of their place."""
    actor = actor_of(request)
    form = RegisterForm(request.POST or None, initial={"key": uuid4(), "language": lang(), "languages": [lang()]})
    if request.method == "POST" and form.is_valid() and (done := _registered(request, form)):
        return done
    context: dict[str, Any] = {"form": form, "places": places_of(actor)}
    return render(request, "volunteers/register.html", frame(request, **context), status=422 if form.errors else 200)


def places_of(actor: Actor) -> list[str]:
    """Names of places to choose from: those of the actor's first office."""
    mine = offices_of(actor, "volunteers.register")
    return places_near(place_of(mine[0]), "", PLACES) if mine else []


def _registered(request: HttpRequest, form: RegisterForm) -> HttpResponse | None:
    actor, data = actor_of(request), form.cleaned_data
    mine = offices_of(actor, "volunteers.register")
    if not mine:
        raise Denied("volunteers.register")
    office = office_of(data["area"])
    if office not in mine:  # of another place: they belong to the office they came to
        office = mine[0]
    if found := Volunteer.objects.filter(pk=data["key"]).first():
        return redirect("volunteer", volunteer_id=found.pk)
    try:
        row = actions.register(
            key=data["key"], office=office, person=form.person(), source="desk", actor=actor, at=now()
        )  # fmt: skip
    except actions.AlsoThere as also:
        form.add_error("name", also_there(also.volunteer, actor))
        return None
    return redirect("volunteer", volunteer_id=row.pk)


def also_there(volunteer: UUID, actor: Actor) -> str:
    """Whether the volunteer of this name, birth and contact is one of the actor's own, or another office's."""
    row = Volunteer.objects.select_related("office__area").get(pk=volunteer)
    if allows(actor, "volunteers.view", row):
        return _("This person is a volunteer of your office already.")
    return _("This person is a volunteer already: %s") % row.office.name(lang())
