"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionsConfig(AppConfig):
    name = "dauys.receptions"
    label = "receptions"
    verbose_name = _("Receptions")
    when_off = _("Nobody is written down for a reception, and nobody is reminded. Nothing is deleted.")
