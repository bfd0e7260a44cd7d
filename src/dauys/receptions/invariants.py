"""What must always be true of the tables of receptions."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import EXAMPLES, Finding, Invariant, none_of
from dauys.receptions.models import Instruction, Protocol
from dauys.receptions.signing import digest_of

AT_ONCE = 500


def _as_signed() -> Finding:
    rows = Protocol.objects.filter(signed_at__isnull=False)
    rows = rows.exclude(visit__case__voice__text="", visit__case__voice__salt=b"")  # erased: its words are gone
    orders = Instruction.objects.select_related("executor").order_by("position")
    rows = rows.prefetch_related(Prefetch("instructions", orders)).order_by("pk")
    changed = [
        str(made.pk)
        for made in rows.iterator(chunk_size=AT_ONCE)
        if made.digest is None or bytes(made.digest) != digest_of(made, list(made.instructions.all()))
    ]
    return Finding(len(changed), tuple(changed[:EXAMPLES]))


INVARIANTS: list[Invariant] = [
    Invariant(
        "receptions.came_has_case",
        _("Every visit of somebody who came belongs to a case, but for a day at a place."),
        none_of(
            "SELECT v.id FROM receptions_visit v JOIN receptions_host h ON h.id = v.host_id "
            "WHERE v.state IN ('arrived', 'serving', 'done') AND v.case_id IS NULL "
            "AND NOT (h.kind = 'room' AND v.state = 'arrived')"
        ),
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
        "receptions.protocols_are_as_signed",
        _("Every signed protocol and its instructions are as the head signed them."),
        _as_signed,
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
        "receptions.errands_are_demands",
        _("Every body of a referral has a demand in the visit's case, and who goes along stands in the journal."),
        none_of(
            "SELECT r.id FROM receptions_referral r JOIN receptions_visit v ON v.id = r.visit_id WHERE NOT EXISTS ("
            "SELECT FROM receptions_errand n JOIN cases_obligation o ON o.id = n.obligation_id "
            "WHERE n.referral_id = r.id AND o.case_id = v.case_id) OR NOT EXISTS (SELECT FROM journal_entry e "
            "WHERE e.case_id = v.case_id AND e.verb IN ('receptions.refer', 'receptions.accompany') "
            "AND e.payload->>'referral' = r.id::text AND e.payload->>'companion' = r.companion_id::text)"
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
        "receptions.booked_can_come_back",
        _("Everybody who booked by themselves, or waits for a slot, has a link to it."),
        none_of(
            "SELECT id FROM receptions_visit WHERE (state = 'waiting' OR state = 'booked' AND source = 'web') "
            "AND (link_key IS NULL OR text = '')"
        ),
    ),
    Invariant(
        "receptions.served_are_told",
        _("Every ticket that is over has its end in the journal."),
        none_of(
            "SELECT t.id FROM receptions_ticket t WHERE t.state IN ('done', 'missed', 'left') AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb = 'receptions.end_ticket' AND e.payload->>'ticket' = t.id::text)"
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
