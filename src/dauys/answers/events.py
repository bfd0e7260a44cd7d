"""The facts of answers."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [
    Event(
        "answers.submit",
        frozenset({"revision"}),
        _("Answer submitted for approval"),
        _("The answer is written and is being checked"),
        "edit",
    ),
    Event("answers.attach", frozenset({"file"}), _("File put to the answer"), None, "attach"),
    Event("answers.detach", frozenset({"file"}), _("File taken away from the answer"), None, "attach"),
    Event("answers.sign_answer", frozenset({"revision", "role", "instead_of"}), _("Answer signed"), None, "done"),
    Event("answers.send_back", frozenset({"revision"}), _("Answer returned for more work"), None, "bounce"),
    Event(
        "answers.send",
        frozenset({"revision", "language", "on_time", "main", "outcome", "lint", "instead_of"}),
        _("Answer approved and sent"),
        _("You were answered"),
        "done",
    ),
    Event(
        "answers.read_out",
        frozenset({"delivery"}),
        _("Answer read out by phone"),
        _("The answer was read out to you by phone"),
        "phone",
    ),
    Event(
        "answers.post",
        frozenset({"delivery"}),
        _("Answer sent by post"),
        _("The answer was sent to you by post"),
        "mail",
    ),
    Event(
        "answers.rate",
        frozenset({"score", "solved", "reasons"}),
        _("Person rated the answer"),
        _("You rated the answer"),
        "star",
    ),
    Event(
        "answers.invite",
        frozenset({"hearing", "starts_at"}),
        _("Person invited to a hearing"),
        _("You are invited to be heard"),
        "meet",
    ),
    Event("answers.call_off", frozenset({"hearing"}), _("Hearing called off"), _("The hearing was called off"), "meet"),
    Event(
        "answers.hear",
        frozenset({"hearing", "came", "revision"}),
        _("Protocol of the hearing written"),
        None,
        "edit",
    ),
    Event(
        "answers.sign_protocol",
        frozenset({"hearing"}),
        _("Protocol of the hearing signed"),
        _("The protocol of the hearing is signed"),
        "done",
    ),
]
