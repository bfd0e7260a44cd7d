"""Volunteers of an office and who needs them: some were asked and come, one need is over and answered."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid5

from dauys.cases.actions import NewParty
from dauys.directory.cache import areas, place_of
from dauys.directory.models import Organization
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, zone
from dauys.site.demo.texts import helping
from dauys.volunteers import actions as volunteers
from dauys.volunteers.actions import AS_PLANNED, NewLine, NewZone, Told
from dauys.volunteers.models import Line, Offer, Team, Volunteer
from dauys.volunteers.offices import offices
from dauys.volunteers.people import NewPlace, NewVolunteer
from dauys.volunteers.points import point_of
from dauys.volunteers.rules import ALL_WEEK
from dauys.volunteers.totals import approved_of

_SPACE = UUID("6f1d1f0a-52f2-4e4e-9a55-3c1b7d3a9e11")
HOW_MANY = 40
FREE = (ALL_WEEK, 0b111_111_000_000_000_000_000, 0b010_010_010_010_010_010_010, 0b111_000_111_000_111_000_111)


def help_each_other(actors: Mapping[str, Actor], at: datetime) -> None:
    """Nothing where the pack has no volunteer office, or nobody works there in the demonstration."""
    told = helping(current().code)
    for office in reversed(offices()):  # the smallest first
        lead = _who(actors, office, "close_need")
        coordinator = _who({login: who for login, who in actors.items() if who is not lead}, office, "dispatch")
        if told and coordinator and lead:
            people = _people(office, told, coordinator, at)
            for number, need in enumerate(told["needs"]):
                _ask(office, number, need, people, coordinator, at)
            _done(office, told["done"], people, coordinator, lead, at)
            _campaign(office, told["campaign"], people, coordinator, at)
            _confirm(people, lead, at)
            return


def _campaign(
    office: Organization, told: Mapping[str, Any], people: Sequence[Volunteer], coordinator: Actor, at: datetime
) -> None:
    """Everybody is called out: an open campaign, for which some have a ticket."""
    day = local(at).date() + timedelta(days=told["days"])
    starts, ends = (datetime.combine(day, time(hour), tzinfo=zone()) for hour in (10, 13))
    about: dict[str, Any] = {"actor": coordinator, "at": at - timedelta(hours=5)}
    row = volunteers.open_campaign(
        key=uuid5(_SPACE, "campaign"), office=office, name=told["name"], notice=told["notice"],
        work=current().section("volunteering.yaml")[0].code, first_on=day, last_on=day, **about,
    )  # fmt: skip
    zones = [
        NewZone(place, *(point_of(place) or (0.0, 0.0)), told["meeting"], starts, ends, told["capacity"])
        for place in _places(office)[: told["zones"]]
    ]
    volunteers.add_zones(campaign=row.pk, zones=zones, **about)
    volunteers.start_campaign(campaign=row.pk, **about)
    teams = list(Team.objects.filter(zone__campaign=row, is_open=True).order_by("zone__number"))
    for number, person in enumerate([p for p in people if _is_adult(p, at)][:12]):
        volunteers.enrol(
            key=uuid5(_SPACE, f"ticket {number}"), team=teams[number % len(teams)].pk, volunteer=person, from_age=18,
            with_parent=False, actor=ANONYMOUS, at=at - timedelta(hours=4),
        )  # fmt: skip


def _who(actors: Mapping[str, Actor], office: Organization, permission: str) -> Actor | None:
    """Somebody of this very office who may do it; who leads comes last."""
    own = [actor for actor in actors.values() if any(g.org_path == office.path for g in actor.grants)]
    return next((a for a in own if allows(a, f"volunteers.{permission}")), None)


def _places(office: Organization) -> list[str]:
    home = place_of(office)
    return [path for path in areas() if path.startswith(home) and path != home] or [home]


def _people(office: Organization, told: Mapping[str, Any], coordinator: Actor, at: datetime) -> Sequence[Volunteer]:
    """Invented people of all ages, some of them under age, some without a phone."""
    since, found = at - timedelta(days=60), []
    skills = [skill.code for skill in current().section("skills.yaml") if not skill.evidence]
    languages = list(current().languages)
    places = cycle(_places(office))
    for number in range(HOW_MANY):
        place = next(places)
        point = point_of(place) or (0.0, 0.0)
        given = told["given"][number % len(told["given"])]
        surname = told["surnames"][number * 7 % len(told["surnames"])]
        year = local(at).year - (15 if number % 8 == 7 else 18 + number * 5 % 50)
        person = NewVolunteer(
            name=f"{surname} {given}",
            born_on=date(year, 1 + number % 12, 1 + number % 28),
            places=[
                NewPlace(place, point[0] + number % 5 * 0.01, point[1] + number % 7 * 0.01, (5, 15, 40)[number % 3])
            ],
            language=languages[number % min(2, len(languages))],
            phone="" if number % 10 == 9 else f"+7700000{8000 + number}",
            languages=languages[: 1 + number % 2],
            skills={skills[number % len(skills)]: "", skills[number * 3 % len(skills)]: ""} if skills else {},
            free=FREE[number % len(FREE)],
            max_load=1 + number % 3,
            emergency_name=f"{surname} {told['given'][(number + 1) % len(told['given'])]}",
            emergency_phone=f"+7700000{8500 + number}",
        )
        found.append(
            volunteers.register(
                key=uuid5(_SPACE, f"person {number}"), office=office, person=person, source="desk",
                actor=coordinator, at=since + timedelta(hours=number),
            )
        )  # fmt: skip
    return found


def _ask(
    office: Organization, number: int, need: Mapping[str, Any], people: Sequence[Volunteer], coordinator: Actor,
    at: datetime,
) -> None:  # fmt: skip
    day = local(at).date() + timedelta(days=need["days"])
    starts = datetime.combine(day, time(need["hour"]), tzinfo=zone())
    if starts <= at:
        starts += timedelta(days=1)
    line = _need(office, f"need {number}", need, starts, need["hours"], coordinator, at - timedelta(hours=2 + number))
    if need["notice"]:
        volunteers.share(line=line.pk, notice=need["notice"], actor=coordinator, at=at - timedelta(hours=1))
    wanted = [person.pk for person in people if _is_adult(person, at)][number * 3 : number * 3 + need["asked"]]
    sent = volunteers.invite(
        line=line.pk, volunteers=wanted, source="urgent", actor=coordinator, at=at - timedelta(minutes=40)
    )
    for offer in sent.offers[: need["come"]]:
        volunteers.accept(offer=offer.pk, actor=ANONYMOUS, at=at - timedelta(minutes=30))
    for offer in sent.offers[need["come"] : need["come"] + 1]:
        volunteers.decline(offer=offer.pk, reason="busy", actor=ANONYMOUS, at=at - timedelta(minutes=20))


def _is_adult(person: Volunteer, at: datetime) -> bool:
    return person.born_on is not None and local(at).year - person.born_on.year > 18


def _need(
    office: Organization, key: str, need: Mapping[str, Any], starts: datetime, hours: int, coordinator: Actor,
    at: datetime,
) -> Line:  # fmt: skip
    place = _places(office)[0]
    point = point_of(place) or (0.0, 0.0)
    first = NewLine(
        asked=need["text"], work=need["work"], people=need["people"], starts=starts,
        ends=starts + timedelta(hours=hours), lat=point[0] + 0.005 * len(key), lon=point[1] + 0.003 * need["people"],
        skills=need.get("skills", ()), priority=need.get("priority", 2),
    )  # fmt: skip
    return volunteers.ask(
        key=uuid5(_SPACE, key), text=need["text"], lines=[first], area_path=place, address="12-34", source="phone",
        person=NewParty("Үлгі Адам" if current().code == "kz" else "Sample Person", phone="+77000008999"),
        language=current().languages[0], actor=coordinator, at=at,
    )[0]  # fmt: skip


def _done(
    office: Organization, need: Mapping[str, Any], people: Sequence[Volunteer], coordinator: Actor, lead: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Two came yesterday, and the person has the answer."""
    starts = (at - timedelta(days=1)).replace(minute=0)
    line = _need(office, "done", need, starts, 3, coordinator, starts - timedelta(days=1))
    wanted = [person.pk for person in people if _is_adult(person, at)][-need["people"] :]
    sent = volunteers.invite(
        line=line.pk, volunteers=wanted, source="desk", actor=coordinator, at=starts - timedelta(hours=20)
    )
    for offer in sent.offers:
        volunteers.accept(offer=offer.pk, actor=ANONYMOUS, at=starts - timedelta(hours=18))
        volunteers.arrive(offer=offer.pk, actor=coordinator, at=starts + timedelta(minutes=5))
    _hours(line, sent.offers, coordinator, lead)
    volunteers.close(
        line=line.pk, outcome="solved", found=need["found"], decided=need["decided"], actor=lead,
        at=starts + timedelta(hours=4),
    )  # fmt: skip


def _hours(line: Line, offers: Sequence[Offer], coordinator: Actor, lead: Actor) -> None:
    """All but the last came as planned, and that is approved; of the last one it waits for approval."""
    over = line.during.upper + timedelta(minutes=10)
    early = line.during.upper - timedelta(minutes=40)
    for offer in offers:
        is_last = offer is offers[-1] and len(offers) > 1
        told = Told("partial", line.during.lower, early) if is_last else AS_PLANNED
        said = volunteers.say_presence(offer=offer.pk, told=told, leader=None, actor=coordinator, at=over)
        if not is_last:
            volunteers.approve(presence=said.pk, actor=lead, at=over + timedelta(minutes=20))
    mentor = offers[0].volunteer
    starts = line.during.lower - timedelta(days=2)
    volunteers.write_presence(
        key=uuid5(_SPACE, "mentor"), volunteer=mentor.pk, work="mentoring", starts=starts,
        ends=starts + timedelta(minutes=90), actor=coordinator, at=over,
    )  # fmt: skip


def _confirm(people: Sequence[Volunteer], lead: Actor, at: datetime) -> None:
    """The first who has approved hours gets a certificate of them."""
    having = approved_of([person.pk for person in people])
    for person in people:
        if person.pk in having:
            volunteers.issue(key=uuid5(_SPACE, "certificate"), volunteer=person.pk, actor=lead, at=at)
            return
