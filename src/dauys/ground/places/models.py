"""Territories in a tree, from the country down to a settlement (Popolo: Area)."""

from django.db import models


class Area(models.Model):
    """One territory. `path` is its codes from the root, each followed by a slash: `kz/71/esil/`."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=20)
    names = models.JSONField()
    official_code = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="area_path_slash", condition=models.Q(path__endswith="/"))]

    def __str__(self) -> str:
        return self.path

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))
