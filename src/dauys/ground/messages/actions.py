"""Queues messages, once each, and sends what is due: at least once, with a stable Message-ID, uncertainty shown."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from dauys.ground.ids import new_id
from dauys.ground.messages.gateways import deliver
from dauys.ground.messages.models import CHANNELS, Attempt, Message
from dauys.ground.messages.outcomes import Refused, Uncertain, Unreachable

log = logging.getLogger(__name__)
# A "sending" row older than this was cut off by a crash between the other side's yes and our note of it.
CUT_OFF = timedelta(minutes=2)
MAX_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=1)
_OPEN = ("queued", "sending", "uncertain")


def queue(
    *,
    once: str,
    channel: str,
    address: str,
    language: str,
    body: str,
    subject: str = "",
    case_id: UUID | None = None,
    unsubscribe: str = "",
    at: datetime,
) -> None:
    """Queues one message; the same `once` a second time does nothing. `channel` is mail or sms.

    `unsubscribe` is the address that ends mails of this kind with one POST.
    """
    row = Message(
        id=new_id(at),
        once=once,
        channel=channel,
        address=address,
        language=language,
        subject=subject,
        body=body,
        case_id=case_id,
        unsubscribe=unsubscribe,
        created_at=at,
        next_try_at=at,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)


def erase(*, case_id: UUID) -> None:
    """Empties the messages of a case; one that was not sent yet is not sent any more."""
    _empty(Message.objects.filter(case_id=case_id))


def forget(*, once_begins: str) -> None:
    """Empties the messages whose `once` begins so; one that was not sent yet is not sent any more."""
    _empty(Message.objects.filter(once__startswith=once_begins))


def reword(*, once_begins: str, since: datetime, old: str, new: str) -> int:
    """Puts other words into kept and waiting messages, where some were covered since; how many held them."""
    rows = Message.objects.select_for_update().filter(once__startswith=once_begins, created_at__gte=since)
    held = [row for row in rows.iterator() if old and old in (row.body or "")]
    for row in held:
        row.body = (row.body or "").replace(old, new)
        row.save(update_fields=["body"])
    return len(held)


def _empty(rows: QuerySet[Message]) -> None:
    rows.filter(state__in=_OPEN).update(state="failed", next_try_at=None)
    rows.update(address="", subject="", body="", unsubscribe="")
    Attempt.objects.filter(message__in=rows).exclude(proof="").update(proof="")


def bring_forward(*, at: datetime) -> int:
    """Makes due what waits for a moment that no rule of ours could have set: the clock was put back. How many."""
    unasked = Q(state="queued", attempts=0, created_at__gt=at)
    too_far = Q(next_try_at__gt=at + LONGEST_PAUSE) | Q(state="sending", next_try_at__gt=at + CUT_OFF)
    waiting = Message.objects.filter(unasked | too_far, state__in=_OPEN, next_try_at__gt=at)
    return waiting.update(next_try_at=at)


def _claim(at: datetime, channels: Collection[str]) -> Message | None:
    """Takes one due message; a second worker takes another. A cut-off one is noted as uncertain first."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state__in=_OPEN, next_try_at__lte=at, channel__in=channels)
            .order_by("next_try_at")
            .first()
        )
        if message is None:
            return None
        if message.state == "sending":
            Attempt.objects.create(message=message, at=at, outcome="uncertain")
            message.state = "uncertain"
        else:
            message.state = "sending"
        message.attempts = F("attempts") + 1
        message.next_try_at = at + CUT_OFF
        message.save(update_fields=["state", "attempts", "next_try_at"])
    message.refresh_from_db(fields=["attempts"])
    return message


def send_due(*, at: datetime, limit: int = 50, channels: Collection[str] = CHANNELS) -> int:
    """Sends up to `limit` due messages, one transaction each side of the hand-over; returns how many were tried.

    Each may take as long as a bad server makes it, at most the gateways' deadline, which is shorter than CUT_OFF. Who
    sends beside others therefore asks for one at a time, at a fresh moment: else another worker takes a slow one
    for cut off.
    """
    done = 0
    while done < limit and (message := _claim(at, channels)):
        done += 1
        state, outcome, proof = _try(message)
        with transaction.atomic():
            Attempt.objects.create(message=message, at=at, outcome=outcome, proof=proof[:300])
            message.state = state
            message.sent_at = at if state == "sent" else None
            message.next_try_at = None if state in ("sent", "failed") else at + _pause(message.attempts)
            message.save(update_fields=["state", "sent_at", "next_try_at"])
    return done


def _try(message: Message) -> tuple[str, str, str]:
    try:
        return "sent", "accepted", deliver(message)
    except Refused as error:
        return "failed", "refused", str(error)
    except Uncertain as error:
        return ("failed" if message.attempts >= MAX_ATTEMPTS else "uncertain"), "uncertain", str(error)
    except Unreachable as error:
        state = "failed" if message.attempts >= MAX_ATTEMPTS else "queued"
        return state, "failed", str(error)
    except Exception as error:
        log.error("message %s could not be handed over: %s", message.pk, type(error).__name__)
        state = "failed" if message.attempts >= MAX_ATTEMPTS else "queued"
        return state, "failed", type(error).__name__


def _pause(attempts: int) -> timedelta:
    """30 s, 1 min, 2 min ... up to an hour: an SMTP server that is down for an hour loses nothing."""
    return min(timedelta(seconds=30 * 2 ** max(attempts - 1, 0)), LONGEST_PAUSE)
