"""What must always be true of the tables of learning."""

from dauys.ground.invariants import Invariant

INVARIANTS: list[Invariant] = []
