"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "dauys.volunteers"
    label = "volunteers"
    verbose_name = _("Volunteers")
    when_off = _("Volunteers and people who need help are not brought together here. Nothing is deleted.")
    # Two ledgers, of hours and of points: the serving role may add to them and never change them.
    append_only = ("HourEntry", "PointEntry")
