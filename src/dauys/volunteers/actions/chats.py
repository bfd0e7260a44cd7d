"""Takes up the Telegram chat that a volunteer began with our bot, and lets go of it."""

from datetime import datetime
from uuid import UUID

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.messages import actions as messages
from dauys.ground.sealed.seal import lookup_key, lookup_keys
from dauys.volunteers.facts import note
from dauys.volunteers.letters_of_people import letters_of
from dauys.volunteers.models import Volunteer
from dauys.volunteers.reaching import proves, whose_start


def begin_chat(*, start: str, chat: str, actor: Actor, at: datetime) -> Volunteer | None:
    """From now on the volunteer whose link began the chat is told things there; None where the link is used up, by
    another chat too, or false. Telegram may say it twice."""
    with acting(actor):
        rows = Volunteer.objects.select_for_update(of=("self",)).select_related("office__area")
        named = whose_start(start)
        row = rows.filter(pk=named, state__in=["active", "paused"]).first() if named else None
        if row is None or row.telegram == chat:
            return row
        if not proves(row, start):
            return None
        _write(row, chat, "volunteers.begin_chat", actor, at)
        return row


def end_chat(*, volunteer: UUID, actor: Actor, at: datetime) -> None:
    """At the volunteer's wish, on their page; a second time does nothing."""
    _end({"pk": volunteer}, actor, at)


def end_chats(*, chat: str, actor: Actor, at: datetime) -> str | None:
    """Everybody told things in this chat is told them by SMS or mail again; the language of one, None of nobody."""
    return _end({"telegram_key__in": lookup_keys(chat, what="telegram")}, actor, at)


def _end(whose: dict[str, object], actor: Actor, at: datetime) -> str | None:
    with acting(actor):
        rows = Volunteer.objects.select_for_update(of=("self",)).select_related("office__area").order_by("pk")
        language = None
        for row in rows.filter(**whose, telegram_key__isnull=False):
            _write(row, "", "volunteers.end_chat", actor, at)
            # An offer for tomorrow, or that nobody is needed, has to arrive although the chat has ended.
            messages.send_instead(once_begins=list(letters_of(row)), channel="telegram", at=at)
            language = row.language
        return language


def _write(row: Volunteer, chat: str, verb: str, actor: Actor, at: datetime) -> None:
    row.telegram, row.changed_at = chat, at
    row.telegram_key = lookup_key(chat, what="telegram") if chat else None
    row.save(update_fields=["telegram", "telegram_key", "changed_at"])
    note(verb, row, actor, at)
