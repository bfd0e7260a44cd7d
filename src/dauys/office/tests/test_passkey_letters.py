"""Who gets or loses a passkey is told by mail, once for each, in their own language; who left is not."""

from typing import Any

from tests.authenticator import ADDRESS, passkey_of
from tests.log import follow
from tests.sweep.world import turned_on

from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts import actions
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.office import queries
from dauys.site.wiring import HEARERS


def test_each_is_told_once(transactional_db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    turned_on(actor)
    _phone, key = passkey_of(actor, now())
    for _ in range(2):
        follow(now(), hearers=HEARERS)
    letter = Message.objects.get()
    assert letter.address == user.email and f"{ADDRESS}/kk/desk/security/" in letter.body
    actions.remove_passkey(passkey=key, actor=actor, at=now())
    follow(now(), hearers=HEARERS)
    assert Message.objects.count() == 2 and len(set(Message.objects.values_list("subject", flat=True))) == 2
    told = [entry.verb for entry in queries.told()[0]]
    assert told[:2] == ["accounts.remove_passkey", "accounts.add_passkey"]
    passkey_of(actor, now())
    actions.end_staff(user=user.pk, actor=SYSTEM, at=now())
    follow(now(), hearers=HEARERS)
    assert Message.objects.count() == 2
