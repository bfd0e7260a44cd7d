"""Sends the one-time code that shows a phone or an e-mail to be somebody's own, and takes it back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.access.actors import ANONYMOUS
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


def redeem_for(*, subject: UUID, contact: str, code: str, then: Callable[[], None], at: datetime) -> None:
    """Spends the code and does what it is for, both or neither; a try in vain is kept. Raises WrongCode."""
    with acting(ANONYMOUS):
        try:
            redeem_code(subject=subject, contact=contact, code=code, at=at)
        except WrongCode as error:
            wrong: WrongCode | None = error
        else:
            wrong = None
            then()
    if wrong:
        raise wrong
