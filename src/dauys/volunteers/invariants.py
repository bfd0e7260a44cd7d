"""What must always be true of the tables of volunteering."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of
from dauys.volunteers.invariants_of_campaigns import INVARIANTS as CAMPAIGNS
from dauys.volunteers.invariants_of_hours import INVARIANTS as HOURS
from dauys.volunteers.invariants_of_plans import INVARIANTS as PLANS
from dauys.volunteers.invariants_of_proof import INVARIANTS as PROOF

INVARIANTS: list[Invariant] = [
    Invariant(
        "volunteers.registered_is_told",
        _("Every volunteer who was written down stands in the journal."),
        none_of(
            "SELECT v.id FROM volunteers_volunteer v WHERE v.state IN ('active', 'paused') AND v.source <> 'import' "
            "AND NOT EXISTS (SELECT FROM journal_entry e WHERE e.verb = 'volunteers.register' "
            "AND e.payload->>'volunteer' = v.id::text)"
        ),
    ),
    Invariant(
        "volunteers.signed_is_told",
        _("Every signed consent stands in the journal with the digest of what was signed."),
        none_of(
            "SELECT c.id FROM volunteers_consent c WHERE c.signed_at IS NOT NULL AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb = 'volunteers.sign_consent' "
            "AND e.payload->>'consent' = c.id::text AND e.payload->>'digest' = encode(c.digest, 'hex'))"
        ),
    ),
    Invariant(
        "volunteers.revoked_is_told",
        _("Every consent that was signed and ended before its time stands so in the journal, or its volunteer left."),
        none_of(
            "SELECT c.id FROM volunteers_consent c JOIN volunteers_volunteer v ON v.id = c.volunteer_id "
            "WHERE c.signed_at IS NOT NULL AND c.revoked_at IS NOT NULL AND v.state <> 'left' AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb = 'volunteers.revoke_consent' "
            "AND e.payload->>'consent' = c.id::text)"
        ),
    ),
    Invariant(
        "volunteers.erased_leave_nothing",
        _("Nothing stands of where an erased person wanted help."),
        none_of(
            "SELECT l.obligation_id FROM volunteers_line l JOIN cases_obligation o ON o.id = l.obligation_id "
            "JOIN cases_voice v ON v.case_id = o.case_id "
            "WHERE v.text = '' AND v.salt = '' AND (l.address IS NOT NULL OR l.notice <> '')"
        ),
    ),
    Invariant(
        "volunteers.left_leave_nothing",
        _("Nothing stands of a volunteer who left: no contact, no birth, no place, no skill, no parent."),
        none_of(
            "SELECT v.id FROM volunteers_volunteer v WHERE v.state = 'left' AND (v.born_on IS NOT NULL "
            "OR v.person_key IS NOT NULL OR v.phone_key IS NOT NULL OR v.email_key IS NOT NULL "
            "OR v.telegram_key IS NOT NULL OR v.link_key IS NOT NULL "
            "OR EXISTS (SELECT FROM volunteers_place p WHERE p.volunteer_id = v.id) "
            "OR EXISTS (SELECT FROM volunteers_held h WHERE h.volunteer_id = v.id) "
            "OR EXISTS (SELECT FROM volunteers_consent c WHERE c.volunteer_id = v.id AND c.link_key IS NOT NULL))"
        ),
    ),
    Invariant(
        "volunteers.groups_fit",
        _("No group has more members than it may, and who leads one takes part."),
        none_of(
            "SELECT g.id FROM volunteers_group g LEFT JOIN volunteers_volunteer l ON l.id = g.leader_id "
            "WHERE l.state NOT IN ('active', 'paused') OR g.most < (SELECT COUNT(*) FROM volunteers_volunteer m "
            "WHERE m.group_id = g.id AND m.state IN ('active', 'paused'))"
        ),
    ),
    Invariant(
        "volunteers.calls_are_told",
        _("Every call that is over has its end in the journal."),
        none_of(
            "SELECT c.id FROM volunteers_call c WHERE c.state IN ('done', 'no_answer') AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb IN ('volunteers.end_call', 'volunteers.miss_call') "
            "AND e.payload->>'call' = c.id::text)"
        ),
    ),
    Invariant(
        "volunteers.web_is_confirmed",
        _("Whoever asked for help by themselves showed their phone to be theirs."),
        none_of(
            "SELECT l.obligation_id FROM volunteers_line l JOIN cases_obligation o ON o.id = l.obligation_id "
            "JOIN cases_case c ON c.id = o.case_id WHERE l.source = 'web' AND c.identity = 'none'"
        ),
    ),
    Invariant(
        "volunteers.erased_leave_no_call",
        _("Nothing of an erased person stands in the calls about their case."),
        none_of(
            "SELECT c.id FROM volunteers_call c JOIN cases_voice v ON v.case_id = c.case_id "
            "WHERE v.text = '' AND v.salt = '' AND (c.name IS NOT NULL OR c.phone IS NOT NULL OR c.about IS NOT NULL)"
        ),
    ),
    *PLANS,
    *HOURS,
    *CAMPAIGNS,
    *PROOF,
]
