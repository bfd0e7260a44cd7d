"""Published figures as people read them: numbers, shares with their bounds, and the words of what is not shown."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dauys.cases.display import area_line, body_name, outcome_name, topic_name
from dauys.core.dates import grouped, percent
from dauys.core.small_numbers import LIMIT, Share, Shown
from dauys.figures.board import ENOUGH_FOR_COLOUR, Board, Row
from dauys.figures.counting import LEFT_ENDS, NO_TOPIC
from dauys.figures.endings import Ended, Endings
from dauys.ground.packs.current import current
from dauys.ground.packs.schema import Area
from dauys.ground.ui.moments import day_words

HARDEST = 5


def _lang() -> str:
    return get_language() or current().info.default_language


def count_words(shown: Shown) -> str:
    if shown.number is not None:
        return grouped(shown.number)
    return _("fewer than %d") % shown.limit if shown.hidden == "few" else _("not shown")


def _tenths(value: int) -> str:
    return percent(value / 1000, _lang())


def share_words(value: Share) -> str:
    """«91,4 %», «> 95,0 %», or a dash with nothing to say."""
    if value.tenths is None:
        return _("too few") if value.hidden == "few" else _("not shown") if value.hidden else "–"
    sign = {"over": ">\u00a0", "under": "<\u00a0", "": ""}[value.bound]
    return sign + _tenths(value.tenths)


def days_words(days: int | None) -> str:
    return "–" if days is None else ngettext("%d day", "%d days", days) % days


def _whole(value: Share) -> str:
    """What stands on a tile: whole percents, rounded down."""
    if value.tenths is None:
        return "–"
    return {"over": ">", "under": "<", "": ""}[value.bound] + str(value.tenths // 10)


def window_words(board: Board) -> str:
    first = day_words(board.window.first, _lang(), year=board.window.first.year != board.window.last.year)
    return f"{first} – {day_words(board.window.last, _lang())}"


def row_words(row: Row, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "anchor": row.code.strip("/").replace("/", "-"),
        "due": count_words(row.due),
        "late": count_words(row.late),
        "in_time": share_words(row.in_time),
        "grey": row.step == 0,
    }


def _short(area: Area) -> str:
    return (area.short or area.name).get(_lang())


def tiles(board: Board, areas: list[Area]) -> list[dict[str, Any]]:
    """The tiles of the map; one without colour also says so in words."""
    found = []
    for row, area in zip(board.regions, areas, strict=True):
        if area.tile is None:
            continue
        said = share_words(row.in_time) if row.step else _("too few to colour")
        found.append(
            {
                "name": _short(area),
                "short": area.tile.short.get(_lang()),
                "col": area.tile.col,
                "row": area.tile.row,
                "step": row.step,
                "value": _whole(row.in_time) if row.step else "–",
                "said": f"{area.name.get(_lang())}: {said}",
                "anchor": row.code.strip("/").replace("/", "-"),
            }
        )
    return found


def table(board: Board, areas: list[Area]) -> list[dict[str, Any]]:
    """All regions by name in the pack's order, and what belongs to none of them."""
    made = [row_words(row, area.name.get(_lang())) for row, area in zip(board.regions, areas, strict=True)]
    if board.elsewhere:
        made.append(row_words(board.elsewhere, _("Place not given exactly")))
    return made


def hardest(board: Board, areas: list[Area]) -> list[dict[str, Any]]:
    """The coloured regions where the smallest share was answered in time."""
    pairs = [(r, a) for r, a in zip(board.regions, areas, strict=True) if r.step and not r.in_time.bound]
    pairs.sort(key=lambda pair: (pair[0].in_time.tenths or 0, -(pair[0].due.number or 0)))
    return [row_words(row, _short(area)) for row, area in pairs[:HARDEST]]


def topic_words(row: Row) -> dict[str, Any]:
    name = _("Topic not known") if row.code == NO_TOPIC else topic_name(row.code, _lang())
    return row_words(row, name or row.code)


def body_words(row: Row) -> dict[str, Any]:
    return row_words(row, body_name(f"{row.code}/", _lang()))


def ending_words(endings: Endings) -> dict[str, list[dict[str, Any]]]:
    """Each way demands ended, in the pack's words, with its number; an answer's also with its share and a bar."""
    return {name: [_ending(one) for one in getattr(endings, name)] for name in ("answers", "apart", "unanswered")}


def _ending(one: Ended) -> dict[str, Any]:
    states = current().labels.states
    name = states[one.code].staff.get(_lang()) if one.code in LEFT_ENDS else outcome_name(one.code) or _("Not named")
    said = {"code": one.code, "name": name, "count": count_words(one.count)}
    if one.of_answers is None:
        return said
    tenths = one.of_answers.tenths
    return {**said, "share": share_words(one.of_answers), "bar": "" if tenths is None else f"{tenths / 10:.1f}"}


def place_words(path: str) -> str:
    return area_line(path, _lang(), 1)


LEGEND = (
    (1, "<\u00a080\u00a0%"),
    (2, "80–84\u00a0%"),
    (3, "85–89\u00a0%"),
    (4, "90–94\u00a0%"),
    (5, "≥\u00a095\u00a0%"),
)


def map_words(count: int) -> dict[str, str]:
    """How the places of the map are called: regions of a country, districts of anything smaller."""
    values = {"enough": ENOUGH_FOR_COLOUR, "limit": LIMIT}
    if current().areas[current().info.code].kind == "country":
        explains = _(
            "Each square is one region, placed as on the map. The number is the share of terms kept. A region with "
            "fewer than %(enough)s ended terms has no colour, and numbers below %(limit)s are not shown."
        )
        return {
            "by_place": _("By region"),
            "in_time_by_place": _("Answers in time by region"),
            "place": _("Region"),
            "all_places": _("All regions as a table: %(n)s") % {"n": count},
            "map_explains": explains % values,
        }
    explains = _(
        "Each square is one district, placed as on the map. The number is the share of terms kept. A district with "
        "fewer than %(enough)s ended terms has no colour, and numbers below %(limit)s are not shown."
    )
    return {
        "by_place": _("By district"),
        "in_time_by_place": _("Answers in time by district"),
        "place": _("District"),
        "all_places": _("All districts as a table: %(n)s") % {"n": count},
        "map_explains": explains % values,
    }


def home_words(board: Board, areas: list[Area]) -> dict[str, Any]:
    """Everything the front page prints, so that the template decides nothing."""
    c = board.country
    return {
        "window": window_words(board),
        "as_of": board.as_of,
        "in_time": share_words(c.in_time),
        "late": count_words(c.late),
        "in_time_law": share_words(c.in_time_law),
        "in_time_voluntary": share_words(c.in_time_voluntary),
        "median": days_words(c.median_days),
        "not_solved": share_words(c.not_solved),
        "rated": count_words(c.rated),
        "reopened": share_words(c.reopened),
        "open_now": count_words(c.open_now),
        "overdue_now": count_words(c.overdue_now),
        "filed": count_words(c.filed),
        "repeats": count_words(c.repeats),
        "collective": count_words(c.collective),
        "answered": count_words(c.answered),
        "due": count_words(c.due),
        "tiles": tiles(board, areas),
        "hardest": hardest(board, areas),
        "table": table(board, areas),
        "legend": LEGEND,
        "limit": LIMIT,
        "ratings_from": current().info.ratings_from,
        **map_words(len(areas)),
    }
