"""`python -m dauys.ground.database --data DIR start|stop|status|psql-url|roles-sql`: the embedded server by hand."""

import argparse
import sys
from pathlib import Path

from . import ADMIN, DatabaseUnavailable, EmbeddedServer, create_roles_sql


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m dauys.ground.database", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder of the server")
    parser.add_argument("--role", default=ADMIN)
    parser.add_argument("--database", default="dauys")
    parser.add_argument("command", choices=["start", "stop", "status", "psql-url", "roles-sql"])
    options = parser.parse_args(arguments)
    if options.command == "roles-sql":
        sys.stdout.write(create_roles_sql(options.database))
        return 0
    if options.data is None:
        parser.error("--data DIR is missing")
    try:
        return _obey(options.command, EmbeddedServer(options.data), options.role, options.database)
    except DatabaseUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _obey(command: str, embedded: EmbeddedServer, role: str, database: str) -> int:
    if command == "status":
        pid = embedded.pid()
        sys.stdout.write(f"running, process {pid}\n" if pid else "not running\n")
        return 0 if pid else 3
    if command == "stop" and embedded.pid() is None:
        return 0
    server = embedded.acquire()
    if command == "stop":
        embedded.release()
        if embedded.pid() is not None:
            sys.stderr.write("other processes still use the server; it stops with the last of them\n")
            return 1
        return 0
    server.ensure_database(database)
    sys.stdout.write(server.url(role, database) + "\n")
    embedded.detach()
    return 0


if __name__ == "__main__":
    sys.exit(main())
