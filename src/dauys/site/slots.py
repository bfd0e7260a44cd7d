"""The site's own tab on the desk: messages that did not arrive."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Tab


def messages_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "site.messages"):
        return None
    return Tab("undelivered", _("Undelivered"), reverse("undelivered"), "mail")
