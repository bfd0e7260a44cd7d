"""Readers by mail: a wish that counts once its mail was confirmed, and leaving, which deletes everything."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.messages.actions import forget, queue
from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.seal import LOOKUP, lookup_generation, lookup_keys
from dauys.ground.ui.moments import local
from dauys.publication.filters import Filter, filter_words
from dauys.publication.models import Subscription
from dauys.publication.tokens import CONFIRM_LIFE, confirm_address

# A mail to confirm goes to one address this often, whoever asks.
ASK_AGAIN = timedelta(hours=12)


def subscribe(*, address: str, wanted: Filter, language: str, at: datetime) -> None:
    """Sends a mail to confirm; the same answer whether the address is known or not, so that nothing is told of it."""
    keys, what = lookup_keys(address.lower(), what="email"), {"area_path": wanted.area, "topic": wanted.topic}
    with acting(ANONYMOUS):
        rows, fresh = Subscription.objects.select_for_update(), False
        row = rows.filter(address_key__in=keys, **what).first()
        if row is None:
            given = {"id": new_id(at), "address": address, "language": language, "created_at": at}
            row, fresh = rows.get_or_create(address_key=keys[0], **what, defaults=given)
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


def digest_key(*, address_key: bytes, day: str) -> str:
    """The name of a reader's one mail of a day; with an empty day the beginning that all of them share."""
    return f"digest:{bytes(address_key).hex()[:32]}:{day}"


def unsubscribe(*, which: UUID | bytes, at: datetime) -> int:
    """Deletes one wish, or all of an address by its key; mails sent to an address without any are emptied. How many."""
    with acting(ANONYMOUS):
        meant = Q(pk=which) if isinstance(which, UUID) else Q(address_key__in=_keys_of(which))
        gone = list(Subscription.objects.select_for_update().filter(meant))
        Subscription.objects.filter(pk__in=[row.pk for row in gone]).delete()
        for row in gone:
            forget(once_begins=f"subscribe:{row.pk}:")
            record("publication.unsubscribe", actor=ANONYMOUS, at=at, payload={"subscription": row.pk})
        for address in {row.address.lower() for row in gone}:
            keys = lookup_keys(address, what="email")
            if not Subscription.objects.filter(address_key__in=keys).exists():
                for key in keys:
                    forget(once_begins=digest_key(address_key=key, day=""))
    return len(gone)


def _keys_of(key: bytes) -> list[bytes]:
    """Every digest of the address that `key` stands for; of an older look-up key's the address is found by a walk."""
    row = Subscription.objects.filter(address_key=key).first()
    generation = lookup_generation(key)
    if row is None and generation in generations(LOOKUP)[:-1]:
        rows = Subscription.objects.only("address").iterator()
        row = next((r for r in rows if key in lookup_keys(r.address.lower(), what="email")), None)
    return lookup_keys(row.address.lower(), what="email") if row else [key]


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
