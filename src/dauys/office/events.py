"""The facts of the office: a table was confirmed, a test letter was sent."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

WRITTEN = frozenset({"upload", "new", "changed", "same"})
EVENTS = [
    Event("office.confirm_bodies", WRITTEN, _("Table of bodies written")),
    Event("office.confirm_staff", WRITTEN, _("Table of staff written")),
    Event("office.send_test_mail", frozenset(), _("Test letter sent")),
]
