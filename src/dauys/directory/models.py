"""Organisations in their tree, the posts in them, and who holds a post (Popolo: Organization, Post, Membership)."""

from django.db import models

from dauys.ground.accounts.models import User
from dauys.ground.places.models import Area


class Organization(models.Model):
    """One body. `path` is the codes from the root, each followed by a slash, and decides who sees its cases."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=80, unique=True)
    path = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=30)
    names = models.JSONField()
    short_names = models.JSONField(default=dict)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    position = models.PositiveIntegerField(default=0)
    # "office": made or changed in the browser, so that a pack that is loaded again leaves it as it is.
    source = models.CharField(max_length=8, default="pack", db_default="pack")

    class Meta:
        constraints = [models.CheckConstraint(name="org_path_slash", condition=models.Q(path__endswith="/"))]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))

    def short_name(self, language: str) -> str:
        return self.short_names.get(language) or self.name(language)


class Post(models.Model):
    """A position in a body, whoever holds it."""

    id = models.UUIDField(primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    code = models.CharField(max_length=80)
    names = models.JSONField()
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="post_once")]

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))


class Membership(models.Model):
    """A user holds a post for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="membership_once"),
            models.CheckConstraint(
                name="membership_order",
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
