"""Writes a table of bodies."""

from dataclasses import asdict
from datetime import datetime

from dauys.directory.actions import change_structure
from dauys.directory.rules import Described
from dauys.ground.access.actors import Actor
from dauys.office.reading import Reading


def write_bodies(*, reading: Reading[Described], actor: Actor, at: datetime) -> dict[str, int]:
    return asdict(change_structure(bodies=[found.wanted for found in reading.found], actor=actor, at=at))
