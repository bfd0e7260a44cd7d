"""What must always be true of method sheets: each issue and each acknowledgement stands once in the journal."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of


def _told(table: str, column: str, where: str, verb: str) -> str:
    return (
        f"SELECT t.id FROM {table} t LEFT JOIN (SELECT payload->>'version' AS version, actor_id, COUNT(*) AS n "
        f"FROM journal_entry WHERE verb = '{verb}' GROUP BY 1, 2) e ON e.version = t.{column}::text {where}"
    )


INVARIANTS = [
    Invariant(
        "oversight.samples_are_told",
        _("Every sample stands once in the journal, and holds as many sent answers as it says."),
        none_of(
            "SELECT s.id FROM oversight_sample s LEFT JOIN (SELECT payload->>'sample' AS id, COUNT(*) AS n "
            "FROM journal_entry WHERE verb = 'oversight.draw_sample' GROUP BY 1) e ON e.id = s.id::text "
            "LEFT JOIN (SELECT d.sample_id, COUNT(*) AS n, BOOL_AND(a.state = 'sent') AS sent FROM oversight_sampled d "
            "JOIN answers_answer a ON a.id = d.answer_id GROUP BY 1) d ON d.sample_id = s.id "
            "WHERE e.n IS DISTINCT FROM 1 OR d.n IS DISTINCT FROM LEAST(s.size, s.population) OR NOT d.sent"
        ),
    ),
    Invariant(
        "oversight.issues_are_told",
        _("Every version of a method sheet that was issued stands once in the journal, by who issued it."),
        none_of(
            _told("oversight_version", "id", "AND e.actor_id = t.issued_by_id", "oversight.issue_sheet")
            + " WHERE t.state <> 'draft' AND e.n IS DISTINCT FROM 1"
        ),
    ),
    Invariant(
        "oversight.readings_are_told",
        _("Every acknowledgement of a method sheet stands once in the journal, by who gave it."),
        none_of(
            _told(
                "oversight_acknowledgement", "version_id", "AND e.actor_id = t.user_id", "oversight.acknowledge_sheet"
            )
            + " WHERE e.n IS DISTINCT FROM 1"
        ),
    ),
]
