"""Names the room to Django, and to who may switch it off."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "dauys.channels"
    label = "channels"
    verbose_name = _("Doors for people")
    when_off = _(
        "Nobody can send an appeal or look at one on the site, clerks cannot register one, and other "
        "programs get no answer. The front page gives the phone number instead. Appeals already sent are "
        "answered within their terms."
    )
