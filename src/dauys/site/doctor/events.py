"""The facts of the doctor: an examination was asked for."""

from dauys.ground.journal.events import Event

EVENTS = [Event("doctor.ask", frozenset())]
