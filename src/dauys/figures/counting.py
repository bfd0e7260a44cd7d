"""The SQL that says what is counted, once for the follower's steps, for counting anew, and for the doctor."""

from dauys.cases.rules import APART, ENDED_STATES, OPEN_STATES

LEG = (
    "area", "topic", "body", "received_on", "due_on", "answered_on", "rated_on", "first", "open", "in_time", "by_law",
    "reopened", "score", "solved", "repeats", "collective", "outcome", "ended_on",
)  # fmt: skip
SUMS = (
    "filed", "due", "in_time", "due_law", "in_time_law", "open", "answered", "first", "reopened", "rated",
    "not_solved", "score", "repeats", "collective",
)  # fmt: skip
NO_TOPIC = "-"
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_ENDED = ", ".join(f"'{state}'" for state in ENDED_STATES)
_APART = ", ".join(f"'{outcome}'" for outcome in APART)
# Ways to end that are states of their own and stand in one list with the outcomes of answers.
LEFT_ENDS = ("withdrawn", "left")
_LEFT = ", ".join(f"'{state}'" for state in LEFT_ENDS)
UNNAMED = "-"  # answered before outcomes were named

# Every obligation as it stands; the one parameter is the office's time zone. One that ended without an answer, and an
# outcome that is counted apart, owe nothing. A case is counted as filed once, by the first of its legs that did not go
# on to another body.
FACTS = f"""
SELECT o.id AS obligation_id, o.area_path AS area, COALESCE(NULLIF(c.topic, ''), '{NO_TOPIC}') AS topic,
    b.code AS body,
    ((CASE WHEN o.previous_id IS NULL THEN o.received_at ELSE c.received_at END) AT TIME ZONE %s)::date AS received_on,
    CASE WHEN o.state NOT IN ({_ENDED}) AND o.outcome NOT IN ({_APART}) THEN o.due_on END AS due_on,
    CASE WHEN o.outcome NOT IN ({_APART}) THEN (o.answered_at AT TIME ZONE %s)::date END AS answered_on,
    (r.at AT TIME ZONE %s)::date AS rated_on,
    o.reopens_id IS NULL AND o.state <> 'forwarded' AND (o.leg = 1 OR NOT EXISTS (
        SELECT 1 FROM cases_obligation e
        WHERE e.case_id = o.case_id AND e.leg < o.leg AND e.reopens_id IS NULL AND e.state <> 'forwarded'
    )) AS first, o.state IN ({_OPEN}) AS open,
    COALESCE(o.answered_at <= o.due_at, FALSE) AS in_time, o.by_law, o.state = 'reopened' AS reopened,
    COALESCE(r.score, 0) AS score, COALESCE(r.solved, '') AS solved, p.case_id IS NOT NULL AS repeats,
    c.signers > 0 AS collective,
    CASE WHEN o.state IN ({_LEFT}) THEN o.state WHEN o.answered_at IS NULL THEN ''
        ELSE COALESCE(NULLIF(o.outcome, ''), '{UNNAMED}') END AS outcome,
    ((CASE WHEN o.state IN ({_LEFT}) THEN o.changed_at ELSE o.answered_at END) AT TIME ZONE %s)::date AS ended_on
FROM cases_obligation o JOIN cases_case c ON c.id = o.case_id JOIN directory_organization b ON b.id = o.owner_id
LEFT JOIN cases_repeat p ON p.case_id = c.id
LEFT JOIN answers_answer w ON w.obligation_id = o.id LEFT JOIN answers_rating r ON r.answer_id = w.id
"""  # noqa: S608
FACTS_PARAMETERS = 4
# Obligations that stand otherwise than they were counted, with the same parameters.
STALE = f"""
SELECT COALESCE(f.obligation_id, l.obligation_id) AS id FROM ({FACTS}) f
FULL JOIN figures_leg l ON l.obligation_id = f.obligation_id
WHERE f.obligation_id IS NULL OR l.obligation_id IS NULL
    OR ({", ".join(f"f.{n}" for n in LEG)}) IS DISTINCT FROM ({", ".join(f"l.{n}" for n in LEG)})
"""  # noqa: S608

# A place's own line: the country, its region, its district.
_COUNTRY = "split_part(l.area, '/', 1) || '/'"
_REGION = "substring(l.area FROM '^[^/]+/[^/]+/')"
_DISTRICT = "substring(l.area FROM '^[^/]+/[^/]+/[^/]+/')"
_CELLS = f"""(VALUES ({_COUNTRY}, '', ''), ({_REGION}, '', ''), ({_DISTRICT}, '', ''),
    ({_COUNTRY}, l.topic, ''), ({_REGION}, l.topic, ''), ({_COUNTRY}, '', l.body)) AS k(area, topic, body)"""
_DAYS = """(VALUES
    (l.received_on, l.first::int, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        (l.first AND l.repeats)::int, (l.first AND l.collective)::int),
    (l.due_on, 0, 1, l.in_time::int, l.by_law::int, (l.by_law AND l.in_time)::int, l.open::int, 0, 0, 0, 0, 0, 0, 0, 0),
    (l.answered_on, 0, 0, 0, 0, 0, 0, 1, l.first::int, l.reopened::int, 0, 0, 0, 0, 0),
    (l.rated_on, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (l.solved = 'not_solved')::int, l.score, 0, 0)
    ) AS d(day, filed, due, in_time, due_law, in_time_law, open, answered, first, reopened, rated, not_solved, score,
        repeats, collective)"""


def sums(legs: str) -> str:
    """The cells of a table of legs with a column `sign` (1 or -1)."""
    added = ", ".join(f"SUM(l.sign * d.{name})::int AS {name}" for name in SUMS)
    return (
        f"SELECT k.area, k.topic, k.body, d.day, {added} FROM {legs} l, LATERAL {_CELLS}, LATERAL {_DAYS} "  # noqa: S608
        "WHERE k.area IS NOT NULL AND d.day IS NOT NULL GROUP BY 1, 2, 3, 4"
    )


def waits(legs: str) -> str:
    """How long first answers took, in calendar days from the receipt, by place and day of the answer."""
    return (
        "SELECT k.area, l.answered_on AS day, "  # noqa: S608
        "LEAST(GREATEST(l.answered_on - l.received_on, 0), 9999)::smallint AS days, "
        f"SUM(l.sign)::int AS count FROM {legs} l, LATERAL (VALUES ({_COUNTRY}), ({_REGION})) AS k(area) "
        "WHERE l.answered_on IS NOT NULL AND l.first AND k.area IS NOT NULL GROUP BY 1, 2, 3"
    )


def endings(legs: str) -> str:
    """How demands ended, by place and the day they did."""
    return (
        "SELECT k.area, l.ended_on AS day, l.outcome, "  # noqa: S608
        f"SUM(l.sign)::int AS count FROM {legs} l, LATERAL (VALUES ({_COUNTRY}), ({_REGION})) AS k(area) "
        "WHERE l.ended_on IS NOT NULL AND k.area IS NOT NULL GROUP BY 1, 2, 3"
    )
