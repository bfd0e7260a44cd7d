"""One mail a day and reader with what was published since the last one; queued once, however often it is tried."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from dauys.ground.messages.actions import queue
from dauys.ground.sealed.seal import lookup_key, lookup_keys
from dauys.ground.ui.moments import local
from dauys.publication.actions.subscriptions import digest_key
from dauys.publication.filters import Filter, filter_words
from dauys.publication.models import Subscription
from dauys.publication.queries import between
from dauys.publication.tokens import leave_address, leave_all_address
from dauys.publication.words import address_of, place_and_topic, title_of

AT_ONCE = 100
NOT_BEFORE = 9  # o'clock, in the office's time
LISTED = 20


def send_digests(*, at: datetime) -> int:
    """Queues the mails that are due, a hundred readers at a time; how many wishes were served.

    Whoever has several filters gets one mail with a part for each, in the language of the first.
    """
    today = local(at)
    if today.hour < NOT_BEFORE:
        return 0
    with transaction.atomic():
        first = Subscription.objects.filter(next_on__lte=today.date()).order_by("next_on", "pk")
        readers = {address.lower() for address in first.values_list("address", flat=True)[:AT_ONCE]}
        keys = [key for reader in readers for key in lookup_keys(reader, what="email")]
        due = list(
            Subscription.objects.select_for_update(skip_locked=True)
            .filter(next_on__lte=today.date(), address_key__in=keys)
            .order_by("created_at", "pk")
        )
        for reader in readers:
            _serve([row for row in due if row.address.lower() == reader], at)
        for row in due:
            row.next_on, row.seen_until = today.date() + timedelta(days=1), at
            row.save(update_fields=["next_on", "seen_until"])
    return len(due)


def _serve(rows: Sequence[Subscription], at: datetime) -> None:
    parts, total = [], 0
    for row in rows:
        text, count = _part(row, rows[0].language, at)
        if count:
            parts.append(text)
            total += count
    if not parts:
        return
    reader = rows[0]
    key = lookup_key(reader.address.lower(), what="email")
    leave = settings.PUBLIC_URL + leave_all_address(key, reader.language)
    with override(reader.language):
        closing = _("To get no more of these mails, open this page and press the button: %s") % leave
        queue(
            once=digest_key(address_key=key, day=local(at).date().isoformat()),
            channel="mail",
            address=reader.address,
            language=reader.language,
            subject=ngettext("%d new public voice", "%d new public voices", total) % total,
            body="\n\n".join([*parts, closing]) + "\n",
            unsubscribe=leave,
            at=at,
        )


def _part(row: Subscription, language: str, at: datetime) -> tuple[str, int]:
    """What is new for one filter, and how many there are."""
    wanted = Filter(row.area_path, row.topic)
    found, total = between(wanted, row.seen_until or at, at, LISTED)
    if not found:
        return "", 0
    with override(language):
        lines = [_("New public voices: %s.") % filter_words(wanted)]
        lines += [
            f"{title_of(p)}\n{place_and_topic(p, language)}\n{settings.PUBLIC_URL}{address_of(p, language)}"
            for p in found
        ]
        if total > len(found):
            lines.append(_("And %d more on the page.") % (total - len(found)))
        leave = settings.PUBLIC_URL + leave_address(row.pk, language)
        lines.append(_("To leave this part only: %s") % leave)
    return "\n\n".join(lines), total
