"""The facts of receptions: centres and schedules, visits and what became of them, protocols."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS: list[Event] = [
    Event("receptions.open_office", frozenset({"office", "body"})),
    Event("receptions.change_office", frozenset({"office", "open"})),
    Event("receptions.add_host", frozenset({"host", "office", "kind"})),
    Event("receptions.add_device", frozenset({"device", "office", "kind"})),
    Event("receptions.end_device", frozenset({"device", "office"})),
    Event("receptions.take_ticket", frozenset({"ticket", "office", "service"})),
    Event("receptions.end_ticket", frozenset({"ticket", "office", "state"})),
    Event("receptions.draft", frozenset({"schedule", "host", "version"})),
    Event("receptions.approve", frozenset({"schedule", "host", "version"})),
    Event("receptions.publish", frozenset({"schedule", "host", "version"})),
    Event("receptions.close_day", frozenset({"host", "day"})),
    Event("receptions.open_day", frozenset({"host", "day"})),
    Event("receptions.hold", frozenset({"visit", "host"})),
    Event("receptions.book", frozenset({"visit", "host", "source"})),
    Event("receptions.wait", frozenset({"visit", "host"})),
    Event("receptions.offer", frozenset({"visit", "host"})),
    Event("receptions.say_about", frozenset({"visit"}), _("Will come to a reception about this"), None, "meet"),
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
    Event("receptions.hand", frozenset({"visit", "protocol", "version"}), _("Protocol given on paper"), None, "print"),
    Event(
        "receptions.refer",
        frozenset({"visit", "referral", "bodies", "companion"}),
        _("Referred to several bodies with one companion"),
        _("Several bodies work on your matter, one companion goes with you"),
        "forward",
    ),
    Event(
        "receptions.accompany",
        frozenset({"visit", "referral", "companion"}),
        _("Another companion goes with the family"),
        _("Another companion goes with you"),
        "user",
    ),
    Event("receptions.forget", frozenset({"visits"})),
]
