"""What must be true of figures: the counters are what counting anew would give, but for facts not heard yet."""

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dauys.figures.counting import FACTS_PARAMETERS, STALE, SUMS, endings, sums, waits
from dauys.figures.facts import HEARD
from dauys.ground.invariants import EXAMPLES, Finding, Invariant, none_of
from dauys.ground.packs.current import current

_ALL = "(SELECT 1 AS sign, * FROM figures_leg)"
_OTHER = " OR ".join(f"COALESCE(c.{n}, 0) <> COALESCE(r.{n}, 0)" for n in SUMS)
_HEARER = "dauys.figures.handlers.count_case"
# A fact without a place yet, above the point the hearers have reached, or put aside for another try.
_WAITING = f"""
SELECT e.case_id FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id
WHERE e.verb IN ({", ".join(f"'{verb}'" for verb in HEARD)}) AND e.case_id IS NOT NULL AND (l.index IS NULL
    OR l.index >= COALESCE((SELECT position FROM journal_follower WHERE name = 'hearers'), 0)
    OR EXISTS (SELECT 1 FROM journal_parked p WHERE p.leaf_index = l.index AND p.hearer = '{_HEARER}'))
"""
_UNHEARD = f"""
SELECT s.id FROM ({STALE}) s LEFT JOIN cases_obligation o ON o.id = s.id
WHERE o.id IS NULL OR o.case_id NOT IN ({_WAITING})
"""


def _stale_legs() -> Finding:
    zone: Sequence[str] = [current().info.timezone] * FACTS_PARAMETERS
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), (array_agg(v.id::text))[1:{EXAMPLES}] FROM ({_UNHEARD}) v", zone)
        broken, examples = cursor.fetchone()
    return Finding(int(broken), tuple(examples or ()))


INVARIANTS = [
    Invariant(
        "figures.obligations_are_counted",
        _("Every obligation is counted as it stands, unless a fact about it was not heard yet."),
        _stale_legs,
    ),
    Invariant(
        "figures.sums_fit",
        _("Every sum of a day is what counting anew gives."),
        none_of(
            "SELECT COALESCE(c.area, r.area) || COALESCE(c.day, r.day) FROM figures_cell c "
            f"FULL JOIN ({sums(_ALL)}) r USING (area, topic, body, day) WHERE {_OTHER}"
        ),
    ),
    Invariant(
        "figures.waits_fit",
        _("The times people waited for an answer are what counting anew gives."),
        none_of(
            "SELECT COALESCE(c.area, r.area) || COALESCE(c.day, r.day) FROM figures_wait c "
            f"FULL JOIN ({waits(_ALL)}) r USING (area, day, days) WHERE COALESCE(c.count, 0) <> COALESCE(r.count, 0)"
        ),
    ),
    Invariant(
        "figures.endings_fit",
        _("How demands ended is what counting anew gives."),
        none_of(
            "SELECT COALESCE(c.area, r.area) || COALESCE(c.day, r.day) FROM figures_ending c FULL JOIN "
            f"({endings(_ALL)}) r USING (area, day, outcome) WHERE COALESCE(c.count, 0) <> COALESCE(r.count, 0)"
        ),
    ),
]
