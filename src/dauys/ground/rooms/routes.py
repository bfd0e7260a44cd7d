"""The routes of a room, which are there while it is open; and the way to a page, empty while its room is not."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from dauys.ground.rooms.state import is_open


class _Door(RoutePattern):
    """Adds nothing to an address, and lets nobody through while its room is closed."""

    def __init__(self, room: str) -> None:
        super().__init__("")
        self.room = room

    def match(self, path: str) -> Any:
        return super().match(path) if is_open(self.room) else None


def of_room(room: str, routes: str | Sequence[URLPattern | URLResolver]) -> URLResolver:
    """The routes of a module, or these; a closed room's addresses are answered like any that do not exist."""
    return URLResolver(_Door(room), routes)


def _walk(resolver: URLResolver, room: str = "") -> Iterator[tuple[str, str]]:
    room = resolver.pattern.room if isinstance(resolver.pattern, _Door) else room
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, room)
        elif entry.name:
            yield entry.name, room


@cache
def _rooms_by_name(urlconf: str) -> dict[str, str]:
    return dict(_walk(get_resolver(urlconf)))


def way(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by its name; empty when its room is closed. Raises NoReverseMatch as `reverse` does."""
    room = _rooms_by_name(settings.ROOT_URLCONF).get(name, "")
    return reverse(name, args=args, kwargs=kwargs) if is_open(room) else ""
