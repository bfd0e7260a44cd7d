"""Queues messages, once each, and sends what is due: at least once, with a stable Message-ID, uncertainty shown."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import reduce
from itertools import islice
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Greatest

from dauys.ground.ids import new_id
from dauys.ground.messages.gateways import deliver
from dauys.ground.messages.models import CHANNELS, Attempt, Message
from dauys.ground.messages.outcomes import Refused, Uncertain, Unreachable

log = logging.getLogger(__name__)
# A "sending" row older than this was cut off by a crash between the other side's yes and our note of it.
CUT_OFF = timedelta(minutes=2)
MAX_ATTEMPTS = 12
IN_VAIN = 3  # tries after which a message goes the other way, if it has one
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 1000
_OPEN = ("queued", "sending", "uncertain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message; the same `once` a second time is none. `channel` is mail, sms or telegram, whose address is the
    number of a chat; `instead` is a phone or an e-mail to which it goes where that is refused or tried in vain.

    `unsubscribe` is the address that ends mails of this kind with one POST. Nothing is sent earlier than `not_before`.
    """

    once: str
    channel: str
    address: str
    language: str
    body: str
    subject: str = ""
    case_id: UUID | None = None
    unsubscribe: str = ""
    not_before: datetime | None = None
    instead: str = ""


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
    not_before: datetime | None = None,
    instead: str = "",
    at: datetime,
) -> None:
    """Queues one message, as `Letter` has it."""
    letter = Letter(
        once=once, channel=channel, address=address, language=language, body=body, subject=subject, case_id=case_id,
        unsubscribe=unsubscribe, not_before=not_before, instead=instead,
    )  # fmt: skip
    queue_many([letter], at)


def queue_many(letters: Iterable[Letter], at: datetime) -> None:
    """Queues any number of messages, AT_ONCE with each statement; those queued before are left as they are."""
    rest = iter(letters)
    while some := list(islice(rest, AT_ONCE)):
        Message.objects.bulk_create([_row(letter, at) for letter in some], ignore_conflicts=True)


def _row(letter: Letter, at: datetime) -> Message:
    due = max(at, letter.not_before or at)
    return Message(id=new_id(at), created_at=at, next_try_at=due, **asdict(letter))


def erase(*, case_id: UUID) -> None:
    """Empties the messages of a case; one that was not sent yet is not sent any more."""
    _empty(Message.objects.filter(case_id=case_id))


def readdress(*, case_id: UUID, old: str, new: str) -> int:
    """Sends what waits for a corrected contact of a case to the new one; how many. A one-time code is for the contact
    that it was made for, and so is never moved."""
    rows = Message.objects.select_for_update().filter(case_id=case_id, state__in=("queued", "uncertain"))
    moved = [row for row in rows.exclude(once__startswith="code:") if row.address.lower() == old.lower()]
    for row in moved:
        row.address = new
        row.save(update_fields=["address"])
    return len(moved)


def send_instead(*, once_begins: Collection[str], channel: str, at: datetime) -> int:
    """Sends what waits for a channel the other way, if there is one; how many."""
    named = reduce(or_, (Q(once__startswith=begins) for begins in once_begins), Q(pk__in=[]))
    rows = Message.objects.select_for_update().filter(named, channel=channel, instead__isnull=False)
    moved = list(rows.filter(state__in=("queued", "uncertain")))
    for row in moved:
        _go_instead(row, at)
    return len(moved)


def _go_instead(row: Message, at: datetime) -> None:
    """As if it had been queued for the other way, and never tried."""
    row.channel, row.address, row.instead = _channel_of(row.instead), row.instead, ""
    row.state, row.attempts, row.next_try_at = "queued", 0, max(at, row.not_before or at)
    row.save(update_fields=["channel", "address", "instead", "state", "attempts", "next_try_at"])


def _channel_of(address: str) -> str:
    return "mail" if "@" in address else "sms"


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
    rows.update(address="", instead="", subject="", body="", unsubscribe="")
    Attempt.objects.filter(message__in=rows).exclude(proof="").update(proof="")


def bring_forward(*, at: datetime) -> int:
    """Makes due what waits for a moment that no rule of ours could have set: the clock was put back. How many."""
    earliest = Greatest(Value(at), F("not_before"), output_field=DateTimeField())
    unasked = Q(state="queued", attempts=0, created_at__gt=at)
    too_far = Q(next_try_at__gt=earliest + LONGEST_PAUSE) | Q(state="sending", next_try_at__gt=at + CUT_OFF)
    waiting = Message.objects.filter(unasked | too_far, state__in=_OPEN, next_try_at__gt=at)
    return waiting.filter(next_try_at__gt=earliest).update(next_try_at=earliest)


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
        state, outcome, proof, after = _try(message)
        with transaction.atomic():
            Attempt.objects.create(message=message, at=at, outcome=outcome, proof=proof[:300])
            message.state = state
            message.sent_at = at if state == "sent" else None
            message.next_try_at = None if state in ("sent", "failed") else at + max(after, _pause(message.attempts))
            message.save(update_fields=["state", "sent_at", "next_try_at"])
            in_vain = state == "failed" or (outcome == "failed" and message.attempts >= IN_VAIN)
            if message.instead and in_vain:  # unless it was emptied meanwhile
                row = Message.objects.select_for_update().get(pk=message.pk)
                if row.instead:
                    _go_instead(row, at)
    return done


def _try(message: Message) -> tuple[str, str, str, timedelta]:
    """The state it is in now, the outcome of this try with its proof, and how long the other side wants to be left."""
    try:
        return "sent", "accepted", deliver(message), timedelta()
    except Refused as error:
        return "failed", "refused", str(error), timedelta()
    except Uncertain as error:
        state = "failed" if message.attempts >= MAX_ATTEMPTS else "uncertain"
        return state, "uncertain", str(error), timedelta()
    except Unreachable as error:
        state = "failed" if message.attempts >= MAX_ATTEMPTS else "queued"
        return state, "failed", str(error), min(error.after, LONGEST_PAUSE)
    except Exception as error:
        log.error("message %s could not be handed over: %s", message.pk, type(error).__name__)
        state = "failed" if message.attempts >= MAX_ATTEMPTS else "queued"
        return state, "failed", type(error).__name__, timedelta()


def _pause(attempts: int) -> timedelta:
    """30 s, 1 min, 2 min ... up to an hour: an SMTP server that is down for an hour loses nothing."""
    return min(timedelta(seconds=30 * 2 ** max(attempts - 1, 0)), LONGEST_PAUSE)
