"""The facts of volunteering."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

PEOPLE: list[Event] = [
    Event("volunteers.register", frozenset({"volunteer", "source"})),
    Event("volunteers.change", frozenset({"volunteer"})),
    Event("volunteers.pause", frozenset({"volunteer", "until"})),
    Event("volunteers.resume", frozenset({"volunteer"})),
    Event("volunteers.begin_chat", frozenset({"volunteer"})),
    Event("volunteers.end_chat", frozenset({"volunteer"})),
    Event("volunteers.leave", frozenset({"volunteer"})),
    Event("volunteers.forget", frozenset({"volunteers"})),
    Event("volunteers.vet", frozenset({"volunteer", "vetting"})),
    Event("volunteers.check_skill", frozenset({"volunteer", "skill", "until"})),
    Event("volunteers.transfer", frozenset({"volunteer", "old"})),
    Event("volunteers.show_contact", frozenset({"volunteer"})),
    Event("volunteers.ask_consent", frozenset({"volunteer", "consent", "kind"})),
    Event(
        "volunteers.sign_consent",
        frozenset({"volunteer", "consent", "kind", "way", "works", "until", "digest"}),
    ),
    Event("volunteers.refuse_consent", frozenset({"volunteer", "consent"})),
    Event("volunteers.revoke_consent", frozenset({"volunteer", "consent"})),
    Event("volunteers.open_group", frozenset({"group", "kind"})),
    Event("volunteers.shut_group", frozenset({"group", "is_open"})),
    Event("volunteers.lead_group", frozenset({"group", "volunteer"})),
]
NEEDS: list[Event] = [
    Event(
        "volunteers.ask",
        frozenset({"work", "people", "source"}),
        _("Help of volunteers was asked for"),
        _("You asked for the help of volunteers"),
        "help",
    ),
    Event("volunteers.offer", frozenset({"people"}), _("Volunteers were asked"), None, "mail"),
    Event(
        "volunteers.accept",
        frozenset({"offer", "volunteer"}),
        _("A volunteer comes"),
        _("A volunteer agreed to come to you"),
        "ok",
    ),
    Event("volunteers.decline", frozenset({"offer", "reason"}), _("A volunteer cannot come"), None, "bounce"),
    Event("volunteers.expire", frozenset({"offer"})),
    Event("volunteers.drop_offer", frozenset({"offer"})),
    Event("volunteers.arrive", frozenset({"offer", "volunteer"}), _("A volunteer is there"), None, "user"),
    Event("volunteers.name_line_leader", frozenset({"offer", "volunteer"})),
    Event("volunteers.share", frozenset({"shared"})),
    Event("volunteers.claim", frozenset({"claim", "group", "people"})),
    Event("volunteers.release", frozenset({"claim", "people"})),
    Event("volunteers.stand_down", frozenset({"people"}), _("Volunteers were stood down"), None, "pause"),
    Event("volunteers.close", frozenset({"outcome"}), _("The coordinator said what came of it"), None, "done"),
]
CALLS: list[Event] = [
    Event("volunteers.show_phones", frozenset(), _("Phones of volunteers were shown"), None, "phone"),
    Event("volunteers.print_call_list", frozenset(), _("The call list with phones was printed"), None, "print"),
    Event("volunteers.ask_for_call", frozenset({"call"})),
    Event("volunteers.take_call", frozenset({"call"}), _("The phone desk took a call about this"), None, "phone"),
    Event("volunteers.call_about", frozenset({"call"}), _("Was told of by phone"), None, "phone"),
    Event(
        "volunteers.end_call",
        frozenset({"call", "tries"}),
        _("The phone desk spoke with the person"),
        _("You spoke with the volunteer office by phone"),
        "phone",
    ),
    Event(
        "volunteers.miss_call",
        frozenset({"call", "tries"}),
        _("The phone desk called, nobody answered"),
        _("The volunteer office called you, nobody answered"),
        "phone",
    ),
    Event(
        "volunteers.put_off_call",
        frozenset({"call", "tries"}),
        _("To be called again later, as the person asked"),
        None,
        "phone",
    ),
    Event("volunteers.forget_calls", frozenset({"calls"})),
    Event("volunteers.import_needs", frozenset({"table", "filed", "here", "wrong"})),
]
PLANS: list[Event] = [
    Event("volunteers.import", frozenset({"added", "here", "wrong"})),
    Event("volunteers.make_plan", frozenset({"run", "volunteers", "needs", "places", "filled"})),
    Event("volunteers.pin", frozenset({"volunteer"})),
    Event("volunteers.forbid", frozenset({"volunteer"})),
    Event("volunteers.unpin", frozenset({"volunteer"})),
]
AFTERCARE: list[Event] = [
    Event(
        "volunteers.report_incident", frozenset({"incident", "what"}), _("Something went wrong there"), None, "warning"
    ),
    Event("volunteers.report_campaign_incident", frozenset({"campaign", "incident", "what"})),
    Event("volunteers.say_how_it_was", frozenset({"volunteer", "offer", "score"})),
    Event(
        "volunteers.thank",
        frozenset({"people"}),
        _("The person thanked the volunteers"),
        _("You thanked the volunteers"),
        "star",
    ),
    Event("volunteers.hide_thanks", frozenset(), _("The thanks are kept from the volunteers"), None, "pause"),
]
HOURS: list[Event] = [
    Event("volunteers.confirm_again", frozenset({"offer"})),
    Event("volunteers.say_presence", frozenset({"presence", "volunteer", "outcome", "leader"})),
    Event("volunteers.approve_hours", frozenset({"presence", "volunteer", "minutes"})),
    Event("volunteers.refuse_hours", frozenset({"presence", "volunteer", "reason"})),
    Event("volunteers.correct_hours", frozenset({"presence", "volunteer", "minutes"})),
    Event("volunteers.audit_hours", frozenset({"presence", "volunteer", "verdict"})),
]
# Tickets and check-ins are too many for an entry each: a fold tells how many came, and the digest of their ids.
CAMPAIGNS: list[Event] = [
    Event("volunteers.open_campaign", frozenset({"campaign", "work"})),
    Event("volunteers.add_zones", frozenset({"campaign", "zones", "places"})),
    Event("volunteers.change_places", frozenset({"campaign", "zone", "places"})),
    Event("volunteers.start_campaign", frozenset({"campaign"})),
    Event("volunteers.close_campaign", frozenset({"campaign"})),
    Event("volunteers.stand_campaign_down", frozenset({"campaign"})),
    Event("volunteers.open_team", frozenset({"campaign", "team", "group", "volunteer"})),
    Event("volunteers.say_campaign", frozenset({"campaign", "people"})),
    Event("volunteers.approve_campaign", frozenset({"campaign", "people", "minutes"})),
    Event("volunteers.fold_check_ins", frozenset({"campaign", "fold", "people", "digest"})),
]
PROOF: list[Event] = [
    Event("volunteers.renew_key", frozenset({"key"})),
    Event("volunteers.issue", frozenset({"volunteer", "certificate", "minutes"})),
    Event("volunteers.issue_many", frozenset({"certificates"})),
    Event("volunteers.revoke", frozenset({"volunteer", "certificate", "reason"})),
]
EVENTS: list[Event] = [*PEOPLE, *NEEDS, *PLANS, *CALLS, *AFTERCARE, *HOURS, *CAMPAIGNS, *PROOF]
