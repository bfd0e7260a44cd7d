"""Sends and redeems the one-time codes that confirm the contact of a draft or of a filed case."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases import actions as cases
from dauys.ground.access.actors import citizen
from dauys.ground.accounts.actions import make_code, redeem_code
from dauys.ground.ids import new_id
from dauys.ground.messages.actions import queue


def send_code(
    *, subject: UUID, channel: str, address: str, language: str, at: datetime, case_id: UUID | None = None
) -> None:
    """Makes a one-time code and queues it; `channel` is sms or mail. Raises TooManyTries."""
    code = make_code(subject=subject, contact=address, at=at)
    with override(language):
        queue(
            once=f"code:{new_id(at)}",
            channel=channel,
            address=address,
            language=language,
            subject=_("Your code"),
            body=_("%s is your code. It is valid for 15 minutes. Nobody from the office will ever ask you for it.")
            % code,
            case_id=case_id,
            at=at,
        )


def confirm_draft(*, draft: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for an unsent draft; raises WrongCode."""
    redeem_code(subject=draft, contact=contact, code=code, at=at)


def confirm_case(*, case_id: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for a filed case, which starts the legal clock; raises WrongCode."""
    redeem_code(subject=case_id, contact=contact, code=code, at=at)
    cases.confirm_identity(case_id=case_id, identity="code", actor=citizen(case_id), at=at)
