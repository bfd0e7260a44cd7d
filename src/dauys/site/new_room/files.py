"""The files of a room that does nothing yet but show its page; `$room`, `$about` and `$words` are filled in."""

from string import Template

_FILES = {
    "README.md": """# $room

$about
Its own tables stand in `models.py`, and only `actions` write them.
It reads lower rooms through their `queries`, and tells others what happened by facts of the journal.
It never reaches into a room above it or beside it.
""",
    "__init__.py": "",
    "migrations/__init__.py": "",
    "apps.py": '''"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ${config}Config(AppConfig):
    name = "dauys.$room"
    label = "$room"
    verbose_name = _("$words")
''',
    "models.py": '"""The tables of $room and their constraints, no logic; keys point down only."""\n',
    "events.py": '''"""The facts of $room."""

from dauys.ground.journal.events import Event

EVENTS: list[Event] = []
''',
    "actions.py": '"""The verbs of $room: the only place that writes its tables."""\n',
    "queries.py": '"""Reads of $room."""\n',
    "access.py": '''"""Who may do what in $room."""

from rules.predicates import Predicate

from dauys.cases.access import holds_role_over_owner

PERMISSIONS: dict[str, Predicate] = {"$room.view": holds_role_over_owner("supervisor", "head")}
''',
    "invariants.py": '''"""What must always be true of the tables of $room."""

from dauys.ground.invariants import Invariant

INVARIANTS: list[Invariant] = []
''',
    "slots.py": '''"""What $room shows on the desk of every room: the way to its page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Tab


def ${room}_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "$room.view"):
        return None
    return Tab("$room", _("$words"), reverse("$room"), "list")
''',
    "pages.py": '''"""The pages of $room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame
from dauys.ground.access.gate import staff


@require_safe
@staff("$room.view")
def $room(request: HttpRequest) -> HttpResponse:
    return render(request, "$room/$room.html", desk_frame(request))
''',
    "urls.py": '''"""Addresses of $room, below the language."""

from django.urls import path

from dauys.$room import pages

urlpatterns = [path("desk/$room/", pages.$room, name="$room")]
''',
    "templates/$room/$room.html": """{% extends "ui/desk.html" %}{% block title %}{% translate "$words" %}{% endblock %}{% block content %}
<h1 class="d-h1">{% translate "$words" %}</h1><p class="d-soft">{% translate "Nothing here now." %}</p>{% endblock %}
""",  # noqa: E501  one line of a template
    "tests/test_pages.py": '''"""The page of $room is for who leads a body, and reads like no page to the others."""

import pytest
from django.test import Client
from tests import factories as make


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("head", 200), ("officer", 404), ("clerk", 404)])
def test_who_may_see_it(db: None, role: str, status: int) -> None:
    client = Client()
    client.force_login(make.staff(role)[0])
    assert client.get("/kk/desk/$room/").status_code == status


def test_others_are_led_to_the_sign_in(db: None) -> None:
    assert "/login/" in Client().get("/kk/desk/$room/")["Location"]
''',
}


def files_of(room: str, *, about: str, words: str) -> dict[str, str]:
    """Path below the room's folder, and text."""
    values = {"room": room, "config": room.title(), "about": about, "words": words}
    return {Template(path).substitute(values): Template(text).substitute(values) for path, text in _FILES.items()}
