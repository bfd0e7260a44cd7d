"""What everybody sees of needs: open shifts, found by place and age, and the page of one, to take or to share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.cases.fields import PlaceField
from dauys.core.consent import decide
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code, public
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.moments import day_words, local, today
from dauys.volunteers import actions
from dauys.volunteers.consent import works_of
from dauys.volunteers.links import own_volunteer, secret_of
from dauys.volunteers.models import Line, Volunteer
from dauys.volunteers.pack_words import skill_names, work_name
from dauys.volunteers.pages.parts import hours, stop_words
from dauys.volunteers.queries import open_shift, open_shifts
from dauys.volunteers.queries_of_campaigns import open_campaigns
from dauys.volunteers.rules import ImpossibleOffer, age_on
from dauys.volunteers.standing import lacking, standing_at
from dauys.volunteers.words_of_needs import ASKS_WORDS

MOST_SHIFTS = 60
MOST_CAMPAIGNS = 5
OLDEST = 120
TAKEN_AN_HOUR = 60  # from one address


@require_safe
@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Who needs help: the open shifts, by place and by one's age. Three statements."""
    place, typed = request.GET.get("place", "")[:300], request.GET.get("age", "")[:3]
    path, problem = _path(place)
    age, wrong_age = _age(typed)
    weekend = bool(request.GET.get("weekend"))
    found = [] if problem else open_shifts(now(), path, MOST_SHIFTS)
    rows = [shift_row(line) for line in found if not weekend or local(line.during.lower).weekday() >= 5]
    if age is not None:
        rows = [row for row in rows if _may(row["line"], age)]
    context = {
        "section": "help",
        "rows": rows,
        "place": place,
        "age": typed,
        "weekend": weekend,
        "problem": problem,
        "wrong_age": wrong_age,
        "laws": _laws(),
        "campaigns": open_campaigns(today(), MOST_CAMPAIGNS),
    }
    return render(request, "volunteers/help.html", context, status=422 if problem or wrong_age else 200)


def _path(typed: str) -> tuple[str, str]:
    """The territory a typed place means; what is wrong with it else."""
    if not typed.strip():
        return "", ""
    try:
        return PlaceField().clean(typed), ""
    except ValidationError as error:
        return "", error.messages[0]


def _age(typed: str) -> tuple[int | None, str]:
    if not typed.strip():
        return None, ""
    if typed.strip().isascii() and typed.strip().isdigit() and int(typed) <= OLDEST:
        return int(typed), ""
    return None, _("Write your age in whole years")


def _may(line: Line, age: int) -> bool:
    """Whether this age may do it, if need be with the consent that is asked."""
    return decide(works_of(current()), line.work, age, ("guardian", "accompanied")).allowed


def _laws() -> list[tuple[str, str]]:
    """What the pack forbids by age, in words: the kinds of work that ask most."""
    found: dict[str, str] = {}
    for work in current().section("volunteering.yaml"):
        for band in work.ages:
            rule = current().rule(band.rule)
            found.setdefault(band.rule, rule.says.get(lang()))
    return list(found.items())


def shift_row(line: Line) -> dict[str, Any]:
    """An open shift as everybody may see it."""
    ages = [
        f"{band.under_age}" for band in works_of(current())[line.work].bands if band.asks == "forbidden"
    ] if line.work in works_of(current()) else []  # fmt: skip
    return {
        "line": line,
        "work": work_name(line.work, lang()),
        "day": day_words(line.during.lower, lang(), year=False),
        "hours": hours(line.during),
        "place": area_line(line.obligation.area_path, lang()),
        "skills": skill_names(line.skills, lang()),
        "free": line.free,
        "from_age": ages[0] if ages else "",
        "today": local(line.during.lower).date() == local(now()).date(),
    }


@require_safe
@by_code
def shift(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One open shift, to take by oneself or to send to others."""
    return _page(request, line_id)


def _page(request: HttpRequest, line_id: UUID, *, problem: str = "", told: str = "", status: int = 200) -> HttpResponse:
    line = open_shift(line_id)
    if line is None:
        raise Http404
    person = own_volunteer(request)
    context = {
        "section": "help",
        **shift_row(line),
        "person": person,
        "stop": _stop(line, person),
        "is_open": line.state == "open" and line.during.lower > now(),
        "group": _led(person),
        "problem": problem,
        "told": told,
        "others": [shift_row(other) for other in lawful_shifts(person, 4) if other.pk != line.pk][:3] if told else [],
    }
    return render(request, "volunteers/shift.html", context, status=status)


def _stop(line: Line, person: Volunteer | None) -> dict[str, Any] | None:
    """What stands against this person here; None for who is not known, or may do it."""
    if person is None or person.born_on is None:
        return None
    standing = standing_at(line, person)
    if standing.allowed:
        return None
    by_law = not (standing.verdict.allowed or standing.refused)
    band = standing.verdict.band if by_law else None
    return {
        "asks": ASKS_WORDS[band.asks]() if band else _("You cannot take this shift"),
        "says": stop_words(standing),
        "may_ask": band and band.asks != "forbidden",
    }


def _led(person: Volunteer | None) -> Any:
    """The group that a person leads, to take places for it."""
    return person.leads.filter(is_open=True).first() if person and person.vetting != "refused" else None


def lawful_shifts(person: Volunteer | None, most: int) -> list[Line]:
    """Open shifts that a person may take, if need be with the consent that is asked."""
    if person is None or person.born_on is None or person.vetting == "refused":
        return []
    age = age_on(person.born_on, local(now()).date())
    prefetch_related_objects([person], "skills")
    lines = [line for line in open_shifts(now(), "", MOST_SHIFTS) if line.free > 0 and _may(line, age)]
    return [line for line in lines if not lacking(person, line.skills, local(line.during.lower).date())][:most]


@require_POST
@by_code
def take_shift(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Takes a place by oneself; who is not a volunteer yet signs up first. A second click does nothing."""
    person = own_volunteer(request)
    if person is None or person.state != "active":
        return redirect("own_volunteer")
    line = open_shift(line_id)
    if line is None:
        raise Http404
    standing = standing_at(line, person)
    if not standing.allowed:
        return _page(request, line_id, told=stop_words(standing), status=409)
    if too_fast(request, "shift", TAKEN_AN_HOUR, 3600):
        return _page(request, line_id, problem=_("Too many tries from this address. Wait an hour."), status=429)
    try:
        offer = actions.take_shift(line=line_id, volunteer=person.pk, actor=ANONYMOUS, at=now())
    except actions.NotAllowed as error:
        return _page(request, line_id, told=stop_words(error.standing), status=409)
    except actions.Busy:
        return _page(request, line_id, problem=_("You have another task at this time."), status=409)
    except (actions.LineOver, ImpossibleOffer):
        return _page(request, line_id, problem=_("This shift is closed."), status=409)
    return redirect("open_offer", token=secret_of(offer.pk, "offer"))


@require_POST
@by_code
def claim_shift(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Whoever leads a group takes places for it, for a day; its members then fill them."""
    person = own_volunteer(request)
    group = _led(person)
    if person is None or group is None:
        return redirect("own_volunteer")
    typed = request.POST.get("people", "")
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= group.most):
        return _page(request, line_id, problem=_("Write how many people come, as a number."), status=422)
    try:
        claim = actions.claim(
            line=line_id, group=group.pk, people=int(typed[:6]), by=person.pk, actor=ANONYMOUS, at=now()
        )
    except actions.Full:
        return _page(request, line_id, problem=_("There are not so many free places."), status=409)
    except actions.TooFarAhead:
        return _page(request, line_id, problem=_("Places are kept for the next six days only."), status=409)
    except (actions.LineOver, actions.NotLeader):
        return _page(request, line_id, problem=_("This shift is closed."), status=409)
    except Line.DoesNotExist as error:
        raise Http404 from error
    return _page(request, line_id, problem="", told=_kept(claim.people, claim.until))


def _kept(people: int, until: datetime) -> str:
    return _("Places kept for your group: %(people)s, until %(until)s. Send your people the address of this page.") % {
        "people": people, "until": f"{day_words(until, lang(), year=False)}, {local(until):%H:%M}",
    }  # fmt: skip
