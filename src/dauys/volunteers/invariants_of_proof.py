"""What must always be true of certificates."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS: list[Invariant] = [
    Invariant(
        "volunteers.certificates_are_told",
        _("Every certificate stands in the journal, and so does that it was taken back."),
        none_of(
            "SELECT c.id FROM volunteers_certificate c WHERE c.id::text NOT IN ("
            "SELECT e.payload->>'certificate' FROM journal_entry e WHERE e.verb = 'volunteers.issue' UNION ALL "
            "SELECT jsonb_array_elements_text(e.payload->'certificates') FROM journal_entry e "
            "WHERE e.verb = 'volunteers.issue_many') OR (c.revoked_at IS NOT NULL AND c.id::text NOT IN ("
            "SELECT e.payload->>'certificate' FROM journal_entry e WHERE e.verb = 'volunteers.revoke'))"
        ),
    ),
    Invariant(
        "volunteers.certificates_are_signed_by_their_office",
        _("Every certificate has a key of its office, and a place of its own in the list of that key."),
        none_of(
            "SELECT c.id FROM volunteers_certificate c JOIN volunteers_officekey k ON k.id = c.key_id "
            "WHERE k.office_id <> c.office_id OR EXISTS (SELECT FROM volunteers_certificate o "
            "WHERE o.key_id = c.key_id AND o.status_index = c.status_index AND o.id <> c.id)"
        ),
    ),
    Invariant(
        "volunteers.certificates_within_hours",
        _("No certificate says more than the ledger of hours held when it was issued."),
        none_of(
            "SELECT c.id FROM volunteers_certificate c WHERE c.minutes > (SELECT coalesce(sum(t.minutes), 0) FROM ("
            "SELECT sum(h.minutes) AS minutes FROM volunteers_hourentry h WHERE h.volunteer_id = c.volunteer_id "
            "AND h.at <= c.issued_at GROUP BY coalesce(h.line_id, h.campaign, h.presence_id, h.id)) t "
            "WHERE t.minutes > 0)"
        ),
    ),
    Invariant(
        "volunteers.certificates_lead_to_nobody_who_left",
        _("Nothing leads from a certificate to somebody who left."),
        none_of(
            "SELECT c.id FROM volunteers_certificate c JOIN volunteers_volunteer v ON v.id = c.volunteer_id "
            "WHERE v.state = 'left' AND c.holder_salt <> ''"
        ),
    ),
]
