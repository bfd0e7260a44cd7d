"""Makes volunteers, groups and needs for tests, always through the real actions."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.signing import dumps
from django.test import Client

from dauys.cases.actions import NewParty
from dauys.directory.models import Organization
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.volunteers import actions
from dauys.volunteers.actions import NewLine
from dauys.volunteers.links import COOKIE
from dauys.volunteers.models import Call, HourEntry, Line, Volunteer
from dauys.volunteers.people import NewPlace, NewVolunteer
from dauys.volunteers.rules import ALL_WEEK
from tests import factories as make

AQJAR = "volunteers/akmola/aqjar"
AKMOLA = "volunteers/akmola"
POINT = (51.2, 70.9)  # near Aqjar, which is invented
NEED = "Жалғыз тұратын әжеге отын жарып беру керек, ауласы тар, балта бар."


def office(code: str = AQJAR) -> Organization:
    return make.body(code)


def coordinator(code: str = AQJAR) -> Actor:
    return make.staff("officer", code, name="Үйлестіруші Үлгі")[1]


def lead(code: str = AQJAR) -> Actor:
    return make.staff("supervisor", code, name="Аға Үлгі")[1]


def operator(code: str = AQJAR) -> Actor:
    return make.staff("clerk", code, name="Оператор Үлгі")[1]


def person(number: int = 1, **about: Any) -> NewVolunteer:
    """Born in 1996 unless `born_on` says otherwise; free all week, goes 15 km from Aqjar."""
    values: dict[str, Any] = {
        "name": f"Ерікті {number}",
        "born_on": date(1996, 5, 1),
        "places": [NewPlace(make.AQJAR, *POINT)],
        "language": "kk",
        "phone": f"+7700100{number:04d}",
        "languages": ["kk"],
        "free": ALL_WEEK,
    }
    return NewVolunteer(**{**values, **about})


def volunteer(number: int = 1, code: str = AQJAR, **about: Any) -> Volunteer:
    return actions.register(
        key=uuid4(), office=office(code), person=person(number, **about), source="web", actor=ANONYMOUS, at=make.AT
    )


def line(**about: Any) -> NewLine:
    """Three people tomorrow from ten to noon for everyday help."""
    starts = about.pop("starts", make.AT + timedelta(days=1))
    values: dict[str, Any] = {
        "asked": "Отын жару", "work": "general", "people": 3, "starts": starts, "ends": starts + timedelta(hours=2),
        "lat": POINT[0], "lon": POINT[1],
    }  # fmt: skip
    return NewLine(**{**values, **about})


def need(*lines: NewLine, actor: Actor | None = None, **about: Any) -> list[Line]:
    """A need that an operator took in by phone."""
    values: dict[str, Any] = {
        "text": NEED, "area_path": make.AQJAR, "address": "Достық көшесі 5", "source": "phone", "language": "kk",
        "person": NewParty("Әже Үлгі", phone="+77001009999"), "at": make.AT,
    }  # fmt: skip
    return actions.ask(key=uuid4(), lines=lines or (line(),), actor=actor or operator(), **{**values, **about})


def spoken() -> Call:
    """A call that ended, about a need that was told of in it."""
    about: dict[str, Any] = {"actor": operator(), "at": make.AT}
    (row,) = need(actor=about["actor"])
    call = actions.answer_call(
        key=uuid4(), office=office(), name="Әже Үлгі", phone="+77001009999", language="kk", **about
    )
    return actions.end_call(call=call.pk, about="Отын керек", case=row.obligation.case, **about)


def approved(row: Volunteer, minutes: int = 120, days_ago: int = 3, **about: Any) -> HourEntry:
    """Minutes in the ledger, as their own task unless a campaign or a line is named."""
    values: dict[str, Any] = {
        "id": uuid4(), "volunteer": row, "minutes": minutes, "work": "general", "at": make.AT,
        "day": make.AT.date() - timedelta(days=days_ago),
    }  # fmt: skip
    return HourEntry.objects.create(**{**values, **about})


def signed_in(role: str, code: str = AQJAR) -> Client:
    """The browser of somebody who works at an office."""
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def remembered(person: Volunteer) -> Client:
    """A browser that knows a volunteer."""
    client = Client()
    client.cookies[COOKIE] = dumps(str(person.pk), salt="dauys.volunteer")
    return client
