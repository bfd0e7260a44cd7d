"""What must be true of messages: each is delivered at most once as far as known, and what is known is written down."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "messages.delivered_once",
        _("No message was accepted twice, as far as is known."),
        none_of(
            "SELECT message_id FROM messages_attempt WHERE outcome = 'accepted' GROUP BY message_id HAVING COUNT(*) > 1"
        ),
    ),
    Invariant(
        "messages.sent_is_proved",
        _("Every sent message has the other side's yes, and only those have."),
        none_of(
            "SELECT m.id FROM messages_message m WHERE (m.state = 'sent') <> EXISTS "
            "(SELECT 1 FROM messages_attempt a WHERE a.message_id = m.id AND a.outcome = 'accepted')"
        ),
    ),
    Invariant(
        "messages.open_have_a_next_try",
        _("Every message that is not settled has a moment of its next try."),
        none_of(
            "SELECT id FROM messages_message WHERE next_try_at IS NULL AND state IN ('queued', 'sending', 'uncertain')"
        ),
    ),
    Invariant(
        "messages.nobody_is_woken",
        _("No message was handed over before the moment from which its reader wants to be written to."),
        none_of(
            "SELECT a.id FROM messages_attempt a JOIN messages_message m ON m.id = a.message_id "
            "WHERE m.not_before IS NOT NULL AND a.at < m.not_before"
        ),
    ),
]
