"""Keeps a need while its person writes it, and files it once their phone is shown to be theirs."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dauys.cases.actions import NewParty
from dauys.ground.access.actors import ANONYMOUS, SYSTEM
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions import WrongCode
from dauys.volunteers.actions.needs import NewLine, ask
from dauys.volunteers.models import Asking, Line

KEPT = timedelta(days=1)


def keep_asking(*, key: UUID, typed: Mapping[str, Any], confirmed_at: datetime | None, at: datetime) -> None:
    """Keeps what was typed under the key of the browser, whatever stood there. One statement."""
    row = Asking(
        id=key, content=json.dumps(typed, ensure_ascii=False), confirmed_at=confirmed_at, changed_at=at
    )  # fmt: skip
    columns = ["content", "confirmed_at", "changed_at"]
    Asking.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=columns)


def confirm_asking(*, key: UUID, typed: Mapping[str, Any], at: datetime) -> None:
    """The phone in `typed` was shown to be theirs; the need is not filed yet. Raises WrongCode where something else was
    written meanwhile."""
    with acting(ANONYMOUS):
        row = Asking.objects.select_for_update().filter(pk=key).first()
        if row is None or json.loads(row.content) != typed:
            raise WrongCode
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])


def send_asking(
    *,
    key: UUID,
    text: str,
    line: NewLine,
    area_path: str,
    address: str,
    person: NewParty,
    safety: list[str],
    language: str,
    at: datetime,
) -> list[Line]:
    """Files the need of who confirmed their phone, and drops what was typed; a second time finds it.

    Raises NoOffice.
    """
    with acting(ANONYMOUS):
        lines = ask(
            key=key, text=text, lines=[line], area_path=area_path, address=address, person=person, source="web",
            language=language, safety=safety, identity="code", actor=ANONYMOUS, at=at,
        )  # fmt: skip
        Asking.objects.filter(pk=key).delete()
        return lines


def sweep_asking(*, at: datetime) -> int:
    """Deletes what nobody sent for KEPT; how many."""
    with acting(SYSTEM):
        return Asking.objects.filter(changed_at__lt=at - KEPT).delete()[0]
