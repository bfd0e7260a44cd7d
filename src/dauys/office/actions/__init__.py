"""The verbs of the office: the only place that writes its tables."""

from dauys.office.actions.mail import send_test_mail
from dauys.office.actions.rooms import switch
from dauys.office.actions.staff import accept, add_person, bring_back, end, end_role, hire, invite
from dauys.office.actions.uploads import Changed, confirm, keep

__all__ = [
    "Changed",
    "accept",
    "add_person",
    "bring_back",
    "confirm",
    "end",
    "end_role",
    "hire",
    "invite",
    "keep",
    "send_test_mail",
    "switch",
]
