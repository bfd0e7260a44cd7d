"""Letters the office sends on facts: a password, a passkey, a virus."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.accounts.grants import ADMINISTRATORS, in_force
from dauys.ground.accounts.models import RoleGrant, User
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


def tell_of_virus(entry: Entry) -> None:
    """The administrators, at most once a day each: how many there are stands on the page the letter leads to."""
    day = localdate(entry.at)
    held = RoleGrant.objects.filter(ADMINISTRATORS, in_force(day))
    for user in User.objects.filter(pk__in=held.values("user")).order_by("pk"):
        with override(user.language):
            words = _("A virus was found in a file that somebody sent to %(place)s. The file is given to nobody.")
            further = _("Whoever opens its case sees the mark beside its name. How many there are in all:")
            queue(
                once=f"virus:{user.pk}:{day}",
                channel="mail",
                address=user.email,
                language=user.language,
                subject=_("A virus was found in a file"),
                body=f"{words % {'place': settings.PUBLIC_URL}}\n\n{further}\n"
                f"{settings.PUBLIC_URL}{reverse('health_of_data')}\n",
                at=entry.at,
            )


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
