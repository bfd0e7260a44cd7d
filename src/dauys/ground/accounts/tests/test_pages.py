"""Signing in: guessing is slowed down where it happens, and nobody is locked out from afar."""

from typing import Any

from django.test import Client

from dauys.ground.accounts.actions import TRIES


def enter(email: str, password: str, address: str) -> bool:
    reply = Client().post("/kk/login/", {"email": email, "password": password}, REMOTE_ADDR=address)
    return bool(reply.status_code == 302)


def test_a_guesser_is_stopped_and_the_owner_elsewhere_is_not(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    for _ in range(TRIES):
        assert not enter(user.email, "a wrong password", "10.0.0.9")
    assert not enter(user.email, make.PASSWORD, "10.0.0.9"), "the guesser is refused even with the right one"
    assert enter(user.email, make.PASSWORD, "10.0.0.1"), "the owner at their own desk is not"
