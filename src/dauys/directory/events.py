"""The facts of the directory."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [
    Event("directory.load", frozenset({"pack", "version", "organizations", "areas"}), _("Pack loaded")),
    Event("directory.appoint", frozenset({"user", "post"}), _("Post taken up")),
    Event("directory.dismiss", frozenset({"user", "post"}), _("Post left")),
    Event("directory.make_body", frozenset({"body"}), _("Body made")),
    Event("directory.change_body", frozenset({"body", "fields"}), _("Body changed")),
]
