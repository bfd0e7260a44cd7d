"""The cookie of who wants another contact kept: what they want, sealed, until the code to the new one comes back."""

import base64
import json
from dataclasses import asdict, dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from dauys.ground.accounts.actions import CODE_LIFE
from dauys.ground.sealed.seal import CannotOpen, seal, unseal
from dauys.ground.ui.cookies import give, given, take

COOKIE = "dauys_correction"
_SALT = "dauys.correction"


@dataclass(frozen=True, slots=True)
class Wish:
    """New values for a case, and the new contact (channel sms or mail, address) that a code for `subject` went to."""

    subject: str
    case_id: str
    channel: str
    address: str
    wanted: dict[str, str]

    @property
    def code_subject(self) -> UUID:
        return UUID(self.subject)


def remember(response: HttpResponse, wish: Wish) -> None:
    sealed = seal(json.dumps(asdict(wish), ensure_ascii=False), place=COOKIE)
    give(response, COOKIE, base64.b64encode(sealed).decode(), salt=_SALT, life=CODE_LIFE)


def wish_of(request: HttpRequest) -> Wish | None:
    """What this browser asked for, as long as a code lives."""
    try:
        sealed = signing.loads(given(request, COOKIE), salt=_SALT, max_age=CODE_LIFE)
        return Wish(**json.loads(unseal(base64.b64decode(sealed), place=COOKIE)))
    except (signing.BadSignature, CannotOpen, ValueError, TypeError):
        return None


def forget(response: HttpResponse) -> None:
    take(response, COOKIE)
