"""Makes the time-ordered ids of rows (UUID version 7) with the machine's own randomness."""

import os
from datetime import datetime
from uuid import UUID

from dauys.core.ids import uuid7


def new_id(at: datetime) -> UUID:
    """A fresh id whose first 48 bits are the millisecond of `at`."""
    return uuid7(at, os.urandom(10))
