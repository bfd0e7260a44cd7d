"""What must be true of what is still being written or held: held voices are whole, and never filed and held at once."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "channels.held_or_filed",
        _("No voice is held and filed at once."),
        none_of(
            "SELECT d.id FROM channels_draft d JOIN cases_case c ON c.idempotency_key = d.id "
            "WHERE d.held_at IS NOT NULL"
        ),
    ),
    Invariant(
        "channels.held_have_words",
        _("Every held voice has its words and a body that can let it in."),
        none_of("SELECT id FROM channels_draft WHERE held_at IS NOT NULL AND (data IS NULL OR owner_path = '')"),
    ),
]
