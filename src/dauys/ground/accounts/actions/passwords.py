"""Changes one's own password against the one there was."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import F

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions.tries import WrongCode, check_tries, count_try
from dauys.ground.accounts.models import SignIn, User
from dauys.ground.journal.actions import record


def change_password(*, old: str, new: str, session_key: str, actor: Actor, at: datetime) -> None:
    """Sets the actor's own password and ends all sessions but the one that asks, which must then `stay`.

    Raises WrongCode, counting the try, when the old one is another, and TooManyTries.
    """
    check_tries("own-password", str(actor.id), at=at)
    with acting(actor):
        user = User.objects.select_for_update().get(pk=actor.user_id)
        good = user.check_password(old)
        if good:
            user.set_password(new)
            user.session_generation = F("session_generation") + 1
            user.save(update_fields=["password", "session_generation"])
            others = SignIn.objects.filter(user=user).exclude(session_key=session_key)
            Session.objects.filter(session_key__in=others.values("session_key")).delete()
            others.delete()
            record("accounts.change_password", actor=actor, at=at, payload={"user": user.pk})
    if not good:
        count_try("own-password", str(actor.id), at=at)
        raise WrongCode
