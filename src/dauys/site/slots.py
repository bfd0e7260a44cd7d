"""The site's own tabs on the desk: messages that did not arrive, and the health of the data."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Tab


def messages_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "site.messages"):
        return None
    return Tab("undelivered", _("Undelivered"), reverse("undelivered"), "mail")


def health_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "site.examine"):
        return None
    return Tab("health_of_data", _("Health of the data"), reverse("health_of_data"), "shield")
