"""What must be true of publication: shown only with the author's wish and after a look."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "publication.shown_are_wanted",
        _("Only voices whose authors want it are shown, since the moment the case names."),
        none_of(
            "SELECT c.id FROM cases_case c LEFT JOIN publication_publication p ON p.case_id = c.id "
            "WHERE (p.state = 'published' AND NOT c.publish_wanted) "
            "OR c.published_at IS DISTINCT FROM CASE WHEN p.state = 'published' THEN p.published_at END"
        ),
    ),
    Invariant(
        "publication.shown_were_looked_at",
        _("Every voice that is shown was published in the journal by a member of staff after the last wish."),
        none_of(
            "SELECT p.case_id FROM publication_publication p WHERE p.state = 'published' AND NOT EXISTS ("
            "SELECT 1 FROM journal_entry e WHERE e.case_id = p.case_id AND e.verb = 'publication.publish' "
            "AND e.actor_kind = 'staff' AND e.at >= p.asked_at AND e.payload->>'public_id' = p.public_id)"
        ),
    ),
    Invariant(
        "publication.erased_leave_nothing",
        _("Nothing of an erased person stands on the public page."),
        none_of(
            "SELECT p.case_id FROM publication_publication p JOIN cases_voice v ON v.case_id = p.case_id "
            "WHERE v.text = '' AND v.salt = '' AND (p.text <> '' OR p.decided <> '')"
        ),
    ),
    Invariant(
        "publication.files_of_the_answer",
        _("Only files that were put to a sent answer of the case stand on the public page."),
        none_of(
            "SELECT case_id FROM publication_publication WHERE answer <> 'shown' AND files <> '{}' UNION ALL "
            "SELECT p.case_id FROM publication_publication p, UNNEST(p.files) AS shown(id) "
            "JOIN files_storedfile f ON f.id = shown.id WHERE NOT EXISTS ("
            "SELECT 1 FROM answers_attachment t JOIN answers_answer a ON a.id = t.answer_id AND a.state = 'sent' "
            "LEFT JOIN answers_answer m ON m.together_with_id = a.id "
            "JOIN cases_obligation o ON o.id IN (a.obligation_id, m.obligation_id) "
            "WHERE t.file_id = shown.id AND o.case_id = p.case_id)"
        ),
    ),
    Invariant(
        "publication.readers_agreed",
        _("Every reader who gets mails confirmed it in the journal and has an address."),
        none_of(
            "SELECT s.id FROM publication_subscription s WHERE s.address IS NULL OR (s.confirmed_at IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.verb = 'publication.confirm' "
            "AND e.payload->>'subscription' = s.id::text))"
        ),
    ),
]
