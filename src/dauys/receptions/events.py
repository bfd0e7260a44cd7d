"""The facts of receptions: centres and schedules, visits and what became of them, protocols."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS: list[Event] = [
    Event("receptions.open_office", frozenset({"office", "body"})),
    Event("receptions.change_office", frozenset({"office", "open"})),
    Event("receptions.add_host", frozenset({"host", "office", "kind"})),
    Event("receptions.draft", frozenset({"schedule", "host", "version"})),
    Event("receptions.approve", frozenset({"schedule", "host", "version"})),
    Event("receptions.publish", frozenset({"schedule", "host", "version"})),
    Event("receptions.hold", frozenset({"visit", "host"})),
    Event("receptions.book", frozenset({"visit", "host", "source"})),
    Event("receptions.move", frozenset({"visit", "to"})),
    Event("receptions.cancel", frozenset({"visit", "host"})),
    Event("receptions.miss", frozenset({"visit", "host"})),
    Event(
        "receptions.arrive",
        frozenset({"visit", "host", "kind"}),
        _("Came to a reception"),
        _("You came to a reception"),
        "meet",
    ),
    Event("receptions.serve", frozenset({"visit", "host"}), _("The reception began"), None, "meet"),
    Event("receptions.write", frozenset({"visit", "protocol", "revision"}), _("Protocol written"), None, "edit"),
    Event(
        "receptions.sign",
        frozenset({"visit", "protocol", "version", "outcome", "instructions"}),
        _("Protocol of the reception signed"),
        _("The protocol of your reception is signed"),
        "ok",
    ),
    Event("receptions.forget", frozenset({"visits"})),
]
