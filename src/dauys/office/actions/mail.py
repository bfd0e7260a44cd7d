"""Sends a test letter to the administrator who asks."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.journal.actions import record
from dauys.ground.messages.actions import queue
from dauys.ground.messages.models import Message
from dauys.office.checklist import TEST_MAIL


def send_test_mail(*, actor: Actor, at: datetime) -> None:
    """Queues a letter to the actor's own address, at most one a minute."""
    require(actor, "office.set_up")
    once = f"{TEST_MAIL}{actor.user_id}:{at:%Y%m%d%H%M}"
    with acting(actor):
        user = User.objects.select_for_update().get(pk=actor.user_id)
        if Message.objects.filter(once=once).exists():
            return
        with override(user.language):
            queue(
                once=once,
                channel="mail",
                address=user.email,
                language=user.language,
                subject=_("A test letter"),
                body=_("This letter was sent to see whether letters go out. Nothing needs to be done.") + "\n",
                at=at,
            )
        record("office.send_test_mail", actor=actor, at=at, payload={})
