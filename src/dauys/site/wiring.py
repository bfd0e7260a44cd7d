"""Who hears what, who fills which slot, who may do what: the whole wiring of the house on one screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dauys.answers import access as answers_access
from dauys.answers import events as answers_events
from dauys.answers import handlers as answers_handlers
from dauys.answers import invariants as answers_invariants
from dauys.answers import slots as answers_slots
from dauys.cases import access as cases_access
from dauys.cases import events as cases_events
from dauys.cases import invariants as cases_invariants
from dauys.cases import slots as cases_slots
from dauys.channels import access as channels_access
from dauys.channels import events as channels_events
from dauys.channels import handlers as channels_handlers
from dauys.channels import invariants as channels_invariants
from dauys.channels import slots as channels_slots
from dauys.directory import events as directory_events
from dauys.ground.access import permissions
from dauys.ground.accounts import access as accounts_access
from dauys.ground.accounts import events as accounts_events
from dauys.ground.accounts import invariants as accounts_invariants
from dauys.ground.files import invariants as files_invariants
from dauys.ground.invariants import Invariant
from dauys.ground.journal import events
from dauys.ground.journal import invariants as journal_invariants
from dauys.ground.journal.follower import Hearers
from dauys.ground.log import events as log_events
from dauys.ground.log import invariants as log_invariants
from dauys.ground.messages import invariants as messages_invariants
from dauys.ground.packs import events as packs_events
from dauys.ground.sealed import invariants as sealed_invariants
from dauys.ground.ui import slots
from dauys.routing import slots as routing_slots
from dauys.site import access as site_access
from dauys.site import slots as site_slots
from dauys.site.doctor import events as doctor_events

EVENTS = (
    *accounts_events.EVENTS,
    *packs_events.EVENTS,
    *log_events.EVENTS,
    *directory_events.EVENTS,
    *cases_events.EVENTS,
    *answers_events.EVENTS,
    *doctor_events.EVENTS,
    *channels_events.EVENTS,
)
PERMISSIONS = (
    accounts_access.PERMISSIONS,
    cases_access.PERMISSIONS,
    answers_access.PERMISSIONS,
    channels_access.PERMISSIONS,
    site_access.PERMISSIONS,
)

# A fact of the journal, and who is woken by it within a second or two.
HEARERS: Hearers = {
    "cases.file": [channels_handlers.confirm_receipt],
    "answers.send": [answers_handlers.send_out],
}

# A place on a lower room's page, and what upper rooms show there.
SLOTS: Mapping[str, Sequence[Callable[..., Any]]] = {
    "case.panels": [routing_slots.suggestion_panel, answers_slots.answer_panel],
    "case.actions": [
        routing_slots.settle_action,
        answers_slots.check_action,
        answers_slots.write_action,
        routing_slots.take_action,
        routing_slots.give_action,
        answers_slots.read_out_action,
        answers_slots.post_action,
        answers_slots.letter_action,
        channels_slots.slip_action,
    ],
    "person.erase": [answers_slots.erase_person],
    "desk.place": [cases_slots.place],
    "desk.tabs": [
        channels_slots.register_tab,
        channels_slots.today_tab,
        channels_slots.held_tab,
        site_slots.messages_tab,
        site_slots.health_tab,
    ],
}


# What must always be true of the data, in the order the doctor counts it.
INVARIANTS: list[Invariant] = [
    *journal_invariants.INVARIANTS,
    *log_invariants.INVARIANTS,
    *cases_invariants.INVARIANTS,
    *answers_invariants.INVARIANTS,
    *channels_invariants.INVARIANTS,
    *accounts_invariants.INVARIANTS,
    *messages_invariants.INVARIANTS,
    *files_invariants.INVARIANTS,
    *sealed_invariants.INVARIANTS,
]

# What derives from cases and is not written by a bulk load itself: each is made anew from all rows, told how to show
# its progress (done, of how many), and returns how many rows it made.
REBUILD: Mapping[str, Callable[[Callable[[int, int], None]], int]] = {}


def connect() -> None:
    """Declares all of the above; called once, again changes nothing."""
    events.declare(EVENTS)
    for part in PERMISSIONS:
        permissions.declare(part)
    for name, fillings in SLOTS.items():
        for filling in fillings:
            slots.fill(name, filling)
