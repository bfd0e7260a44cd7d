"""Readers by mail: a wish that counts once its mail was confirmed, and leaving, which deletes everything."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.messages.actions import forget, queue
from dauys.ground.sealed.seal import lookup_key
from dauys.ground.ui.moments import local
from dauys.publication.filters import Filter, filter_words
from dauys.publication.models import Subscription
from dauys.publication.tokens import CONFIRM_LIFE, confirm_address

# A mail to confirm goes to one address this often, whoever asks.
ASK_AGAIN = timedelta(hours=12)


def subscribe(*, address: str, wanted: Filter, language: str, at: datetime) -> None:
    """Sends a mail to confirm; the same answer whether the address is known or not, so that nothing is told of it."""
    key = lookup_key(address.lower(), what="email")
    with acting(ANONYMOUS):
        row, fresh = Subscription.objects.select_for_update().get_or_create(
            address_key=key,
            area_path=wanted.area,
            topic=wanted.topic,
            defaults={"id": new_id(at), "address": address, "language": language, "created_at": at},
        )
        if row.confirmed_at is not None or (not fresh and at - row.created_at < ASK_AGAIN):
            return
        row.created_at, row.language = at, language
        row.save(update_fields=["created_at", "language"])
        with override(language):
            values = {
                "filter": filter_words(wanted),
                "address": settings.PUBLIC_URL + confirm_address(row.pk, language),
            }
            queue(
                once=f"subscribe:{row.pk}:{int(at.timestamp())}",
                channel="mail",
                address=address,
                language=language,
                subject=_("Confirm your subscription"),
                body=_(
                    "Somebody, probably you, asked for mails about new public voices: %(filter)s.\n\n"
                    "To confirm, open this page and press the button: %(address)s\n\n"
                    "If it was not you, do nothing: no mail will come and the address will be deleted."
                )
                % values,
                at=at,
            )


def confirm(*, subscription: UUID, at: datetime) -> Subscription | None:
    """From now on mails come, about what is published after this moment; None when it is not there any more."""
    with acting(ANONYMOUS):
        row = Subscription.objects.select_for_update().filter(pk=subscription).first()
        if row is None or row.confirmed_at is not None:
            return row
        row.confirmed_at, row.seen_until, row.next_on = at, at, local(at).date()
        row.save(update_fields=["confirmed_at", "seen_until", "next_on"])
        record("publication.confirm", actor=ANONYMOUS, at=at, payload={"subscription": row.pk})
        return row


def unsubscribe(*, subscription: UUID, at: datetime) -> bool:
    """Deletes the wish and empties every mail that was sent for it; False when it was gone already."""
    with acting(ANONYMOUS):
        gone, _parts = Subscription.objects.filter(pk=subscription).delete()
        if gone:
            for kind in ("digest", "subscribe"):
                forget(once_begins=f"{kind}:{subscription}:")
            record("publication.unsubscribe", actor=ANONYMOUS, at=at, payload={"subscription": subscription})
    return bool(gone)


def sweep(*, at: datetime) -> int:
    """Deletes wishes that nobody confirmed in time, with their mails."""
    old = list(
        Subscription.objects.filter(confirmed_at=None, created_at__lt=at - CONFIRM_LIFE).values_list("pk", flat=True)[
            :500
        ]
    )
    for pk in old:
        with acting(ANONYMOUS):
            Subscription.objects.filter(pk=pk, confirmed_at=None).delete()
            forget(once_begins=f"subscribe:{pk}:")
    return len(old)
