"""Dauys, a civic front office: a voice becomes a case, each demand in it an obligation with one owner and one clock."""

__version__ = "0.1.0"
