"""The only writes of oversight."""

from dauys.oversight.actions.samples import NothingToDraw, draw_sample, mark_answer
from dauys.oversight.actions.sheets import AlreadyIssued, Incomplete, StaleSheet, acknowledge_sheet, draft, issue_sheet

__all__ = [
    "AlreadyIssued",
    "Incomplete",
    "NothingToDraw",
    "StaleSheet",
    "acknowledge_sheet",
    "draft",
    "draw_sample",
    "issue_sheet",
    "mark_answer",
]
