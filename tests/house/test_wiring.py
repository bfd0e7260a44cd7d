"""House rules that the running program shows: keys point down, pages are gated, wires lead somewhere."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView
from tests.house.sources import HEIGHT, PACKAGE

from dauys.ground.access.permissions import REGISTRY as PERMISSIONS
from dauys.ground.journal.events import REGISTRY as EVENTS
from dauys.ground.ui import slots
from dauys.site import wiring


def room_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


OUR_MODELS = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("dauys.")]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m._meta.label)
def test_foreign_keys_point_down_the_stair(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        target = field.related_model
        if field.auto_created or not isinstance(target, type):
            continue
        if target.__module__.startswith("dauys."):
            assert HEIGHT[room_of(target)] <= HEIGHT[room_of(model)], f"{field} points up"
        else:
            assert HEIGHT[room_of(model)] == HEIGHT["ground"], f"{field} points into Django"


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, here)
        else:
            yield here, entry


ROUTES = list(_patterns(get_resolver()))
# Of django-ninja itself: the description of the API and its front door, without anybody's data.
OF_NINJA = {"openapi-json", "api-root", "openapi-view"}


def _gates(pattern: URLPattern) -> list[Any]:
    view = pattern.callback
    owner = getattr(view, "__self__", None) or inspect.getclosurevars(view).nonlocals.get("self")
    if isinstance(owner, PathView):
        return [getattr(operation.view_func, "gate", None) for operation in owner.operations]
    return [getattr(view, "gate", None)]


def test_the_walk_finds_the_pages() -> None:
    names = {pattern.name for _route, pattern in ROUTES}
    assert {"home", "worklist", "case", "write", "track", "tracking", "register", "file_case"} <= names


@pytest.mark.parametrize(("route", "pattern"), ROUTES, ids=[route for route, _p in ROUTES])
def test_every_page_says_who_may_enter(route: str, pattern: URLPattern) -> None:
    if pattern.name in OF_NINJA or "demo" in route:
        return
    gates = _gates(pattern)
    assert gates, route
    for gate in gates:
        assert gate in ("public", "code", "secret") or gate in PERMISSIONS, f"{route} has the gate {gate!r}"


def test_staff_pages_are_behind_a_permission() -> None:
    open_desk = [route for route, p in ROUTES if "/desk/" in f"/{route}" and not set(_gates(p)) <= set(PERMISSIONS)]
    assert not open_desk


def test_hearers_hear_facts_that_exist() -> None:
    for verb, hearers in wiring.HEARERS.items():
        assert verb in EVENTS, verb
        for hearer in hearers:
            assert list(inspect.signature(hearer).parameters) == ["entry"]
            assert hearer.__module__.endswith(".handlers")


def test_slots_are_known_and_filled_from_above() -> None:
    for name, fillings in wiring.SLOTS.items():
        assert name in slots.NAMES
        assert list(slots.fillings(name)) == list(fillings)
        for filling in fillings:
            module = filling.__module__.rpartition(".")[2]
            assert module.startswith("own_copy") if name == "person.export" else module == "slots"


def test_facts_are_named_after_their_room_and_its_action() -> None:
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir()} | {
        p.name for parent in ("ground", "site") for p in (PACKAGE / parent).iterdir() if p.is_dir()
    }
    for verb in EVENTS:
        room, _, name = verb.partition(".")
        assert room in rooms and name.replace("_", "").isalpha(), verb


def test_permissions_are_named_after_their_room() -> None:
    rooms = {p.name for folder in (PACKAGE, PACKAGE / "ground") for p in folder.iterdir()}
    assert {name.split(".")[0] for name in PERMISSIONS} <= rooms


def test_connecting_again_changes_nothing() -> None:
    before = (dict(EVENTS), dict(PERMISSIONS), {name: slots.fillings(name) for name in slots.NAMES})
    wiring.connect()
    assert before == (dict(EVENTS), dict(PERMISSIONS), {name: slots.fillings(name) for name in slots.NAMES})


def test_every_recorded_verb_is_declared_and_every_declared_verb_is_recorded() -> None:
    """The source is searched for the verbs that actions write."""
    text = "\n".join(
        p.read_text("utf-8") for p in PACKAGE.rglob("*.py") if p.name != "events.py" and "tests" not in p.parts
    )
    missing = [verb for verb in EVENTS if f'"{verb}"' not in text]
    assert not missing
