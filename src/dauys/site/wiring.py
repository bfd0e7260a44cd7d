"""Who hears what, who fills which slot, who may do what: the whole wiring of the house on one screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dauys.answers import access as answers_access
from dauys.answers import events as answers_events
from dauys.answers import handlers as answers_handlers
from dauys.answers import invariants as answers_invariants
from dauys.answers import own_copy as answers_own_copy
from dauys.answers import slots as answers_slots
from dauys.cases import access as cases_access
from dauys.cases import events as cases_events
from dauys.cases import invariants as cases_invariants
from dauys.cases import own_copy as cases_own_copy
from dauys.cases import slots as cases_slots
from dauys.channels import access as channels_access
from dauys.channels import events as channels_events
from dauys.channels import handlers as channels_handlers
from dauys.channels import invariants as channels_invariants
from dauys.channels import slots as channels_slots
from dauys.directory import events as directory_events
from dauys.figures import actions as figures_actions
from dauys.figures import handlers as figures_handlers
from dauys.figures import invariants as figures_invariants
from dauys.figures import slots as figures_slots
from dauys.figures.facts import HEARD as COUNTED
from dauys.ground.access import permissions
from dauys.ground.accounts import access as accounts_access
from dauys.ground.accounts import events as accounts_events
from dauys.ground.accounts import invariants as accounts_invariants
from dauys.ground.files import events as files_events
from dauys.ground.files import invariants as files_invariants
from dauys.ground.invariants import Invariant
from dauys.ground.journal import events
from dauys.ground.journal import invariants as journal_invariants
from dauys.ground.journal.follower import Hearers
from dauys.ground.log import events as log_events
from dauys.ground.log import invariants as log_invariants
from dauys.ground.messages import invariants as messages_invariants
from dauys.ground.packs import events as packs_events
from dauys.ground.rooms import events as rooms_events
from dauys.ground.rooms import invariants as rooms_invariants
from dauys.ground.rooms.state import is_installed, room_of
from dauys.ground.sealed import invariants as sealed_invariants
from dauys.ground.ui import slots
from dauys.learning import access as learning_access
from dauys.learning import events as learning_events
from dauys.learning import handlers as learning_handlers
from dauys.learning import invariants as learning_invariants
from dauys.learning import slots as learning_slots
from dauys.office import access as office_access
from dauys.office import events as office_events
from dauys.office import handlers as office_handlers
from dauys.office import invariants as office_invariants
from dauys.office import slots as office_slots
from dauys.oversight import access as oversight_access
from dauys.oversight import events as oversight_events
from dauys.oversight import invariants as oversight_invariants
from dauys.oversight import slots as oversight_slots
from dauys.publication import access as publication_access
from dauys.publication import events as publication_events
from dauys.publication import handlers as publication_handlers
from dauys.publication import invariants as publication_invariants
from dauys.publication import own_copy as publication_own_copy
from dauys.publication import slots as publication_slots
from dauys.receptions import access as receptions_access
from dauys.receptions import events as receptions_events
from dauys.receptions import invariants as receptions_invariants
from dauys.receptions import own_copy as receptions_own_copy
from dauys.receptions import slots as receptions_slots
from dauys.routing import access as routing_access
from dauys.routing import events as routing_events
from dauys.routing import invariants as routing_invariants
from dauys.routing import own_copy as routing_own_copy
from dauys.routing import slots as routing_slots
from dauys.search import actions as search_actions
from dauys.search import events as search_events
from dauys.search import handlers as search_handlers
from dauys.search import invariants as search_invariants
from dauys.search import slots as search_slots
from dauys.site import access as site_access
from dauys.site import slots as site_slots
from dauys.site.doctor import events as doctor_events
from dauys.volunteers import access as volunteers_access
from dauys.volunteers import events as volunteers_events
from dauys.volunteers import invariants as volunteers_invariants
from dauys.volunteers import own_copy as volunteers_own_copy
from dauys.volunteers import own_copy_of_needs as volunteers_own_copy_of_needs
from dauys.volunteers import own_copy_of_proof as volunteers_own_copy_of_proof
from dauys.volunteers import slots as volunteers_slots
from dauys.volunteers.fast_check_in import fast_check_in

EVENTS = (
    *accounts_events.EVENTS,
    *packs_events.EVENTS,
    *rooms_events.EVENTS,
    *log_events.EVENTS,
    *files_events.EVENTS,
    *directory_events.EVENTS,
    *cases_events.EVENTS,
    *routing_events.EVENTS,
    *search_events.EVENTS,
    *answers_events.EVENTS,
    *doctor_events.EVENTS,
    *channels_events.EVENTS,
    *publication_events.EVENTS,
    *office_events.EVENTS,
    *learning_events.EVENTS,
    *receptions_events.EVENTS,
    *volunteers_events.EVENTS,
    *oversight_events.EVENTS,
)
PERMISSIONS = (
    accounts_access.PERMISSIONS,
    cases_access.PERMISSIONS,
    routing_access.PERMISSIONS,
    answers_access.PERMISSIONS,
    channels_access.PERMISSIONS,
    oversight_access.PERMISSIONS,
    publication_access.PERMISSIONS,
    office_access.PERMISSIONS,
    learning_access.PERMISSIONS,
    receptions_access.PERMISSIONS,
    volunteers_access.PERMISSIONS,
    site_access.PERMISSIONS,
)


def installed(hearers: Hearers) -> Hearers:
    """Without the rooms that the settings take away. One that is only switched off hears on, and stays right."""
    return {verb: [hearer for hearer in heard if is_installed(room_of(hearer))] for verb, heard in hearers.items()}


# A fact of the journal, and who is woken by it within a second or two.
HEARERS = installed({
    **{verb: [figures_handlers.count_case] for verb in COUNTED},
    "cases.file": [
        channels_handlers.confirm_receipt,
        search_handlers.keep_document,
        publication_handlers.on_filed,
    ],
    "accounts.add_passkey": [office_handlers.tell_of_passkey],
    "accounts.change_password": [office_handlers.tell_of_password],
    "accounts.remove_passkey": [office_handlers.tell_of_passkey],
    "files.infect": [office_handlers.tell_of_virus],
    "answers.invite": [answers_handlers.tell_of_hearing],
    "answers.call_off": [answers_handlers.tell_of_hearing],
    "cases.forward": [channels_handlers.tell_forwarded, search_handlers.keep_document, figures_handlers.count_case,
                      answers_handlers.drop_hearing],
    "cases.leave": [answers_handlers.drop_hearing, channels_handlers.tell_left, figures_handlers.count_case],
    "cases.withdraw": [answers_handlers.drop_hearing, channels_handlers.tell_withdrawn, figures_handlers.count_case],
    "cases.pause": [channels_handlers.ask_person, figures_handlers.count_case],
    "cases.extend": [channels_handlers.tell_of_term, figures_handlers.count_case],
    "cases.recompute_clock": [channels_handlers.tell_of_term, figures_handlers.count_case],
    "cases.deem_refused": [channels_handlers.tell_of_silence],
    "cases.renew_code": [channels_handlers.tell_new_code],
    "cases.correct": [channels_handlers.tell_of_correction],
    "cases.refuse_correction": [channels_handlers.tell_of_correction],
    "cases.confirm_owner": [learning_handlers.keep_confirmed],
    "cases.change_owner": [learning_handlers.keep_changed, search_handlers.keep_document, figures_handlers.count_case],
    "answers.send": [
        answers_handlers.send_out,
        answers_handlers.answer_members,
        answers_handlers.tell_supporters,
        answers_handlers.drop_hearing,
        search_handlers.keep_document,
        figures_handlers.count_case,
        publication_handlers.on_answer,
    ],
})  # fmt: skip

# A place on a lower room's page, and what upper rooms show there.
SLOTS: Mapping[str, Sequence[Callable[..., Any]]] = {
    "answer.beside": [oversight_slots.beside_answer],
    "case.panels": [
        cases_slots.clock_panel,
        routing_slots.crime_panel,
        routing_slots.unknown_author_panel,
        cases_slots.repeat_panel,
        cases_slots.hold_panel,
        routing_slots.unowned_panel,
        routing_slots.suggestion_panel,
        learning_slots.suggestion_panel,
        oversight_slots.sheet_panel,
        answers_slots.answer_panel,
        receptions_slots.instruction_panel,
        search_slots.similar_panel,
    ],
    "case.actions": [
        routing_slots.pass_crime_action,
        routing_slots.name_owner_action,
        routing_slots.decide_action,
        cases_slots.decide_extension_action,
        routing_slots.settle_action,
        answers_slots.check_action,
        answers_slots.write_action,
        answers_slots.hear_action,
        routing_slots.take_action,
        routing_slots.give_action,
        routing_slots.forward_action,
        routing_slots.give_back_action,
        routing_slots.leave_action,
        routing_slots.clear_crime_action,
        cases_slots.ask_person_action,
        cases_slots.heard_reply_action,
        cases_slots.take_back_action,
        cases_slots.ask_extension_action,
        cases_slots.mark_repeat_action,
        answers_slots.read_out_action,
        answers_slots.post_action,
        answers_slots.letter_action,
        channels_slots.slip_action,
        channels_slots.new_code_action,
        channels_slots.copy_action,
        cases_slots.correct_action,
        routing_slots.withdraw_action,
        publication_slots.review_action,
        cases_slots.hold_action,
    ],
    "list.notes": [answers_slots.signature_note],
    "list.steps": [routing_slots.settle_step, routing_slots.take_step, routing_slots.give_step],
    "home.numbers": [figures_slots.home_numbers, publication_slots.home_voices],
    "person.correct": [
        search_slots.correct_person,
        publication_slots.correct_person,
        receptions_slots.correct_person,
    ],
    "person.erase": [
        routing_slots.erase_person,
        answers_slots.erase_person,
        search_slots.erase_person,
        publication_slots.erase_person,
        receptions_slots.erase_person,
        volunteers_slots.erase_person,
    ],
    "person.export": [
        cases_own_copy.export_person,
        routing_own_copy.export_person,
        answers_own_copy.export_person,
        publication_own_copy.export_person,
        receptions_own_copy.export_person,
        volunteers_own_copy.export_person,
        volunteers_own_copy_of_needs.export_needs,
        volunteers_own_copy_of_proof.export_hours,
    ],
    "search.sources": [answers_slots.search_source],
    "table.outcomes": [answers_slots.outcomes],
    "say.preview": [publication_slots.preview_panel],
    "tracking.panels": [
        receptions_slots.companion_panel,
        volunteers_slots.thanks_panel,
        publication_slots.author_panel,
    ],
    "desk.place": [cases_slots.place],
    "desk.tabs": [
        oversight_slots.board_tab,
        oversight_slots.sheets_tab,
        routing_slots.leavings_tab,
        answers_slots.sign_tab,
        answers_slots.hand_over_tab,
        channels_slots.register_tab,
        receptions_slots.receptions_tab,
        volunteers_slots.volunteers_tab,
        channels_slots.today_tab,
        channels_slots.held_tab,
        cases_slots.corrections_tab,
        publication_slots.review_tab,
        office_slots.office_tab,
        routing_slots.rules_tab,
        learning_slots.learning_tab,
        site_slots.messages_tab,
        site_slots.health_tab,
    ],
}

# Requests that come by the thousand, answered before Django; each leaves alone what it is not there for.
ENTRANCES = [entrance for entrance in (fast_check_in,) if is_installed(room_of(entrance))]

# What must always be true of the data, in the order the doctor counts it.
INVARIANTS: list[Invariant] = [
    *journal_invariants.INVARIANTS,
    *rooms_invariants.INVARIANTS,
    *log_invariants.INVARIANTS,
    *cases_invariants.INVARIANTS,
    *routing_invariants.INVARIANTS,
    *search_invariants.INVARIANTS,
    *answers_invariants.INVARIANTS,
    *channels_invariants.INVARIANTS,
    *figures_invariants.INVARIANTS,
    *publication_invariants.INVARIANTS,
    *office_invariants.INVARIANTS,
    *learning_invariants.INVARIANTS,
    *receptions_invariants.INVARIANTS,
    *volunteers_invariants.INVARIANTS,
    *oversight_invariants.INVARIANTS,
    *accounts_invariants.INVARIANTS,
    *messages_invariants.INVARIANTS,
    *files_invariants.INVARIANTS,
    *sealed_invariants.INVARIANTS,
]
INVARIANTS = [invariant for invariant in INVARIANTS if is_installed(invariant.code.split(".")[0])]

# What derives from cases and is not written by a bulk load itself: each is made anew from all rows, told how to show
# its progress (done, of how many), and returns how many rows it made.
REBUILD: dict[str, Callable[[Callable[[int, int], None]], int]] = {
    "figures": lambda progress: figures_actions.rebuild(progress=progress),
    "search": search_actions.rebuild,
}
REBUILD = {room: rebuild for room, rebuild in REBUILD.items() if is_installed(room)}


def connect() -> None:
    """Declares all of the above; called once, again changes nothing."""
    events.declare(EVENTS)
    for part in PERMISSIONS:
        permissions.declare(part)
    for name, fillings in SLOTS.items():
        for filling in fillings:
            slots.fill(name, filling)
