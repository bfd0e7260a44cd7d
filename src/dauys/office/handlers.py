"""What the office does on facts: a member of staff is told by mail of a passkey that came or went."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue


def tell_of_passkey(entry: Entry) -> None:
    """One letter for each fact, so that nobody adds a key to somebody's account in silence."""
    user = User.objects.filter(pk=entry.payload["user"], is_active=True).first()
    if user is None:
        return
    with override(user.language):
        address = settings.PUBLIC_URL + reverse("security")
        if entry.verb == "accounts.add_passkey":
            subject, words = _("A passkey was added"), _("A passkey was added to your account at %(place)s.")
        else:
            subject, words = _("A passkey was removed"), _("A passkey was removed from your account at %(place)s.")
        further = _("If it was not you: remove what you do not know, end your other sessions, tell the administrator:")
        queue(
            once=f"passkey:{entry.pk}",
            channel="mail",
            address=user.email,
            language=user.language,
            subject=subject,
            body=f"{words % {'place': settings.PUBLIC_URL}}\n\n{further}\n{address}\n",
            at=entry.at,
        )
