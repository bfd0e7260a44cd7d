"""Which public voices a reader wants to see: of a place and below it, of a topic; only what the pack knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dauys.cases.display import area_line, topic_name
from dauys.directory.cache import areas
from dauys.ground.packs.current import current

_OFFERED = ("region", "city", "district")


class UnknownFilter(ValueError):
    """The address names a place or a topic that the pack does not know; `what` is area or topic."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def up_to(path: str, steps: int) -> str:
    """The first so many steps of a place's path: `kz/11/aqjar/dostyq/` up to 2 is `kz/11/`."""
    return "/".join(path.rstrip("/").split("/")[:steps]) + "/" if path else ""


@dataclass(frozen=True, slots=True)
class Filter:
    """`area` is a path with its slash, deeper than the country; empty means all."""

    area: str = ""
    topic: str = ""

    @property
    def region(self) -> str:
        return up_to(self.area, 2)

    @property
    def district(self) -> str:
        return up_to(self.area, 3)

    @property
    def query(self) -> str:
        """What stands behind the question mark of an address, or nothing."""
        return urlencode({k: v.rstrip("/") for k, v in (("area", self.area), ("topic", self.topic)) if v})


def read_filter(given: Mapping[str, str]) -> Filter:
    """The filter of an address or a form; raises UnknownFilter."""
    area, topic = given.get("area", "").strip("/"), given.get("topic", "")
    path = f"{area}/" if area and area != current().info.code else ""
    if path and path not in areas():
        raise UnknownFilter("area")
    if topic and topic not in current().topics:
        raise UnknownFilter("topic")
    return Filter(path, topic)


def area_choices(chosen: str = "") -> list[tuple[str, str]]:
    """Regions, cities and districts by the pack's order, and the place that is chosen; never every village."""
    language = get_language() or current().info.default_language
    known = [a for a in areas().values() if a.kind in _OFFERED or a.path == chosen]
    return [
        ("", _("All places")),
        *((a.path.rstrip("/"), "\u2003" * (a.path.count("/") - 2) + a.name(language)) for a in known),
    ]


def topic_choices() -> list[tuple[str, str]]:
    language = get_language() or current().info.default_language
    found = [("", _("All topics"))]
    for top, below in current().topic_groups():
        found.append((top.code, top.name.get(language)))
        found += [(topic.code, "\u2003" + topic.name.get(language)) for topic in below]
    return found


def filter_words(wanted: Filter) -> str:
    """«Ақмола облысы, су» or that it is everything."""
    language = get_language() or current().info.default_language
    parts = [area_line(wanted.area, language, 1) if wanted.area else "", topic_name(wanted.topic, language)]
    return ", ".join(filter(None, parts)) or _("all places and topics")
