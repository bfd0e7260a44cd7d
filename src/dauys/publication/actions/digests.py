"""One mail a day and reader with what was published since the last one; queued once, however often it is tried."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from dauys.ground.messages.actions import queue
from dauys.ground.ui.moments import local
from dauys.publication.filters import Filter, filter_words
from dauys.publication.models import Publication, Subscription
from dauys.publication.queries import between
from dauys.publication.tokens import leave_address
from dauys.publication.words import address_of, place_and_topic, title_of

AT_ONCE = 100
NOT_BEFORE = 9  # o'clock, in the office's time
LISTED = 20


def send_digests(*, at: datetime) -> int:
    """Queues the mails that are due, a hundred readers at a time; how many readers were served."""
    today = local(at)
    if today.hour < NOT_BEFORE:
        return 0
    with transaction.atomic():
        due = list(
            Subscription.objects.select_for_update(skip_locked=True)
            .filter(next_on__lte=today.date())
            .order_by("next_on", "pk")[:AT_ONCE]
        )
        for row in due:
            _serve(row, at)
            row.next_on, row.seen_until = today.date() + timedelta(days=1), at
            row.save(update_fields=["next_on", "seen_until"])
    return len(due)


def _serve(row: Subscription, at: datetime) -> None:
    wanted = Filter(row.area_path, row.topic)
    found, total = between(wanted, row.seen_until or at, at, LISTED)
    if not found:
        return
    with override(row.language):
        leave = settings.PUBLIC_URL + leave_address(row.pk, row.language)
        queue(
            once=f"digest:{row.pk}:{local(at).date().isoformat()}",
            channel="mail",
            address=row.address,
            language=row.language,
            subject=ngettext("%d new public voice", "%d new public voices", total) % total,
            body=_body(found, total, wanted, row.language, leave),
            unsubscribe=leave,
            at=at,
        )


def _body(found: list[Publication], total: int, wanted: Filter, language: str, leave: str) -> str:
    parts = [_("New public voices: %s.") % filter_words(wanted)]
    parts += [
        f"{title_of(p)}\n{place_and_topic(p, language)}\n{settings.PUBLIC_URL}{address_of(p, language)}" for p in found
    ]
    if total > len(found):
        parts.append(_("And %d more on the page.") % (total - len(found)))
    parts.append(_("To get no more of these mails, open this page and press the button: %s") % leave)
    return "\n\n".join(parts) + "\n"
