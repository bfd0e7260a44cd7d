"""Run as a process of its own: makes the sweep's world in the database of its environment, prints it as JSON."""

import sys

from dauys.site.runtime import start_django

if __name__ == "__main__":
    start_django()
    from tests.sweep.world import as_json, build

    sys.stdout.write(as_json(build()))
