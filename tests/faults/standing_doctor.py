"""Run as a process of its own: examines the data of its environment once for each line it reads, answers with JSON."""

import json
import sys

from dauys.site.runtime import start_django

if __name__ == "__main__":
    start_django()
    from django.db import OperationalError, connection

    from dauys.site.doctor.examine import examine
    from dauys.site.wiring import INVARIANTS

    for _line in sys.stdin:
        try:
            broken = {r.invariant.code: r.as_json() for r in examine(INVARIANTS) if not r.is_good}
        except OperationalError as error:
            broken = {"database": str(error)}
        connection.close()
        connection.close_pool()
        sys.stdout.write(json.dumps(broken) + "\n")
        sys.stdout.flush()
