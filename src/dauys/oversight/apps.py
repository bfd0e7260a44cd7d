"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "dauys.oversight"
    label = "oversight"
    verbose_name = _("Board")
    when_off = _("Heads and supervisors lose the board. Their lists of appeals stay.")
