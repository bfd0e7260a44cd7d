"""What must be true of answers: what was answered has a sent answer, read and approved by somebody else."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

_ANSWERED = "('answered', 'closed', 'reopened')"

INVARIANTS = [
    Invariant(
        "answers.answered_have_sent_answers",
        _("An obligation is answered if and only if its answer was sent, at the same moment."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN answers_answer a ON a.obligation_id = o.id "
            f"WHERE (o.state IN {_ANSWERED}) <> (a.state IS NOT DISTINCT FROM 'sent') "
            "OR (a.state = 'sent' AND a.sent_at IS DISTINCT FROM o.answered_at)"
        ),
    ),
    Invariant(
        "answers.outcomes_as_sent",
        _("An obligation ends as its sent answer says, and a refusal names its norm until the words are erased."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN answers_answer a ON a.obligation_id = o.id "
            "AND a.state = 'sent' WHERE o.outcome <> COALESCE(a.outcome, '') "
            "OR (o.outcome = 'refused' AND a.norm = '' AND a.asked <> '')"
        ),
    ),
    Invariant(
        "answers.sent_once_in_the_journal",
        _("Every sent answer was sent once in the journal."),
        none_of(
            "SELECT a.id FROM answers_answer a LEFT JOIN (SELECT obligation_id, COUNT(*) AS n FROM journal_entry "
            "WHERE verb = 'answers.send' GROUP BY obligation_id) e ON e.obligation_id = a.obligation_id "
            "WHERE COALESCE(e.n, 0) <> (a.state = 'sent')::int"
        ),
    ),
    Invariant(
        "answers.approved_by_another",
        _("Nobody approved an answer they had a hand in."),
        none_of("SELECT id FROM answers_answer WHERE approver_id = ANY(writers)"),
    ),
    Invariant(
        "answers.sent_with_signatures",
        _("No answer was sent without the signatures it needed, each of another person and none of a writer."),
        none_of(
            "SELECT a.id FROM answers_answer a LEFT JOIN (SELECT answer_id, revision, returns, COUNT(*) AS n, "
            "COUNT(DISTINCT COALESCE(instead_of_id, by_id)) AS people, ARRAY_AGG(by_id) || ARRAY_AGG(instead_of_id) "
            "AS ids FROM answers_signature GROUP BY 1, 2, 3) s ON s.answer_id = a.id "
            "AND s.revision = a.revision AND s.returns = a.returns WHERE a.state = 'sent' AND a.signs > 0 "
            "AND (COALESCE(s.n, 0) < a.signs OR s.people < a.signs OR s.ids && a.writers)"
        ),
    ),
    Invariant(
        "answers.together_say_the_same",
        _("A case answered together with another has its words, until one of them is erased."),
        none_of(
            "SELECT a.id FROM answers_answer a JOIN answers_answer m ON m.id = a.together_with_id "
            "WHERE a.state <> 'sent' OR m.state <> 'sent' OR a.sent_at <> m.sent_at OR a.approver_id <> m.approver_id "
            "OR (a.asked <> '' AND m.asked <> '' AND (a.asked, a.found, a.decided) <> (m.asked, m.found, m.decided)) "
            "OR a.outcome <> m.outcome"
        ),
    ),
    Invariant(
        "answers.in_approval_are_submitted",
        _("An obligation waits for approval if and only if its answer was submitted."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN answers_answer a ON a.obligation_id = o.id "
            "WHERE (o.state = 'in_approval') <> (a.state IS NOT DISTINCT FROM 'submitted') "
            "AND o.state <> 'withdrawn'"
        ),
    ),
    Invariant(
        "answers.rated_are_sent",
        _("Only sent answers are rated, and each rating stands in the journal."),
        none_of(
            "SELECT r.answer_id FROM answers_rating r JOIN answers_answer a ON a.id = r.answer_id "
            "LEFT JOIN (SELECT obligation_id, COUNT(*) AS n FROM journal_entry WHERE verb = 'answers.rate' "
            "GROUP BY obligation_id) e ON e.obligation_id = a.obligation_id "
            "WHERE a.state <> 'sent' OR e.n IS DISTINCT FROM 1"
        ),
    ),
    Invariant(
        "answers.files_as_attached",
        _("Every file of an answer is held by it and was put to it once more in the journal than taken away."),
        none_of(
            "SELECT t.file_id FROM answers_attachment t JOIN files_storedfile f ON f.id = t.file_id "
            "JOIN answers_answer a ON a.id = t.answer_id "
            "LEFT JOIN (SELECT payload->>'file' AS id, obligation_id, "
            "SUM(CASE verb WHEN 'answers.attach' THEN 1 ELSE -1 END) AS n FROM journal_entry "
            "WHERE verb IN ('answers.attach', 'answers.detach') GROUP BY 1, 2) e "
            "ON e.id = f.id::text AND e.obligation_id = a.obligation_id "
            "WHERE f.holder <> a.id OR e.n IS DISTINCT FROM 1"
        ),
    ),
    Invariant(
        "answers.hearings_follow_the_journal",
        _("Every hearing stands in the journal as it is: invited, called off, signed."),
        none_of(
            "SELECT h.id FROM answers_hearing h LEFT JOIN (SELECT payload->>'hearing' AS id, "
            "COUNT(*) FILTER (WHERE verb = 'answers.invite') AS invited, "
            "COUNT(*) FILTER (WHERE verb = 'answers.call_off') AS off, "
            "COUNT(*) FILTER (WHERE verb = 'answers.hear') AS written, "
            "COUNT(*) FILTER (WHERE verb = 'answers.sign_protocol') AS signed FROM journal_entry "
            "WHERE verb IN ('answers.invite', 'answers.call_off', 'answers.hear', 'answers.sign_protocol') "
            "GROUP BY 1) e ON e.id = h.id::text WHERE e.invited IS DISTINCT FROM 1 "
            "OR e.off <> (h.state = 'off')::int OR e.signed <> (h.state = 'signed')::int OR e.written <> h.revision"
        ),
    ),
    Invariant(
        "answers.protocols_signed_by_another",
        _("Nobody signed a protocol as its chair which they wrote as its secretary."),
        none_of(
            "SELECT id FROM answers_hearing WHERE chair_id = secretary_id "
            "OR (state = 'signed') <> (chair_id IS NOT NULL)"
        ),
    ),
]
