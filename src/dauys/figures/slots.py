"""What figures show elsewhere: the numbers and the tile map of the front page."""

from datetime import datetime

from dauys.figures.board import board, regions
from dauys.figures.words import home_words
from dauys.ground.ui.parts import Panel


def home_numbers(at: datetime) -> Panel:
    """Two statements."""
    return Panel("figures/home.html", home_words(board(at), regions()))
