"""Signing up by oneself, alone or with a group: one page, a code, and one's own page."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases import actions as cases
from dauys.cases.code_page import FROM_ADDRESS, code_page
from dauys.cases.desk import lang
from dauys.cases.fields import places_near
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.moments import today
from dauys.volunteers import actions, links
from dauys.volunteers.forms_of_people import JoinForm
from dauys.volunteers.letters_of_people import tell_link
from dauys.volunteers.models import Group, Volunteer
from dauys.volunteers.offices import office_of
from dauys.volunteers.words_of_people import standings

SIGN_UPS_AN_HOUR = 60  # from one address; a village may share one
PLACES = 60


@require_http_methods(["GET", "POST"])
@by_code
def join_volunteers(request: HttpRequest) -> HttpResponse:
    """Who wants to help writes themselves down."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
@by_code
def join_group(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of a group."""
    rows = Group.objects.select_related("office__area")
    group = rows.filter(link_key=links.key_of_secret(token, "group")).first()
    if group is None:
        raise Http404
    return _page(request, group)


def _page(request: HttpRequest, group: Group | None) -> HttpResponse:
    form = JoinForm(request.POST or None, initial={"key": uuid4(), "languages": [lang()]})
    problem = _shut(group) if group else ""
    if request.method == "POST" and not problem and form.is_valid():
        if done := _signed_up(request, form, group):
            return done
        problem = _shut(group) if group and not form.errors else ""
    status = 200 if request.method == "GET" else 409 if problem else 422
    context = {
        "section": "help",
        "form": form,
        "group": group,
        "problem": problem,
        "places": places_near("", "", PLACES),
        "standings": [] if problem else _standings(form),
    }
    return render(request, "volunteers/join.html", context, status=status)


def _shut(group: Group) -> str:
    """Why the group takes nobody; empty while it does. One statement."""
    if not group.is_open or (group.closes_on and group.closes_on < today()):
        return _("This group takes nobody any more. You can become a volunteer without it.")
    if group.members.filter(state__in=("active", "paused")).count() >= group.most:
        return _("This group is full. You can become a volunteer without it.")
    return ""


def _standings(form: JoinForm) -> list[Any]:
    """What somebody so young may do, once they wrote their day of birth."""
    if not form.asks_guardian:
        return []
    return standings(form.cleaned_data["born_on"], (), today(), lang())


def _signed_up(request: HttpRequest, form: JoinForm, group: Group | None) -> HttpResponse | None:
    """Writes down and goes on to the code; None with what is wrong in the form."""
    data, at = form.cleaned_data, now()
    office = group.office if group else office_of(data["area"])
    if office is None:
        form.add_error("area", _("No volunteer office works for this place yet."))
        return None
    if too_fast(request, "volunteer", SIGN_UPS_AN_HOUR + _seats(group), 3600):
        form.add_error(None, _("Too many tries from this address. Wait an hour."))
        return None
    try:
        row = actions.sign_up(
            key=data["key"], office=office, person=form.person(), group=group,
            guardian=form.guardian() if form.asks_guardian else None, actor=ANONYMOUS, at=at,
        )  # fmt: skip
    except (actions.GroupShut, actions.GroupFull):
        return None
    if row.state != "unconfirmed":  # the second of two clicks, after the code
        return redirect("own_volunteer")
    response = redirect("confirm_join")
    links.remember(response, row.pk)
    return response


def _seats(group: Group | None) -> int:
    """How many more tries an address has where a whole class sits behind it, some of them twice."""
    return 2 * group.most if group else 0


def waits_for_code(request: HttpRequest) -> Volunteer | None:
    """Whom this browser signed up and who has not given the code yet."""
    row = links.own_volunteer(request)
    return row if row and row.state == "unconfirmed" else None


@require_http_methods(["GET", "POST"])
@by_code
def confirm_join(request: HttpRequest) -> HttpResponse:
    """Sends the code and takes it. Who was a volunteer already comes to the page they have, and is told its link."""
    row = waits_for_code(request)
    if row is None:
        return redirect("own_volunteer")
    key, contact, who = row.pk, ("sms", row.phone) if row.phone else ("mail", row.email), [row.pk]

    def redeem(typed: str) -> None:
        at = now()

        def done() -> None:
            try:
                actions.confirm(volunteer=key, contact=contact[1], actor=ANONYMOUS, at=at)
            except actions.AlsoThere as also:
                who[0] = also.volunteer
                actions.drop(volunteer=key, actor=ANONYMOUS)
                tell_link(Volunteer.objects.get(pk=also.volunteer), at, once=f"again:{key}")

        cases.redeem_for(subject=key, contact=contact[1], code=typed, then=done, at=at)

    try:
        response = code_page(
            request,
            subject=key,
            contact=contact,
            redeem=redeem,
            section="help",
            here="confirm_join",
            back="own_volunteer",
            too_many=_("Too many codes or wrong tries. Wait an hour and try again."),
            is_done=lambda: waits_for_code(request) is None,
            most=FROM_ADDRESS + _seats(row.group),
        )
    except (actions.GroupShut, actions.GroupFull):
        return (
            redirect("join_group", token=links.secret_of(row.group_id, "group"))
            if row.group_id
            else redirect("join_volunteers")
        )
    links.remember(response, who[0])
    return response
