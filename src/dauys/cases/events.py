"""The facts of cases: what the journal says about a voice and its obligations, and how people read it."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [
    Event(
        "cases.file",
        frozenset({"serial", "year", "channel", "language", "identity", "topic", "area", "urgent", "publish", "about"}),
        _("Registered"),
        _("Your voice was registered"),
        "voice",
    ),
    Event(
        "cases.open_obligation",
        frozenset({"kind", "owner", "rule", "registered_on", "forward_by", "due_on", "by_law", "pack", "leg"}),
        _("Term began"),
        None,
        "clock",
    ),
    Event(
        "cases.change_kind",
        frozenset({"old", "new", "due_on"}),
        _("Kind changed"),
        _("The kind of appeal was changed"),
        "edit",
    ),
    Event(
        "cases.change_owner",
        frozenset({"old", "new", "rule"}),
        _("Given to another body"),
        _("Given to another body"),
        "forward",
    ),
    Event(
        "cases.confirm_owner",
        frozenset({"owner", "rule"}),
        _("Body confirmed"),
        _("The responsible body was confirmed"),
        "done",
    ),
    Event(
        "cases.assign", frozenset({"assignee", "old"}), _("Officer assigned"), _("An officer took up the case"), "user"
    ),
    Event("cases.hand_back", frozenset({"old"}), _("Handed back to the body"), None, "user"),
    Event("cases.release", frozenset({"old"}), _("Taken off the officer"), None, "user"),
    Event("cases.unconfirm_owner", frozenset({"owner"}), _("Body to be confirmed anew"), None, "forward"),
    Event("cases.start_work", frozenset(), _("Taken into work"), None, "edit"),
    Event(
        "cases.confirm_identity",
        frozenset({"identity", "due_on"}),
        _("Person confirmed"),
        _("You confirmed your contact, the legal term began"),
        "shield",
    ),
    Event(
        "cases.pause",
        frozenset({"question"}),
        _("The person was asked; the term stands still"),
        _("We asked you a question; the term stands still until you reply"),
        "pause",
    ),
    Event(
        "cases.resume",
        frozenset({"question", "end", "due_on"}),
        _("The term goes on"),
        _("The term goes on"),
        "clock",
    ),
    Event("cases.ask_extension", frozenset({"extension", "until"}), _("A longer term was asked for"), None, "clock"),
    Event(
        "cases.extend",
        frozenset({"extension", "due_on", "notify_by"}),
        _("The term was extended"),
        _("The term was extended"),
        "clock",
    ),
    Event("cases.refuse_extension", frozenset({"extension"}), _("A longer term was refused"), None, "clock"),
    Event(
        "cases.recompute_clock",
        frozenset({"old", "due_on", "pack"}),
        _("The term was counted anew"),
        _("The term was counted anew by the calendar in force"),
        "clock",
    ),
    Event(
        "cases.deem_refused",
        frozenset({"due_on"}),
        _("The term of the law is over without an answer"),
        _("The term of the law is over without an answer"),
        "late",
    ),
    Event(
        "cases.reopen",
        frozenset({"old", "due_on"}),
        _("Reopened"),
        _("Opened again, because it was not solved"),
        "bounce",
    ),
    Event("cases.group", frozenset({"main"}), _("Grouped under a main case"), None, "list"),
    Event("cases.ungroup", frozenset({"main"}), _("Taken out of the group"), None, "list"),
    Event("cases.support", frozenset({"supporter"}), _("Another person joined"), None, "user"),
    Event("cases.show_contact", frozenset({"party", "purpose"}), _("Contacts shown"), None, "lock"),
    Event("cases.show_code", frozenset(), _("Slip printed"), None, "print"),
    Event(
        "cases.renew_code",
        frozenset({"seen", "generation"}),
        _("New slip given after a look at the document; the old code ended"),
        _("A new slip was given at the reception; the old code opens nothing any more"),
        "lock",
    ),
    Event("cases.erase", frozenset(), _("Personal data erased"), _("Personal data erased"), "lock"),
    Event("cases.subscribe_calendar", frozenset({"feed"}), None, None),
    Event("cases.unsubscribe_calendar", frozenset(), None, None),
    Event("cases.export", frozenset({"export", "form"}), None, None),
    Event("cases.find_person", frozenset({"by", "party"}), None, None),
]
