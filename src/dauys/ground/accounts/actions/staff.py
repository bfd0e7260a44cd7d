"""Writes staff accounts, their grants, and who stands in for whom."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, Q
from django.utils.timezone import localdate

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions.invitations import withdraw_invitations
from dauys.ground.accounts.actions.passkeys import forget_passkeys
from dauys.ground.accounts.grants import ADMINISTRATORS, not_over
from dauys.ground.accounts.models import Deputy, RoleGrant, User
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record

AUDITOR_NOTICE = timedelta(days=14)


class AuditorStays(Exception):
    """An auditor's account ends only after the role has ended, and that takes AUDITOR_NOTICE."""


class LastAdministrator(Exception):
    """Nobody would be left who may set the office up."""


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


def change_staff(*, user: User, name: str, language: str, actor: Actor, at: datetime) -> None:
    """Another name or language of letters; what is so already changes nothing."""
    wanted = {"name": name, "language": language}
    fields = [field for field, value in wanted.items() if getattr(user, field) != value]
    if not fields:
        return
    with acting(actor):
        for field in fields:
            setattr(user, field, wanted[field])
        user.save(update_fields=fields)
        record("accounts.change_staff", actor=actor, at=at, payload={"user": user.pk, "fields": fields})


def grant(
    *, user: User, role: str, org_path: str = "", area_path: str = "", since: date, actor: Actor, at: datetime
) -> None:
    with acting(actor):
        RoleGrant.objects.update_or_create(
            user=user,
            role=role,
            org_path=org_path,
            area_path=area_path,
            defaults={"valid_from": since, "valid_until": None},
        )
        record(
            "accounts.grant",
            actor=actor,
            at=at,
            payload={"user": user.pk, "role": role, "org_path": org_path, "area_path": area_path},
        )


def end_grant(*, grant_id: int, actor: Actor, at: datetime) -> date | None:
    """The role ends at once, an auditor's after AUDITOR_NOTICE; its last day, None when it ends or has ended already.

    Raises RoleGrant.DoesNotExist and LastAdministrator.
    """
    with acting(actor):
        return _end(RoleGrant.objects.select_for_update().get(pk=grant_id), actor, at)


def _end(row: RoleGrant, actor: Actor, at: datetime) -> date | None:
    today = localdate(at)
    last = today + AUDITOR_NOTICE if row.role == "auditor" else today - timedelta(days=1)
    if row.valid_until is not None and row.valid_until <= last:
        return None
    if (row.role, row.org_path, row.area_path) == ("administrator", "", ""):
        # All of them are held, so that two do not take each other's at the same moment.
        held = RoleGrant.objects.select_for_update(of=("self",)).filter(ADMINISTRATORS, not_over(today)).order_by("pk")
        if all(g.user_id == row.user_id for g in held):
            raise LastAdministrator
    row.valid_until = last
    row.save(update_fields=["valid_until"])
    about = {"user": row.user_id, "role": row.role, "org_path": row.org_path, "area_path": row.area_path}
    record("accounts.end_grant", actor=actor, at=at, payload={**about, "until": last.isoformat()})
    return last


def end_staff(*, user: UUID, actor: Actor, at: datetime) -> bool:
    """Ends the account with all that opens it, and signs it out everywhere; whether it was active.

    Raises User.DoesNotExist, LastAdministrator and AuditorStays.
    """
    with acting(actor):
        row = User.objects.select_for_update().get(pk=user)
        if not row.is_active:
            return False
        if RoleGrant.objects.filter(not_over(localdate(at)), user=row, role="auditor").exists():
            raise AuditorStays
        for given in RoleGrant.objects.select_for_update().filter(user=row).order_by("pk"):
            _end(given, actor, at)
        for deputy in Deputy.objects.select_for_update().filter(Q(user=row) | Q(deputy=row)).order_by("pk"):
            _end_deputy(deputy, actor, at)
        withdraw_invitations(user=row, at=at)
        forget_passkeys(user=row.pk, actor=actor, at=at)
        row.is_active, row.session_generation = False, F("session_generation") + 1
        row.save(update_fields=["is_active", "session_generation"])
        record("accounts.end_staff", actor=actor, at=at, payload={"user": row.pk})
    return True


def bring_back_staff(*, user: UUID, actor: Actor, at: datetime) -> bool:
    """An ended account works again, without a password, a role or a session; whether it was ended.

    Nothing of before opens it: not the old password, no old letter, no old session. Raises User.DoesNotExist.
    """
    with acting(actor):
        row = User.objects.select_for_update().get(pk=user)
        if row.is_active:
            return False
        withdraw_invitations(user=row, at=at)
        row.set_unusable_password()
        row.provider_key = ""
        row.is_active, row.session_generation = True, F("session_generation") + 1
        row.save(update_fields=["password", "provider_key", "is_active", "session_generation"])
        record("accounts.bring_back", actor=actor, at=at, payload={"user": row.pk})
    return True


def bind_provider(*, user: User, key: str, actor: Actor, at: datetime) -> bool:
    """From now on the account opens to this one at the provider only; False if another sign-in bound either before."""
    try:
        with acting(actor):
            if not User.objects.filter(pk=user.pk, provider_key="").update(provider_key=key):
                return False
            record("accounts.bind_provider", actor=actor, at=at, payload={"user": user.pk})
    except IntegrityError:
        return False
    return True


def name_deputy(*, user: User, deputy: User, since: date, until: date, actor: Actor, at: datetime) -> UUID:
    """From `since` to `until` the deputy holds the roles of `user` too; the same again gives what there is."""
    with acting(actor):
        User.objects.select_for_update().get(pk=user.pk, is_active=True)
        same = Deputy.objects.filter(user=user, deputy=deputy, valid_from=since, valid_until=until).first()
        if same is not None:
            return same.pk
        row = Deputy.objects.create(
            id=new_id(at), user=user, deputy=deputy, valid_from=since, valid_until=until, created_at=at
        )
        about = {"user": user.pk, "deputy": deputy.pk, "since": since.isoformat(), "until": until.isoformat()}
        record("accounts.name_deputy", actor=actor, at=at, payload=about)
    return row.pk


def end_deputy(*, deputy: UUID, actor: Actor, at: datetime) -> None:
    """Nobody stands in any more from now on; again changes nothing. Raises Deputy.DoesNotExist."""
    with acting(actor):
        _end_deputy(Deputy.objects.select_for_update().get(pk=deputy), actor, at)


def _end_deputy(row: Deputy, actor: Actor, at: datetime) -> None:
    """One that has not begun is taken away; one that runs ends with yesterday, one over stays."""
    today = localdate(at)
    if row.valid_until < today:
        return
    about = {"user": row.user_id, "deputy": row.deputy_id, "until": today.isoformat()}
    if row.valid_from >= today:
        row.delete()
    else:
        row.valid_until = today - timedelta(days=1)
        row.save(update_fields=["valid_until"])
    record("accounts.end_deputy", actor=actor, at=at, payload=about)
