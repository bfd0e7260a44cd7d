"""The only writes of search."""

from dauys.search.actions.documents import forget, index, note_look_up
from dauys.search.actions.rebuild import rebuild

__all__ = ["forget", "index", "note_look_up", "rebuild"]
