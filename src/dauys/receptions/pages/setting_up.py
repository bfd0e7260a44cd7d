"""Centres, who receives there, and their schedules: drafted, approved by another, published."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.fields import places_near
from dauys.directory.cache import organizations
from dauys.directory.models import Post
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import today
from dauys.receptions import actions
from dauys.receptions.forms import LINES, LineForm, ScheduleForm
from dauys.receptions.forms_of_centres import HostForm, OfficeForm
from dauys.receptions.forms_of_places import PlaceHostForm
from dauys.receptions.models import Host, Office, Schedule
from dauys.receptions.pages.parts import actor_of, bodies, host_line, may_see, near_day
from dauys.receptions.queries import closed_days_of, host_for, hosts_for, offices, schedule_for, schedules_of
from dauys.receptions.rules import RECEIVING_POSTS, ImpossibleVisit
from dauys.receptions.slots_open import openings_in_month
from dauys.receptions.words import MODE_WORDS, SCHEDULE_WORDS, line_words, repeat_of, where_words

PLACES = 60


@require_safe
@staff("receptions.set_up")
def centres(request: HttpRequest) -> HttpResponse:
    language = lang()
    rows = [
        {
            "office": office,
            "name": office.name(language),
            "body": office.organization.name(language),
            "hosts": [(host.name(language), host.room) for host in office.hosts.all()],
        }
        for office in offices()
    ]
    return render(request, "receptions/centres.html", {**desk_frame(request), "rows": rows})


@require_http_methods(["GET", "POST"])
@staff("receptions.set_up")
def centre(request: HttpRequest, office_id: UUID | None = None) -> HttpResponse:
    """A new centre, or another's words."""
    office = Office.objects.select_related("organization").filter(pk=office_id).first() if office_id else None
    if office_id and office is None:
        raise Http404
    form = OfficeForm(request.POST or None, bodies=bodies(), initial=_of_office(office))
    if request.method == "POST" and form.is_valid():
        words: dict[str, Any] = {
            "names": form.words("name"),
            "address": form.words("address"),
            "hours": form.words("hours"),
            "access_notes": form.words("access"),
            "languages": form.cleaned_data["languages"],
            "point": form.cleaned_data["point"],
        }
        if office:
            actions.change_office(
                office=office.pk, is_open=form.cleaned_data["is_open"], actor=actor_of(request), at=now(), **words
            )
        else:
            body = organizations()[form.cleaned_data["organization"]]
            office = actions.open_office(organization=body, actor=actor_of(request), at=now(), **words)
        return redirect("reception_hosts", office_id=office.pk)
    context = {"form": form, "office": office}
    return render(
        request, "receptions/centre.html", {**desk_frame(request), **context}, status=422 if form.errors else 200
    )


def _of_office(office: Office | None) -> dict[str, Any]:
    if office is None:
        return {"is_open": True, "languages": list(current().languages)}
    first: dict[str, Any] = {"organization": office.organization.code, "is_open": office.is_open, "point": office.point,
                             "languages": office.languages}  # fmt: skip
    for text, words in {"name": office.names, "address": office.address, "hours": office.hours,
                        "access": office.access_notes}.items():  # fmt: skip
        first |= {f"{text}_{code}": value for code, value in words.items()}
    return first


@require_http_methods(["GET", "POST"])
@staff("receptions.set_up")
def hosts(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Who receives at a centre: heads of the bodies and who is on duty, by their posts; and its places for days."""
    office = Office.objects.filter(pk=office_id).first()
    if office is None:
        raise Http404
    posts = {str(post.pk): post for post in _posts()}
    labels = [(key, _post_line(post)) for key, post in posts.items()]
    form = HostForm(request.POST if "post" in request.POST else None, posts=labels)
    place = PlaceHostForm(request.POST if "place-room" in request.POST else None, prefix="place")
    if place.is_bound and place.is_valid():
        about = {"names": place.names(), "room": place.cleaned_data["room"]}
        actions.add_place(office=office.pk, actor=actor_of(request), at=now(), **about)
        return redirect("reception_hosts", office_id=office.pk)
    if form.is_bound and form.is_valid():
        post = posts[form.cleaned_data["post"]]
        actions.add_host(office=office.pk, post=post, room=form.cleaned_data["room"], actor=actor_of(request), at=now())
        return redirect("reception_hosts", office_id=office.pk)
    found = Host.objects.select_related("post", "organization").filter(office=office, is_active=True)
    found = found.exclude(kind="counter")
    rows = [(host.pk, host_line(host, lang()), host.room) for host in found.order_by("created_at")]
    context = {"form": form, "place": place, "office": office, "name": office.name(lang()), "rows": rows}
    status = 422 if form.errors or place.errors else 200
    return render(request, "receptions/hosts.html", {**desk_frame(request), **context}, status=status)


def _post_line(post: Post) -> str:
    line = f"{post.name(lang())} · {post.organization.name(lang())}"
    return line if RECEIVING_POSTS[post.role] == "head" else f"{line} ({_('on duty')})"


def _posts() -> list[Post]:
    """Posts whose holders receive people: heads and their deputies, and who can be on duty for them."""
    rows = Post.objects.select_related("organization").filter(role__in=RECEIVING_POSTS)
    order = list(RECEIVING_POSTS)
    return sorted(rows, key=lambda post: (post.organization.path, order.index(post.role), post.code))


@require_safe
@staff("receptions.plan")
def schedules(request: HttpRequest) -> HttpResponse:
    """Everybody who receives, and who of the heads has no published schedule for this month."""
    language, actor = lang(), actor_of(request)
    found = list(hosts_for(actor))
    month, wanted = openings_in_month([host.pk for host in found], now()), current().info.receives_a_month
    rows = [
        {"host": h, "name": h.name(language), "body": h.organization.name(language), "office": h.office.name(language),
         "times": month[h.pk], "opens": month[h.pk] >= wanted}
        for h in found
    ]  # fmt: skip
    context = {"rows": rows, "wanted": wanted, **may_see(actor)}
    return render(request, "receptions/schedules.html", {**desk_frame(request), **context})


@require_http_methods(["GET", "POST"])
@staff("receptions.plan")
def schedule(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """All versions of a host's schedule, and the draft in work."""
    host = host_for(actor_of(request), host_id, "receptions.plan")
    versions = schedules_of(host.pk)
    working = next((v for v in versions if v.state == "draft"), None)
    form = ScheduleForm(request.POST or None, initial=_days_of(working))
    lines = _line_forms(request.POST or None, working, host)
    if request.method == "POST" and form.is_valid() & all(line.is_valid() for line in lines):
        given = [line for line in (f.line() for f in lines) if line]
        if not given:
            form.add_error(None, _("Write at least one line: on which day and at what time"))
        else:
            try:
                actions.draft(
                    host=host.pk, since=form.cleaned_data["since"], until=form.cleaned_data["until"], lines=given,
                    schedule=working.pk if working else None, actor=actor_of(request), at=now(),
                )  # fmt: skip
                return redirect("reception_schedule", host_id=host.pk)
            except ImpossibleVisit:
                form.add_error(None, _("This draft was approved meanwhile. Open the page anew."))
    return _schedule_page(request, host, versions, form, lines)


def _schedule_page(
    request: HttpRequest, host: Host, versions: list[Schedule], form: ScheduleForm, lines: list[LineForm], *,
    day_problem: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "host": host,
        "name": host_line(host, lang()),
        "office": host.office.name(lang()),
        "form": form,
        "lines": lines,
        "versions": [_version(v, actor_of(request)) for v in versions],
        "working": any(v.state == "draft" for v in versions),
        "closed": closed_days_of(host.pk, today()),
        "day_problem": day_problem,
        "today": today(),
        "places": places_near(host.area_path, "", PLACES),
    }
    status = 422 if day_problem or form.errors or any(f.errors for f in lines) else 200
    return render(request, "receptions/schedule.html", {**desk_frame(request), **context}, status=status)


@require_POST
@staff("receptions.plan")
def close_day(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """The host is away on a day, or receives after all; a second click changes nothing."""
    host = host_for(actor_of(request), host_id, "receptions.plan")
    about: dict[str, Any] = {"host": host.pk, "actor": actor_of(request), "at": now()}
    day = near_day(request.POST.get("day", ""))
    if day is None or day < today():
        told = _("This day is over") if day else _("Write the day as 2026-03-15")
        versions = schedules_of(host.pk)
        working = next((v for v in versions if v.state == "draft"), None)
        form, lines = ScheduleForm(initial=_days_of(working)), _line_forms(None, working, host)
        return _schedule_page(request, host, versions, form, lines, day_problem=told)
    if "open" in request.POST:
        actions.open_day(day=day, **about)
    else:
        actions.close_day(day=day, **about)
    return redirect("reception_schedule", host_id=host.pk)


def _days_of(working: Schedule | None) -> dict[str, Any]:
    return {"since": working.valid.lower, "until": _last(working)} if working else {}


def _last(row: Schedule) -> date:
    return row.valid.upper - timedelta(days=1)


def _line_forms(typed: QueryDict | None, working: Schedule | None, host: Host) -> list[LineForm]:
    old = list(working.windows.all()) if working else []
    known = [
        {
            "first": w.first,
            "opens": w.opens,
            "closes": (datetime.combine(w.first, w.opens) + timedelta(minutes=w.minutes)).time(),
            "repeat": repeat_of(w.rule),
            "slot_minutes": w.slot_minutes,
            "lanes": w.lanes,
            "mode": w.mode,
            "kept": w.kept,
            "join": w.join,
            "area": w.area_path,
            "place": w.place,
        }
        for w in old
    ]
    count = max(LINES, len(known) + 1)
    return [
        LineForm(
            typed,
            prefix=f"l{n}",
            whole_day=host.is_place,
            initial=known[n] if n < len(known) else {"repeat": "workdays" if host.is_place else "week"},
        )
        for n in range(count)
    ]


def _version(row: Schedule, actor: Any) -> dict[str, Any]:
    may_plan = allows(actor, "receptions.plan", row)
    return {
        "row": row,
        "since": row.valid.lower,
        "until": _last(row),
        "state": SCHEDULE_WORDS[row.state](),
        "lines": [
            (line_words(w, lang()), MODE_WORDS[w.mode](), where_words(w.area_path, w.place, lang()) or w.join)
            for w in row.windows.all()
        ],
        "may_approve": row.state == "draft" and allows(actor, "receptions.approve", row),
        "may_publish": row.state == "approved" and may_plan,
        "read": row.drafted_at.isoformat(),
    }


@require_POST
@staff("receptions.approve")
def approve(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """The head approves the draft they read."""
    row = schedule_for(actor_of(request), schedule_id, "receptions.approve")
    try:
        read = datetime.fromisoformat(request.POST.get("read", ""))
        actions.approve(schedule=row.pk, drafted_at=read, actor=actor_of(request), at=now())
    except (ValueError, ImpossibleVisit):
        if row.approved_by_id != actor_of(request).id:
            return _changed(request, row)
    return redirect("reception_schedule", host_id=row.host_id)


@require_POST
@staff("receptions.plan")
def publish(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """From now on it can be booked; a second click finds it published."""
    row = schedule_for(actor_of(request), schedule_id, "receptions.plan")
    try:
        actions.publish(schedule=row.pk, actor=actor_of(request), at=now())
    except ImpossibleVisit:
        if row.state != "published":
            return _changed(request, row)
    except actions.Overlaps:
        return _changed(request, row)
    return redirect("reception_schedule", host_id=row.host_id)


def _changed(request: HttpRequest, row: Schedule) -> HttpResponse:
    context = {"host": row.host, "name": host_line(row.host, lang())}
    return render(request, "receptions/changed.html", {**desk_frame(request), **context}, status=409)
