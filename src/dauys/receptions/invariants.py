"""What must always be true of the tables of receptions."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS: list[Invariant] = [
    Invariant(
        "receptions.came_has_case",
        _("Every visit of somebody who came belongs to a case."),
        none_of("SELECT id FROM receptions_visit WHERE state IN ('arrived', 'serving', 'done') AND case_id IS NULL"),
    ),
    Invariant(
        "receptions.done_is_signed",
        _("Every visit that is over has a signed protocol, signed in the journal by another than its writer."),
        none_of(
            "SELECT v.id FROM receptions_visit v WHERE v.state = 'done' AND NOT EXISTS ("
            "SELECT FROM receptions_protocol p JOIN journal_entry e ON e.case_id = v.case_id "
            "AND e.verb = 'receptions.sign' AND e.payload->>'protocol' = p.id::text AND e.actor_id = p.signed_by_id "
            "WHERE p.visit_id = v.id AND p.signed_at IS NOT NULL AND p.written_by_id <> p.signed_by_id)"
        ),
    ),
    Invariant(
        "receptions.instructions_are_demands",
        _("Every instruction of a first signed protocol is a demand on its executor in the visit's case."),
        none_of(
            "SELECT i.id FROM receptions_instruction i JOIN receptions_protocol p ON p.id = i.protocol_id "
            "JOIN receptions_visit v ON v.id = p.visit_id LEFT JOIN cases_obligation o ON o.id = i.obligation_id "
            "WHERE p.version = 1 AND p.signed_at IS NOT NULL AND (o.id IS NULL OR o.case_id <> v.case_id)"
        ),
    ),
    Invariant(
        "receptions.published_is_approved",
        _("Every published schedule was approved and published in the journal."),
        none_of(
            "SELECT s.id FROM receptions_schedule s WHERE s.state IN ('published', 'replaced') AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb = 'receptions.publish' "
            "AND e.payload->>'schedule' = s.id::text)"
        ),
    ),
    Invariant(
        "receptions.erased_leave_nothing",
        _("Nothing of an erased person stands in the visits of their case."),
        none_of(
            "SELECT r.id FROM receptions_visit r JOIN cases_voice v ON v.case_id = r.case_id "
            "WHERE v.text = '' AND v.salt = '' AND (r.text <> '' OR r.person_key IS NOT NULL OR EXISTS ("
            "SELECT FROM receptions_visitor w WHERE w.visit_id = r.id AND w.name <> ''))"
        ),
    ),
]
