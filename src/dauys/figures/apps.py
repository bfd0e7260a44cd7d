"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "dauys.figures"
    label = "figures"
    verbose_name = _("Public figures")
    when_off = _(
        "The numbers and the map vanish from the site. They are counted on, and are right when this is "
        "switched on again."
    )
