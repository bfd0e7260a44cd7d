"""Staff accounts, their grants, and the one-time codes by which a citizen shows that a phone or e-mail is theirs."""

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from dauys.ground.access.actors import ROLES


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

    objects = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name


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
