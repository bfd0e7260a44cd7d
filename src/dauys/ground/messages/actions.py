"""Queues messages, once each, and sends what is due: at least once, with a stable Message-ID, uncertainty shown."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from dauys.ground.ids import new_id
from dauys.ground.messages.gateways import Refused, Uncertain, Unreachable, deliver
from dauys.ground.messages.models import Attempt, Message

log = logging.getLogger(__name__)
# A "sending" row older than this was cut off by a crash between the other side's yes and our note of it.
CUT_OFF = timedelta(minutes=2)
MAX_ATTEMPTS = 12
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
    at: datetime,
) -> None:
    """Queues one message; the same `once` a second time does nothing. `channel` is mail or sms."""
    row = Message(
        id=new_id(at),
        once=once,
        channel=channel,
        address=address,
        language=language,
        subject=subject,
        body=body,
        case_id=case_id,
        created_at=at,
        next_try_at=at,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)


def erase(*, case_id: UUID) -> None:
    """Empties the messages of a case; one that was not sent yet is not sent any more."""
    rows = Message.objects.filter(case_id=case_id)
    rows.filter(state__in=_OPEN).update(state="failed", next_try_at=None)
    rows.update(address="", subject="", body="")
    Attempt.objects.filter(message__case_id=case_id).exclude(proof="").update(proof="")


def _claim(at: datetime) -> Message | None:
    """Takes one due message; a second worker takes another. A cut-off one is noted as uncertain first."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state__in=_OPEN, next_try_at__lte=at)
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


def send_due(*, at: datetime, limit: int = 50) -> int:
    """Sends up to `limit` due messages, one transaction each side of the hand-over; returns how many were tried."""
    done = 0
    while done < limit and (message := _claim(at)):
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
    return min(timedelta(seconds=30 * 2 ** max(attempts - 1, 0)), timedelta(hours=1))
