"""Names the room to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "dauys.office"
    label = "office"
    verbose_name = _("Office")
