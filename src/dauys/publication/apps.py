"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "dauys.publication"
    label = "publication"
    verbose_name = _("Public voices")
    when_off = _(
        "The public voices vanish from the site, nobody is asked to publish, and readers get no mail. "
        "Nothing is deleted."
    )
