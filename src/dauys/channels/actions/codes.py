"""Sends and redeems the one-time codes that confirm the contact of a draft or of a filed case."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases import actions as cases
from dauys.channels import drafts
from dauys.ground.access.actors import ANONYMOUS, citizen
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions import WrongCode, make_code, redeem_code
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
            body=_("%s is your code. It is valid for 10 minutes. Nobody from the office will ever ask you for it.")
            % code,
            case_id=case_id,
            at=at,
        )


def confirm_draft(*, draft: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for an unsent draft, which is confirmed from then on; raises WrongCode."""

    def confirm() -> None:
        data = drafts.load(draft)
        if data is not None:
            drafts.save(draft, {**data, "identity": "code", "confirmed_contact": contact}, at=at)

    _redeem(draft, contact, code, at, confirm)


def confirm_case(*, case_id: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for a filed case, which starts the legal clock; raises WrongCode."""
    _redeem(
        case_id,
        contact,
        code,
        at,
        lambda: cases.confirm_identity(case_id=case_id, identity="code", actor=citizen(case_id), at=at),
    )


def _redeem(subject: UUID, contact: str, code: str, at: datetime, confirm: Callable[[], None]) -> None:
    """Spends the code and does what it is for, both or neither; a try in vain is kept all the same."""
    with acting(ANONYMOUS):
        try:
            redeem_code(subject=subject, contact=contact, code=code, at=at)
        except WrongCode as error:
            wrong: WrongCode | None = error
        else:
            wrong = None
            confirm()
    if wrong:
        raise wrong
