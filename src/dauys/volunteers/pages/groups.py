"""Groups at the desk: the list with a new one, who leads, the link shut or open, and the sheet to put on a wall."""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import lang
from dauys.cases.of_contact import contact_of
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.ground.ui.qr import qr
from dauys.volunteers import actions
from dauys.volunteers.forms_of_desk import GroupForm, LeaderForm
from dauys.volunteers.links import link
from dauys.volunteers.models import Group, Volunteer
from dauys.volunteers.pages.desk_parts import actor_of, frame, office_choices, offices_of
from dauys.volunteers.queries import get_group, groups_for, volunteers_for
from dauys.volunteers.words_of_people import GROUP_WORDS

SHOWN = 200


@require_http_methods(["GET", "POST"])
@staff("volunteers.view")
def volunteer_groups(request: HttpRequest) -> HttpResponse:
    """The groups in the actor's reach, newest first, and the form of a new one."""
    actor = actor_of(request)
    choices = office_choices(offices_of(actor, "volunteers.register"))
    form = GroupForm(request.POST or None, offices=choices, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid() and (made := _opened(actor, form)):
        return redirect("group_sheet", group_id=made.pk)
    return _page(request, form)


def _page(request: HttpRequest, form: GroupForm, **about: Any) -> HttpResponse:
    actor = actor_of(request)
    members = Count("members", filter=Q(members__state__in=("active", "paused")))
    found = groups_for(actor).annotate(people=members).order_by("-created_at")[:SHOWN]
    context = {
        "form": form,
        "rows": [_row(group, actor) for group in found],
        "leader": LeaderForm(),
        **about,
    }
    status = 422 if form.errors or about else 200
    return render(request, "volunteers/groups.html", frame(request, **context), status=status)


def _row(group: Group, actor: Actor) -> dict[str, Any]:
    return {
        "group": group,
        "kind": GROUP_WORDS[group.kind](),
        "office": group.office.name(lang()),
        "people": group.people,  # type: ignore[attr-defined]
        "may_change": allows(actor, "volunteers.change", group),
    }


def _opened(actor: Actor, form: GroupForm) -> Group | None:
    data = dict(form.cleaned_data)
    office = organizations()[data.pop("office")]
    leader = _found(actor, data.pop("leader"))
    if form.cleaned_data["leader"][0] and leader is None:
        form.add_error("leader", _no_leader())
        return None
    try:
        return actions.open_group(office=office, leader=leader, actor=actor, at=now(), **data)
    except actions.MayNotLead:
        form.add_error("leader", _("Who leads has to be of an age at which no consent is asked."))
        return None


def _no_leader() -> str:
    return _("No volunteer of your offices has this phone or e-mail, or several have.")


def _found(actor: Actor, contact: tuple[str, str]) -> Volunteer | None:
    """The one volunteer with this contact in the actor's reach."""
    if not contact[0]:
        return None
    rows = volunteers_for(actor).filter(contact_of(*contact).meant, state__in=("active", "paused"))
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


@require_POST
@staff("volunteers.change")
def volunteer_group_step(request: HttpRequest, group_id: UUID, step: str) -> HttpResponse:
    """Shuts or opens the link, names who leads."""
    actor = actor_of(request)
    group = get_group(actor, group_id, "volunteers.change")
    if step in ("shut", "open"):
        actions.shut_group(group=group.pk, is_open=step == "open", actor=actor, at=now())
    elif step == "leader":
        form = LeaderForm(request.POST)
        if not (form.is_valid() and _named(actor, group, form)):
            blank = GroupForm(
                offices=office_choices(offices_of(actor, "volunteers.register")), initial={"key": uuid4()}
            )  # fmt: skip
            return _page(request, blank, leader=form, of=group.pk)
    else:
        raise Denied("volunteers.change")
    return redirect("volunteer_groups")


def _named(actor: Actor, group: Group, form: LeaderForm) -> bool:
    leader = _found(actor, form.cleaned_data["contact"])
    if leader is None:
        form.add_error("contact", _no_leader())
        return False
    try:
        actions.name_leader(group=group.pk, leader=leader, actor=actor, at=now())
    except actions.MayNotLead:
        form.add_error("contact", _("Who leads has to be of an age at which no consent is asked."))
        return False
    return True


@require_safe
@staff("volunteers.view")
def group_sheet(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One page to print: the name of the group, its link and a code to point a phone at."""
    group = get_group(actor_of(request), group_id, "volunteers.view")
    address = link(group.pk, "group", lang())
    context = {
        "group": group,
        "kind": GROUP_WORDS[group.kind](),
        "office": group.office.name(lang()),
        "link": address,
        "code": qr(address, _("Link of the group")),
    }
    return render(request, "volunteers/group_sheet.html", frame(request, **context))
