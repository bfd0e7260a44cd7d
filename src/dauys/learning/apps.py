"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "dauys.learning"
    label = "learning"
    verbose_name = _("Learned suggestion")
    when_off = _(
        "The second suggestion beside the rules vanishes, nothing is learned, and nobody labels appeals. "
        "What was learned is kept."
    )
