"""What must always be true of the two ledgers, of hours and of points."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.packs.current import current

_OF_RULE = "SELECT volunteer_id FROM volunteers_pointentry WHERE rule = %s GROUP BY volunteer_id, "
_ABOVE = {
    "day": _OF_RULE + "day HAVING SUM(points) > %s",
    "year": _OF_RULE + "date_trunc('year', day) HAVING SUM(points) > %s",
    # from 1 September
    "study_year": _OF_RULE + "date_trunc('year', day - INTERVAL '8 months') HAVING SUM(points) > %s",
}


def _above_ceilings() -> Finding:
    """Who has more points of a rule in one period than the pack in force gives."""
    above: list[object] = []
    with connection.cursor() as cursor:
        for rule in current().section("points.yaml"):
            for ceiling in rule.ceilings:
                cursor.execute(_ABOVE[ceiling.per], [rule.code, ceiling.points])
                above += [row[0] for row in cursor.fetchall()]
    return found(above)


INVARIANTS: list[Invariant] = [
    Invariant(
        "volunteers.hours_are_those_approved",
        _("The hours in the ledger are those of approved stays, to the minute."),
        none_of(
            "SELECT p.id FROM volunteers_presence p WHERE (SELECT COALESCE(SUM(e.minutes), 0) "
            "FROM volunteers_hourentry e WHERE e.presence_id = p.id) <> CASE WHEN p.state = 'approved' "
            "AND p.during IS NOT NULL THEN floor(EXTRACT(EPOCH FROM upper(p.during) - lower(p.during)) / 60) ELSE 0 END"
        ),
    ),
    Invariant(
        "volunteers.hours_have_a_presence",
        _("No hours stand in the ledger without somebody having been there, and they are that person's."),
        none_of(
            "SELECT e.id FROM volunteers_hourentry e LEFT JOIN volunteers_presence p ON p.id = e.presence_id "
            "WHERE p.volunteer_id IS DISTINCT FROM e.volunteer_id"
        ),
    ),
    Invariant(
        "volunteers.hours_have_two_hands",
        _("Nobody approved hours that they said or looked again at hours they approved, and each approval is told."),
        none_of(
            "SELECT p.id FROM volunteers_presence p WHERE p.approved_by_id = p.said_by_id "
            "OR p.audited_by_id IN (p.said_by_id, p.approved_by_id) OR (p.state = 'approved' AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb = 'volunteers.approve_hours' "
            "AND e.payload->>'presence' = p.id::text AND e.actor_id = p.approved_by_id) AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb = 'volunteers.approve_campaign' AND e.at = p.approved_at "
            "AND e.payload->>'campaign' = p.campaign::text AND e.actor_id = p.approved_by_id))"
        ),
    ),
    Invariant(
        "volunteers.points_keep_their_ceilings",
        _("Nobody has more points of a rule in a day or a year than the pack gives."),
        _above_ceilings,
    ),
    Invariant(
        "volunteers.points_come_from_hours",
        _("Points stand with the hours for which they were given, and are taken back with them."),
        none_of(
            "SELECT s.id FROM (SELECT e.presence_id AS id, SUM(e.minutes) AS minutes, ("
            "SELECT COALESCE(SUM(g.points), 0) FROM volunteers_pointentry g "
            "JOIN volunteers_hourentry h ON h.id = g.hour_entry_id WHERE h.presence_id = e.presence_id) AS points "
            "FROM volunteers_hourentry e GROUP BY e.presence_id) s "
            "WHERE s.minutes = 0 AND s.points <> 0"
        ),
    ),
]
