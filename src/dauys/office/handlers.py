"""What the office does on facts: a member of staff is told by mail of a new password or a passkey."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue


def tell_of_passkey(entry: Entry) -> None:
    """One letter for each fact, so that nobody adds a key to somebody's account in silence."""
    with _to(entry) as user:
        if user is None:
            return
        if entry.verb == "accounts.add_passkey":
            subject, words = _("A passkey was added"), _("A passkey was added to your account at %(place)s.")
        else:
            subject, words = _("A passkey was removed"), _("A passkey was removed from your account at %(place)s.")
        _write(entry, user, f"passkey:{entry.pk}", subject, words)


def tell_of_password(entry: Entry) -> None:
    with _to(entry) as user:
        if user is not None:
            words = _("The password of your account at %(place)s was changed.")
            _write(entry, user, f"password:{entry.pk}", _("Your password was changed"), words)


@contextmanager
def _to(entry: Entry) -> Iterator[User | None]:
    """Whose account it is, in their language; None once it was ended."""
    user = User.objects.filter(pk=entry.payload["user"], is_active=True).first()
    with override(user.language if user else None):
        yield user


def _write(entry: Entry, user: User, once: str, subject: str, words: str) -> None:
    address = settings.PUBLIC_URL + reverse("security")
    further = _("If it was not you: remove what you do not know, end your other sessions, tell the administrator:")
    queue(
        once=once,
        channel="mail",
        address=user.email,
        language=user.language,
        subject=subject,
        body=f"{words % {'place': settings.PUBLIC_URL}}\n\n{further}\n{address}\n",
        at=entry.at,
    )
