"""The verbs of the office: the only place that writes its tables."""

from dauys.office.actions.uploads import Changed, confirm, keep

__all__ = ["Changed", "confirm", "keep"]
