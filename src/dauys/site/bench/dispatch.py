"""What the coordinator's page of a shift costs when ten thousand people were asked for it."""

import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM, Actor, Grant
from dauys.ground.accounts.actions import add_staff, grant
from dauys.ground.moment import now
from dauys.ground.ui.moments import today
from dauys.site.bench.cpu import running_seconds
from dauys.site.bench.figures import Figure, at_most
from dauys.site.bench.stage import know_sizes
from dauys.site.bench.statements import counted
from dauys.volunteers import actions
from dauys.volunteers.models import Line, Volunteer

PEOPLE, LOOKS = 10_000, 50
SQL, KB, MS = 4, 100.0, 30.0


def run(office: Organization, say: Callable[[str], None]) -> list[Figure]:
    """An open line of the office for which everybody there is asked, PEOPLE at most."""
    say(f"the page of a shift with {PEOPLE:,} people")
    line = Line.objects.filter(obligation__owner=office, state="open").order_by("pk")[0]
    people = list(Volunteer.objects.filter(office=office).order_by("pk").values_list("pk", flat=True)[:PEOPLE])
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their styles by what they hold
    client, coordinator = _coordinator(office)
    sent = actions.invite(line=line.pk, volunteers=people, source="desk", actor=coordinator, at=now())
    know_sizes("volunteers_offer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = int(cursor.fetchone()[0])
    page = f"/kk/desk/volunteers/needs/{line.pk}/"
    for _warm in range(3):
        client.get(page)
    with counted() as sql:
        answer = client.get(page)
    began = time.process_time() + running_seconds(pid)
    for _look in range(LOOKS):
        client.get(page)
    spent = (time.process_time() + running_seconds(pid) - began) / LOOKS * 1000
    name = f"page of a shift with {len(sent.offers):,} people"
    return [
        at_most(f"{name}, statements", len(sql), SQL, "", f"status {answer.status_code}"),
        at_most(f"{name}, weight", round(len(answer.content) / 1000, 1), KB, "KB"),
        at_most(name, round(spent, 1), MS, "ms CPU", f"mean of {LOOKS}, this process and its session"),
    ]


def _coordinator(office: Organization) -> tuple[Client, Actor]:
    at = now()
    user = add_staff(
        email=f"{uuid4()}@bench.example", name="Bench", password=None, language="kk", position={}, actor=SYSTEM, at=at
    )
    grant(user=user, role="officer", org_path=office.path, since=today(), actor=SYSTEM, at=at)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client, Actor(kind="staff", id=user.pk, grants=(Grant("officer", office.path),))
