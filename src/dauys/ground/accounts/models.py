"""Staff accounts with grants, second factor, passkeys and sessions, and the codes that confirm a citizen's contact."""

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from dauys.ground.access.actors import ROLES
from dauys.ground.sealed.fields import SealedTextField


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """One member of staff. Citizens have no account in order to be heard."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    position = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=8, default="kk")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # One more signs the account out everywhere.
    session_generation = models.PositiveIntegerField(default=0, db_default=0)

    # Which account at the office's provider it is: a digest of issuer and `sub`, bound at the first sign-in there.
    provider_key = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.UniqueConstraint(
                fields=["provider_key"], condition=~models.Q(provider_key=""), name="user_provider_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's own, over the generation too; the first one changes nothing, so an upgrade signs nobody out."""
        known = f"{self.password}{self.session_generation or ''}"
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, known, secret=secret, algorithm="sha256").hexdigest()


class RoleGrant(models.Model):
    """A role of a user within a branch of organisations and a territory, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    org_path = models.CharField(max_length=200, blank=True)
    area_path = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="grant_role", condition=models.Q(role__in=ROLES)),
            models.CheckConstraint(
                name="grant_org_path", condition=models.Q(org_path="") | models.Q(org_path__endswith="/")
            ),
            models.CheckConstraint(
                name="grant_area_path", condition=models.Q(area_path="") | models.Q(area_path__endswith="/")
            ),
            models.UniqueConstraint(fields=["user", "role", "org_path", "area_path"], name="grant_once"),
        ]


class Authenticator(models.Model):
    """The device that shows a member of staff six digits; it counts only once its first code confirmed it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="authenticator")
    secret = SealedTextField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_counter = models.BigIntegerField(null=True)  # the step of time of the newest code used


class RecoveryCode(models.Model):
    """One of ten codes for who lost the device; only a keyed digest is kept, and it works once."""

    authenticator = models.ForeignKey(Authenticator, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A key of a member of staff that lies in their phone, computer or stick; only its public half is kept here."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=2000)
    counter = models.BigIntegerField()
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A letter by which a member of staff sets a password; only a keyed digest of its token is kept, and it works
    once. The newest that is neither used nor too old counts."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Deputy(models.Model):
    """While somebody is away, another holds their roles too, from the first day to the last."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stands_for")
    valid_from = models.DateField()
    valid_until = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="deputy_order", condition=models.Q(valid_until__gte=models.F("valid_from"))),
            models.CheckConstraint(name="deputy_is_another", condition=~models.Q(user=models.F("deputy"))),
        ]


class SignIn(models.Model):
    """A session as its owner sees it: in which browser, since when, and when it was used last. No address is kept.

    The session itself is Django's row with the same key. Without that row, or once the account was signed out
    everywhere since (`generation` is older), this one counts for nothing.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=40, blank=True)
    generation = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sign_in_in_order", condition=models.Q(seen_at__gte=models.F("began_at")))
        ]


class OneTimeCode(models.Model):
    """A six-digit code sent to a phone or e-mail; only keyed digests are kept, and only for minutes."""

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField()  # the draft or case the code confirms
    contact_key = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-created_at"], name="code_of_subject"),
            models.Index(fields=["contact_key", "-created_at"], name="code_of_contact"),
        ]


class Attempt(models.Model):
    """A failed try at a password or at a tracking code, counted so that guessing becomes slow; swept daily."""

    scope = models.CharField(max_length=20)
    subject_key = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["scope", "subject_key", "at"], name="attempt_of_subject")]
