"""One's own page, by its link or in the browser that signed up: what one may do, change, pause, leave."""

from typing import Any

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.cases.fields import places_near
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.messages import telegram_hook
from dauys.ground.moment import now
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.moments import today
from dauys.ground.ui.qr import qr
from dauys.volunteers import actions, links
from dauys.volunteers.forms_of_people import ChangeOwnForm, GuardianForm, PauseForm, written
from dauys.volunteers.models import Group, Volunteer
from dauys.volunteers.pack_words import skill_name, skills
from dauys.volunteers.panels import MOST_TASKS, panels_of
from dauys.volunteers.people import NewVolunteer
from dauys.volunteers.queries_of_campaigns import read_tickets, tickets_ahead
from dauys.volunteers.queries_of_hours import ACCOUNT, read_account
from dauys.volunteers.reaching import chat_link
from dauys.volunteers.words_of_people import (
    STATE_WORDS,
    VETTING_WORDS,
    consent_state,
    consent_words,
    standings,
    week_words,
)

PLACES = 60
STEPS_AN_HOUR = 60  # from one address


@require_safe
@by_code
def open_volunteer(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a letter: the browser remembers whose page it is."""
    rows = Volunteer.objects.exclude(state__in=["left", "unconfirmed"])
    found = rows.filter(link_key=links.key_of_secret(token, "volunteer")).values_list("pk", flat=True).first()
    response = redirect("own_volunteer")
    if found:
        links.remember(response, found)
    return response


def _own(request: HttpRequest) -> Volunteer | None:
    """The volunteer of this browser with everything their page shows. Five statements."""
    row = links.own_volunteer(request, account=ACCOUNT, tickets=tickets_ahead(now(), MOST_TASKS))
    if row and row.state != "unconfirmed":
        members = Count("members", filter=Q(members__state__in=("active", "paused")))
        led = Prefetch("leads", Group.objects.annotate(people=members).order_by("created_at"))
        prefetch_related_objects([row], "places", "skills", "consents", led)
    return row


@require_safe
@by_code
def own_volunteer(request: HttpRequest) -> HttpResponse:
    row = _own(request)
    if row is None:
        return render(request, "volunteers/no_volunteer.html", {"section": "help"})
    if row.state == "unconfirmed":
        return redirect("confirm_join")
    return _page(request, row)


def _page(request: HttpRequest, row: Volunteer, *, status: int = 200, **forms: Any) -> HttpResponse:
    day = today()
    consents = sorted(row.consents.all(), key=lambda c: c.asked_at, reverse=True)
    waits = any(consent_state(c, day) == "asked" for c in consents)
    shown = standings(row.born_on, consents, day, lang()) if row.born_on else []
    context = {
        "section": "help",
        "row": row,
        "panels": panels_of(row, read_account(row.account), read_tickets(row.tickets)),  # type: ignore[attr-defined]
        "state": STATE_WORDS[row.state](),
        "vetting": VETTING_WORDS[row.vetting](),
        "standings": shown,
        "consents": [(consent_words(c, day), c) for c in consents],
        "asks": any(s.may_be_asked for s in shown),
        "waits": waits,
        "places": [(area_line(p.area_path, lang()), p.radius_km) for p in sorted(row.places.all(), key=_position)],
        "week": week_words(row.free),
        "skills": _skills(row),
        "leads": [_led(group) for group in row.leads.all()],
        "pause": PauseForm(),
        "guardian": GuardianForm(),
        "chat": _chat(row),
        **forms,
    }
    return render(request, "volunteers/own.html", context, status=status)


def _chat(row: Volunteer) -> dict[str, Any] | None:
    """The way into a chat with our bot, or that there is one; None while no bot is set up."""
    if not telegram_hook.is_set_up():
        return None
    if row.telegram:
        return {"begun": True}
    address = chat_link(row)
    return {"link": address, "code": qr(address, _("Begin a chat in Telegram"))}


def _position(place: Any) -> int:
    return int(place.position)


def _skills(row: Volunteer) -> list[tuple[str, str]]:
    """Each skill, and what is missing before it counts."""
    asked = {skill.code for skill in skills() if skill.evidence}
    found = []
    for held in row.skills.all():
        told = ""
        if held.skill in asked:
            if held.checked_at is None:
                told = _("show the paper to the office")
            elif held.until and held.until < today():
                told = _("the paper ran out")
        found.append((skill_name(held.skill, lang()), told))
    return sorted(found)


def _led(group: Group) -> dict[str, Any]:
    address = links.link(group.pk, "group", lang())
    return {"group": group, "link": address, "code": qr(address, _("Link of the group"))}


@require_http_methods(["GET", "POST"])
@by_code
def change_own_volunteer(request: HttpRequest) -> HttpResponse:
    """Where, when and what; name and day of birth the office corrects, for consents hang on them."""
    row = _own(request)
    if row is None or row.state == "unconfirmed":
        return redirect("own_volunteer")
    form = ChangeOwnForm(request.POST or None, initial=written(row))
    if request.method == "POST" and form.is_valid() and row.born_on:
        if too_fast(request, "volunteer", STEPS_AN_HOUR, 3600):
            form.add_error(None, _("Too many tries from this address. Wait an hour."))
        else:
            person = NewVolunteer(
                name=row.name, born_on=row.born_on, language=lang(), phone=row.phone, email=row.email,
                **form.about(row),
            )  # fmt: skip
            actions.change(volunteer=row.pk, person=person, actor=ANONYMOUS, at=now())
            return redirect("own_volunteer")
    context = {"section": "help", "form": form, "places": places_near("", "", PLACES)}
    return render(request, "volunteers/change_own.html", context, status=422 if form.errors else 200)


@require_POST
@by_code
def own_volunteer_step(request: HttpRequest, step: str) -> HttpResponse:
    """Pauses, resumes, ends a chat, asks a parent, leaves; a second click does nothing."""
    row = _own(request)
    if row is None or row.state == "unconfirmed":
        return redirect("own_volunteer")
    if step not in _STEPS:
        raise Http404
    if too_fast(request, "volunteer", STEPS_AN_HOUR, 3600):
        return _page(request, row, status=429, problem=_("Too many tries from this address. Wait an hour."))
    return _STEPS[step](request, row) or redirect("own_volunteer")


def _pause(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, pause=form)
    actions.pause(volunteer=row.pk, until=form.cleaned_data["until"], actor=ANONYMOUS, at=now())
    return None


def _resume(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    actions.resume(volunteer=row.pk, actor=ANONYMOUS, at=now())
    return None


def _guardian(request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    form = GuardianForm(request.POST, own_phone=row.phone)
    if form.is_valid():
        try:
            actions.ask_guardian(volunteer=row.pk, guardian=form.guardian(), actor=ANONYMOUS, at=now())
        except actions.NotAsked:
            return None
        except actions.AskedTooOften:
            form.add_error("guardian_phone", _("A parent was asked three times today. Try again tomorrow."))
        else:
            return None
    return _page(request, row, status=422, guardian=form)


def _leave(request: HttpRequest, row: Volunteer) -> HttpResponse:
    if "sure" not in request.POST:
        told = _("Tick that everything is to be deleted")
        return _page(request, row, status=422, unsure=told)
    actions.leave(volunteer=row.pk, actor=ANONYMOUS, at=now())
    response = render(request, "volunteers/left.html", {"section": "help"})
    links.forget(response)
    return response


def _end_chat(_request: HttpRequest, row: Volunteer) -> HttpResponse | None:
    actions.end_chat(volunteer=row.pk, actor=ANONYMOUS, at=now())
    return None


_STEPS = {"pause": _pause, "end-chat": _end_chat, "resume": _resume, "guardian": _guardian, "leave": _leave}
