"""The figures as they may be published: shares that flatter nobody, small numbers hidden, one row a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dauys.core.small_numbers import Share, Shown, median, protect, share, single
from dauys.figures import queries
from dauys.figures.endings import Endings, published
from dauys.figures.queries import Sums, Window
from dauys.ground.journal.queries import lag
from dauys.ground.packs.current import current
from dauys.ground.packs.schema import Area
from dauys.ground.ui.moments import local

# Below so many terms a tile has no colour: the share would jump with every single answer.
ENOUGH_FOR_COLOUR = 30
_STEPS = (800, 850, 900, 950)
_NOBODY = Sums()


@dataclass(frozen=True, slots=True)
class Row:
    """One place, topic or body: terms that ended, those not kept, and the share kept. `step` 0 is without colour."""

    code: str
    due: Shown
    late: Shown
    in_time: Share
    step: int = 0


@dataclass(frozen=True, slots=True)
class Country:
    """The figures of everything together, as the front page says them."""

    filed: Shown
    repeats: Shown
    collective: Shown
    answered: Shown
    due: Shown
    late: Shown
    in_time: Share
    in_time_law: Share
    in_time_voluntary: Share
    median_days: int | None
    rated: Shown
    not_solved: Share
    reopened: Share
    open_now: Shown
    overdue_now: Shown


@dataclass(frozen=True, slots=True)
class Board:
    """All of it, counted up to `as_of`."""

    as_of: datetime
    window: Window
    country: Country
    regions: tuple[Row, ...]
    elsewhere: Row | None


def root() -> str:
    return f"{current().info.code}/"


def regions() -> list[Area]:
    """The places of the tile map, in the order of the pack; without tiles, all places right below the root."""
    below = [a for a in current().areas.values() if a.parent == current().info.code]
    return [a for a in below if a.tile] or below


def _step(row_due: Shown, kept: Share) -> int:
    if row_due.number is None or row_due.number < ENOUGH_FOR_COLOUR or kept.tenths is None:
        return 0
    return 1 + sum(kept.tenths >= bound for bound in _STEPS)


def rows(parts: Mapping[str, Sums]) -> dict[str, Row]:
    """The rows of one partition whose sum is published too, so that no difference tells a small number."""
    due = protect({key: s.due for key, s in parts.items()})
    seen = {key: s for key, s in parts.items() if s.due}
    also = {key for key, s in seen.items() if due[key].number is None or s.in_time < 5}
    late = protect({key: s.late for key, s in seen.items()}, also, zero_is_small=True)
    found = {}
    for key, s in parts.items():
        if not s.due:
            found[key] = Row(key, Shown(0), Shown(0), Share(None))
            continue
        kept = _kept(s, due[key], late[key])
        found[key] = Row(key, due[key], late[key], kept, _step(due[key], kept))
    return found


def _kept(s: Sums, due: Shown, late: Shown) -> Share:
    """The share answered in time: nothing that the hidden numbers beside it would not say."""
    if due.number is None:
        return Share(None, hidden=due.hidden)
    exact = share(s.in_time, s.due, worse="down")
    if late.number is None and not exact.bound:
        return Share(None, hidden=late.hidden)
    return exact


def _country(s: Sums, waits: Mapping[int, int]) -> Country:
    return Country(
        filed=single(s.filed),
        repeats=single(s.repeats),
        collective=single(s.collective),
        answered=single(s.answered),
        due=single(s.due),
        late=single(s.late),
        in_time=share(s.in_time, s.due, worse="down"),
        in_time_law=share(s.in_time_law, s.due_law, worse="down"),
        in_time_voluntary=share(s.in_time - s.in_time_law, s.due - s.due_law, worse="down"),
        median_days=median(waits),
        rated=single(s.rated, current().info.ratings_from),
        not_solved=share(s.not_solved, s.rated, worse="up", least=current().info.ratings_from),
        reopened=share(s.reopened, s.first, worse="up"),
        open_now=single(s.open_now),
        overdue_now=single(s.overdue_now),
    )


def board(at: datetime) -> Board:
    """Everything the front page says. Two statements."""
    window = Window.before(local(at).date())
    places = [f"{a.code}/" for a in regions()]
    standing = queries.standing([root(), *places], window)
    whole = standing.places.get(root(), _NOBODY)
    by_region = {code: standing.places.get(code, _NOBODY) for code in places}
    rest = Sums(due=whole.due - sum(s.due for s in by_region.values()))
    if rest.due:
        rest = Sums(due=rest.due, in_time=whole.in_time - sum(s.in_time for s in by_region.values()))
    made = rows({**by_region, **({"": rest} if rest.due else {})})
    return Board(
        as_of=at - lag(at),
        window=window,
        country=_country(whole, standing.waits.get(root(), {})),
        regions=tuple(made[code] for code in places),
        elsewhere=made.get(""),
    )


def breakdown(window: Window) -> tuple[tuple[Row, ...], tuple[Row, ...], Endings]:
    """Rows by topic and by body, the busiest first; and how demands ended. One statement."""
    topics, bodies, ended = queries.parts(root(), window)
    return tuple(_busiest(topics)), tuple(_busiest(bodies)), published(ended)


def _busiest(parts: Mapping[str, Sums]) -> list[Row]:
    made = rows({key: s for key, s in parts.items() if s.due})
    return sorted(made.values(), key=lambda r: (-(r.due.number or 0), r.code))
