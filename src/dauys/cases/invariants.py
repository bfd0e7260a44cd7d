"""What must be true of cases: every voice has its receipt, its words, its person and a demand with one clock."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from dauys.cases.fenced import FENCE_OPEN
from dauys.cases.retention import due_until
from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.moment import now
from dauys.ground.ui.moments import local

LATE_DAYS = 30  # so many days the worker has to anonymise what is past its term


def _past_their_term() -> Finding:
    at = now()
    due = due_until(local(at).date() - timedelta(days=LATE_DAYS), at)
    return found([one.case_id for one in due if one.term.confirmed and not one.held])


INVARIANTS = [
    Invariant(
        "cases.have_a_receipt",
        _("Every case was filed in the journal once, and every filing has its case."),
        none_of(
            "SELECT COALESCE(c.id, e.case_id) FROM cases_case c FULL JOIN "
            "(SELECT case_id, COUNT(*) AS n FROM journal_entry WHERE verb = 'cases.file' GROUP BY case_id) e "
            "ON e.case_id = c.id WHERE c.id IS NULL OR e.n IS DISTINCT FROM 1"
        ),
    ),
    Invariant(
        "cases.number_fits_receipt",
        _("The number in the journal is the number of the case."),
        none_of(
            "SELECT c.id FROM cases_case c JOIN journal_entry e ON e.case_id = c.id AND e.verb = 'cases.file' "
            "WHERE e.payload ? 'serial' "
            "AND (e.payload->>'serial' <> c.serial::text OR e.payload->>'year' <> c.year::text)"
        ),
    ),
    Invariant(
        "cases.have_words_and_person",
        _("Every case has its words and its applicant, also when both were erased."),
        none_of(
            "SELECT c.id FROM cases_case c WHERE NOT EXISTS (SELECT 1 FROM cases_voice v WHERE v.case_id = c.id) "
            "OR NOT EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = c.id AND p.role = 'applicant')"
        ),
    ),
    Invariant(
        "cases.unknown_authors_stay_unknown",
        _("A case whose author is not known holds no name, no contact and nobody who speaks for them."),
        none_of(
            "SELECT c.id FROM cases_case c JOIN cases_party p ON p.case_id = c.id WHERE c.anonymous AND "
            "(p.role <> 'applicant' OR p.name <> '' OR p.phone IS NOT NULL OR p.email IS NOT NULL "
            "OR p.national_id IS NOT NULL OR p.address IS NOT NULL)"
        ),
    ),
    Invariant(
        "cases.crimes_are_told",
        _("Whatever was passed on for words of a crime, or called a false alarm, is so in the journal."),
        none_of(
            "SELECT c.id FROM cases_case c LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, CASE verb "
            "WHEN 'cases.pass_crime' THEN 'passed' ELSE 'false' END AS crime FROM journal_entry WHERE verb IN "
            "('cases.pass_crime', 'cases.clear_crime') ORDER BY case_id, id DESC) e ON e.case_id = c.id "
            "WHERE (c.crime IN ('passed', 'false') OR e.crime IS NOT NULL) AND e.crime IS DISTINCT FROM c.crime"
        ),
    ),
    Invariant(
        "cases.have_an_obligation",
        _("Every case has an obligation."),
        none_of(
            "SELECT c.id FROM cases_case c WHERE NOT EXISTS (SELECT 1 FROM cases_obligation o WHERE o.case_id = c.id)"
        ),
    ),
    Invariant(
        "cases.obligations_have_one_clock",
        _("Every obligation began once in the journal, with a day of the answer and the way it was reckoned."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN (SELECT obligation_id, COUNT(*) AS n FROM journal_entry "
            "WHERE verb = 'cases.open_obligation' GROUP BY obligation_id) e ON e.obligation_id = o.id "
            "WHERE e.n IS DISTINCT FROM 1 OR (o.due_on IS NULL AND NOT o.paused) OR jsonb_array_length(o.ledger) = 0"
        ),
    ),
    Invariant(
        "cases.clocks_fit_moves",
        _("A clock stands still if and only if its last question is open, and its day is the last one of its ledger."),
        none_of(
            "SELECT o.id FROM cases_obligation o "
            "WHERE o.ledger <> '[]' AND (o.paused <> EXISTS "
            "(SELECT 1 FROM cases_question q WHERE q.obligation_id = o.id AND q.\"end\" = '') "
            "OR o.paused <> (o.due_on IS NULL) OR (NOT o.paused AND o.ledger->-1->>'code' = 'due' "
            "AND o.ledger->-1->>'on' <> o.due_on::text) OR (NOT o.paused AND NOT jsonb_path_exists(o.ledger, "
            "'$[*] ? (@.code == \"due\")')))"
        ),
    ),
    Invariant(
        "cases.questions_move_clocks",
        _("A question stopped its clock once, and started it again once when it ended."),
        none_of(
            "SELECT q.id FROM cases_question q LEFT JOIN (SELECT question_id, COUNT(*) FILTER (WHERE move = 'paused') "
            "AS stops, COUNT(*) FILTER (WHERE move = 'resumed') AS starts FROM cases_clockevent GROUP BY 1) e "
            "ON e.question_id = q.id WHERE e.stops IS DISTINCT FROM 1 OR e.starts <> (q.\"end\" <> '')::int"
        ),
    ),
    Invariant(
        "cases.extensions_move_clocks",
        _("A longer term that was agreed to moved its clock to that day, in the journal too, and no other did."),
        none_of(
            "SELECT x.id FROM cases_extension x LEFT JOIN cases_clockevent e ON e.extension_id = x.id "
            "LEFT JOIN (SELECT payload->>'extension' AS id, COUNT(*) AS n FROM journal_entry "
            "WHERE verb = 'cases.extend' GROUP BY 1) j ON j.id = x.id::text "
            "WHERE (x.state = 'agreed') <> (e.id IS NOT NULL AND e.until = x.until) "
            "OR (x.state = 'agreed')::int <> COALESCE(j.n, 0)"
        ),
    ),
    Invariant(
        "cases.moves_are_in_ledgers",
        _("The last extension of a clock stands in its ledger."),
        none_of(
            "SELECT e.id FROM (SELECT DISTINCT ON (obligation_id) * FROM cases_clockevent WHERE move = 'extended' "
            "ORDER BY obligation_id, id DESC) e JOIN cases_obligation o ON o.id = e.obligation_id "
            "WHERE e.on >= o.registered_on AND o.ledger <> '[]' AND NOT "
            "o.ledger @> jsonb_build_array(jsonb_build_object('code', 'extended', 'note', e.until::text))"
        ),
    ),
    Invariant(
        "cases.silence_is_told_once",
        _("What the law counts as a refusal stands once in the journal."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN (SELECT obligation_id, COUNT(*) AS n FROM journal_entry "
            "WHERE verb = 'cases.deem_refused' GROUP BY obligation_id) e ON e.obligation_id = o.id "
            "WHERE COALESCE(e.n, 0) <> (o.silent_at IS NOT NULL)::int"
        ),
    ),
    Invariant(
        "cases.copies_fit_sources",
        _("The owner and place an obligation carries for lists are those of its body and case."),
        none_of(
            "SELECT o.id FROM cases_obligation o JOIN directory_organization b ON b.id = o.owner_id "
            "JOIN cases_case c ON c.id = o.case_id JOIN places_area a ON a.id = c.area_id "
            "WHERE o.owner_path <> b.path OR o.area_path <> a.path"
        ),
    ),
    Invariant(
        "cases.forwards_fit_journal",
        _("How often an obligation was given to another body is what the journal says."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN (SELECT obligation_id, "
            "SUM(CASE WHEN verb = 'cases.change_owner' THEN 1 ELSE COALESCE((payload->>'forwards')::int, 0) END) AS n "
            "FROM journal_entry WHERE verb IN ('cases.change_owner', 'cases.open_obligation') GROUP BY 1) e "
            "ON e.obligation_id = o.id WHERE o.forwards <> COALESCE(e.n, 0)"
        ),
    ),
    Invariant(
        "cases.registrars_fit_cases",
        _("An open obligation is listed by whoever registered its case, and by nobody else."),
        none_of(
            "SELECT o.id FROM cases_obligation o JOIN cases_case c ON c.id = o.case_id "
            "WHERE o.registered_by_id IS DISTINCT FROM c.registered_by_id "
            "AND (o.state IN ('new', 'assigned', 'in_work', 'in_approval') OR o.registered_by_id IS NOT NULL)"
        ),
    ),
    Invariant(
        "cases.reopened_once",
        _("An obligation is reopened by exactly one other, of the same case."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN cases_obligation r ON r.reopens_id = o.id "
            "WHERE (o.state = 'reopened') <> (r.id IS NOT NULL) OR (r.id IS NOT NULL AND r.case_id <> o.case_id)"
        ),
    ),
    Invariant(
        "cases.legs_follow_each_other",
        _("The demands of a case are numbered without a gap, and each stands behind the one it came from."),
        none_of(
            "SELECT case_id FROM cases_obligation GROUP BY case_id HAVING MAX(leg) <> COUNT(*) OR MIN(leg) <> 1 "
            "UNION ALL SELECT o.case_id FROM cases_obligation o JOIN cases_obligation p ON p.id = o.previous_id "
            "WHERE p.case_id <> o.case_id OR p.leg >= o.leg OR o.forwards <= p.forwards"
        ),
    ),
    Invariant(
        "cases.forwarded_go_on",
        _("A demand that was passed on has one that follows it, and each of these was named when it was passed on."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN journal_entry e ON e.verb = 'cases.forward' "
            "AND e.obligation_id = o.previous_id AND e.payload->'legs' ? o.id::text "
            "WHERE o.previous_id IS NOT NULL AND e.id IS NULL "
            "UNION ALL SELECT o.id FROM cases_obligation o WHERE o.state = 'forwarded' "
            "AND NOT EXISTS (SELECT 1 FROM cases_obligation f WHERE f.previous_id = o.id)"
        ),
    ),
    Invariant(
        "cases.no_body_twice",
        _("No body got back what it had passed on, unless who stands above it said so."),
        none_of(
            "WITH RECURSIVE chain AS (SELECT o.id AS leg, o.previous_id AS above, o.owner_id FROM cases_obligation o "
            "WHERE o.previous_id IS NOT NULL UNION ALL SELECT c.leg, p.previous_id, c.owner_id FROM chain c "
            "JOIN cases_obligation p ON p.id = c.above) "
            "SELECT c.leg FROM chain c JOIN cases_obligation p ON p.id = c.above "
            "JOIN cases_obligation o ON o.id = c.leg "
            "JOIN journal_entry e ON e.verb = 'cases.forward' AND e.obligation_id = o.previous_id "
            "AND e.payload->'legs' ? c.leg::text "
            "WHERE p.owner_id = c.owner_id AND (e.payload->>'again')::bool IS NOT TRUE"
        ),
    ),
    Invariant(
        "cases.unowned_are_told",
        _("What nobody owns was called so in the journal, for the same reason, and nobody took it since."),
        none_of(
            "SELECT o.id FROM cases_obligation o LEFT JOIN LATERAL (SELECT e.verb, e.payload->>'because' AS because "
            "FROM journal_entry e WHERE e.case_id = o.case_id AND e.obligation_id = o.id AND e.verb IN "
            "('cases.disown', 'cases.own', 'cases.assign', 'cases.change_owner') ORDER BY e.id DESC LIMIT 1) e ON TRUE "
            "WHERE o.unowned_as <> '' AND (e.verb, e.because) IS DISTINCT FROM ('cases.disown', o.unowned_as)"
        ),
    ),
    Invariant(
        "cases.ended_are_told",
        _("What was taken back or left without consideration is so in the journal, once, and nothing else is."),
        none_of(
            "SELECT COALESCE(o.id, e.obligation_id) FROM (SELECT id, state FROM cases_obligation "
            "WHERE state IN ('withdrawn', 'left')) o FULL JOIN (SELECT obligation_id, COUNT(*) AS n, "
            "MIN(CASE verb WHEN 'cases.leave' THEN 'left' ELSE 'withdrawn' END) AS state FROM journal_entry "
            "WHERE verb IN ('cases.withdraw', 'cases.leave') GROUP BY 1) e ON e.obligation_id = o.id "
            "WHERE e.n IS DISTINCT FROM 1 OR e.state IS DISTINCT FROM o.state"
        ),
    ),
    Invariant(
        "cases.groups_are_flat",
        _("A main case stands under no other, and every grouping is in the journal."),
        none_of(
            "SELECT c.id FROM cases_case c JOIN cases_case m ON m.id = c.main_id WHERE m.main_id IS NOT NULL "
            "OR m.id = c.id OR NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.case_id = c.id "
            "AND e.verb = 'cases.group' AND e.payload->>'main' = m.id::text)"
        ),
    ),
    Invariant(
        "cases.repeats_are_told",
        _("A repeated appeal is called so in the journal, with the same earlier one and reason, and no other is."),
        none_of(
            "SELECT COALESCE(r.case_id, e.case_id) FROM cases_repeat r FULL JOIN (SELECT DISTINCT ON (case_id) "
            "case_id, verb, payload FROM journal_entry WHERE verb IN ('cases.mark_repeat', 'cases.unmark_repeat') "
            "ORDER BY case_id, id DESC) e ON e.case_id = r.case_id WHERE (r.case_id IS NULL AND "
            "e.verb = 'cases.mark_repeat') OR (r.case_id IS NOT NULL AND (e.verb, e.payload->>'earlier', "
            "e.payload->>'reason') IS DISTINCT FROM ('cases.mark_repeat', r.earlier_id::text, r.reason))"
        ),
    ),
    Invariant(
        "cases.repeats_are_later",
        _("A repeated appeal came after the one it repeats."),
        none_of(
            "SELECT c.id FROM cases_repeat r JOIN cases_case c ON c.id = r.case_id "
            "JOIN cases_case e ON e.id = r.earlier_id WHERE e.serial >= c.serial"
        ),
    ),
    Invariant(
        "cases.signers_are_several",
        _("An appeal of several people has at least two who signed, as many as the journal says."),
        none_of(
            "SELECT c.id FROM cases_case c JOIN journal_entry e ON e.case_id = c.id AND e.verb = 'cases.file' "
            "WHERE c.signers = 1 OR c.signers <> COALESCE((e.payload->>'signers')::int, 0)"
        ),
    ),
    Invariant(
        "cases.supporters_joined_once",
        _("Everybody who joined a case did so once in the journal, and can be reached unless erased."),
        none_of(
            "SELECT COALESCE(s.id::text, e.payload->>'supporter') FROM cases_supporter s FULL JOIN "
            "(SELECT * FROM journal_entry WHERE verb = 'cases.support') e "
            "ON e.payload->>'supporter' = s.id::text AND e.case_id = s.case_id WHERE s.id IS NULL OR e.id IS NULL "
            "OR (s.name <> '') <> (s.code_key IS NOT NULL) "
            "OR (s.code_key IS NOT NULL AND s.phone_key IS NULL AND s.email_key IS NULL)"
        ),
    ),
    Invariant(
        "cases.holds_are_journalled",
        _("Every hold of a case beyond its term was set in the journal, and ended there."),
        none_of(
            "SELECT h.id FROM cases_hold h WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE "
            "e.case_id = h.case_id AND e.verb = 'cases.hold_erasure' AND e.payload->>'hold' = h.id::text) "
            "OR (h.ended_at IS NOT NULL) <> EXISTS (SELECT 1 FROM journal_entry e WHERE e.case_id = h.case_id "
            "AND e.verb = 'cases.lift_hold' AND e.payload->>'hold' = h.id::text)"
        ),
    ),
    Invariant(
        "cases.nothing_past_its_term",
        _("No settled case lies 30 days past the confirmed term it is kept for, unless it is held."),
        _past_their_term,
    ),
    Invariant(
        "cases.fence_stands",
        _("The database itself keeps the rows of other bodies from a request: row-level security is in force."),
        none_of(FENCE_OPEN),
    ),
    Invariant(
        "cases.corrections_are_told",
        _("Every correction of a person was asked for in the journal, and decided there if and only if it is decided."),
        none_of(
            "SELECT x.id FROM cases_correction x LEFT JOIN LATERAL (SELECT "
            "COUNT(*) FILTER (WHERE e.verb = 'cases.ask_correction') AS asked, "
            "COUNT(*) FILTER (WHERE e.verb = 'cases.correct') AS applied, "
            "COUNT(*) FILTER (WHERE e.verb = 'cases.refuse_correction') AS refused FROM journal_entry e "
            "WHERE e.case_id = x.case_id AND e.payload->>'correction' = x.id::text) e ON TRUE "
            "WHERE e.asked <> 1 OR e.applied <> (x.state = 'applied')::int OR e.refused <> (x.state = 'refused')::int "
            "OR (x.wanted IS NULL) <> (x.state <> 'asked')"
        ),
    ),
    Invariant(
        "cases.contacts_have_keys",
        _("A sealed contact has its look-up key, and only those have one."),
        none_of(
            "SELECT id FROM cases_party WHERE (phone IS NULL) <> (phone_key IS NULL) "
            "OR (email IS NULL) <> (email_key IS NULL) OR (national_id IS NULL) <> (national_id_key IS NULL)"
        ),
    ),
    Invariant(
        "cases.entries_name_real_cases",
        _("Every case and obligation an entry names is there."),
        none_of(
            "SELECT e.id FROM journal_entry e LEFT JOIN cases_case c ON c.id = e.case_id "
            "LEFT JOIN cases_obligation o ON o.id = e.obligation_id "
            "WHERE (e.case_id IS NOT NULL AND c.id IS NULL) OR (e.obligation_id IS NOT NULL AND "
            "(o.id IS NULL OR o.case_id IS DISTINCT FROM e.case_id))"
        ),
    ),
]
