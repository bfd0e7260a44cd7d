"""Writes staff accounts and their grants."""

from datetime import date, datetime

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import RoleGrant, User
from dauys.ground.journal.actions import record


def add_staff(
    *, email: str, name: str, password: str | None, language: str, position: dict[str, str], actor: Actor, at: datetime
) -> User:
    """A staff account; without a password nobody can sign in with it until one is set."""
    with acting(actor):
        user = User(email=email.strip(), name=name, language=language, position=position)
        user.set_password(password)
        user.save()
        record("accounts.add_staff", actor=actor, at=at, payload={"user": user.pk})
    return user


def grant(
    *, user: User, role: str, org_path: str = "", area_path: str = "", since: date, actor: Actor, at: datetime
) -> None:
    with acting(actor):
        RoleGrant.objects.update_or_create(
            user=user, role=role, org_path=org_path, area_path=area_path, defaults={"valid_from": since}
        )
        record(
            "accounts.grant",
            actor=actor,
            at=at,
            payload={"user": user.pk, "role": role, "org_path": org_path, "area_path": area_path},
        )
