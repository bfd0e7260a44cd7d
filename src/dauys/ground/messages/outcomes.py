"""The three ways in which handing a message over does not end with a yes."""

from datetime import timedelta


class Refused(Exception):
    """The other side said no for good (unknown address); trying again is useless."""


class Unreachable(Exception):
    """The other side could not be asked, or said "later"; the message is tried again, and not before `after` is over
    where it said so."""

    after = timedelta()


class Uncertain(Exception):
    """The connection broke after the text was handed over: it may or may not have arrived."""
