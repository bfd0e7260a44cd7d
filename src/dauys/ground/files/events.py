"""The fact files state: the scanner found a virus in one."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [Event("files.infect", frozenset({"file"}), _("A virus was found in a file"))]
