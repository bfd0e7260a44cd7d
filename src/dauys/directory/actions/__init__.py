"""The verbs of the directory: the only place that writes its tables."""

from dauys.directory.actions.load import load
from dauys.directory.actions.people import appoint, dismiss
from dauys.directory.actions.structure import change_structure

__all__ = ["appoint", "change_structure", "dismiss", "load"]
