"""The facts of oversight."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [
    Event("oversight.issue_sheet", frozenset({"version", "number"}), _("Method sheet issued"), None, "paper"),
    Event("oversight.acknowledge_sheet", frozenset({"version"}), _("Method sheet read"), None, "done"),
    Event(
        "oversight.draw_sample",
        frozenset({"sample", "size", "population"}),
        _("Answers drawn to be checked"),
        None,
        "list",
    ),
    Event("oversight.mark_answer", frozenset({"sample", "kept", "of"}), _("Answer checked by its sheet"), None, "done"),
]
