"""The SQL around a dump that makes a restore one transaction: clear, fill, compare, commit, or nothing at all.

psql sends COMMIT only when it reads that word, so a process killed on the way leaves the database as it was.
"""

import re

from psycopg import sql

from dauys.site.backup.manifest import DamagedBackup
from dauys.site.runtime import UNFINISHED

SERVING = "dauys: web or worker processes use the database"
COUNTED = "dauys: row counts differ"
_CLEAR = """
DO $dauys$ DECLARE thing record; BEGIN
  FOR thing IN SELECT c.oid::regclass AS name, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
      WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i', 'a'))
      ORDER BY c.relkind = 'S'
  LOOP EXECUTE format('DROP %s IF EXISTS %s CASCADE', thing.kind, thing.name); END LOOP;
  FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', thing.name); END LOOP;
END $dauys$;
"""
_NOBODY_SERVES = """
DO $dauys$ BEGIN
  PERFORM pg_stat_clear_snapshot();
  IF EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = {role})
  THEN RAISE EXCEPTION {sentence}; END IF;
END $dauys$;
"""


def opening(role: str) -> str:
    """Begins the transaction, empties our schema and leaves the mark that the restore is not finished."""
    return "\n".join(
        [
            "BEGIN;",
            "SET LOCAL lock_timeout = '30s';",
            "SET LOCAL client_min_messages = warning;",
            _nobody_serves(role),
            _CLEAR,
            f"CREATE TABLE public.{UNFINISHED} ();\n",
        ]
    )


def closing(role: str, rows: dict[str, int], gone: list[str]) -> str:
    """Compares the row counts, drops the rows of files deleted during the backup, and commits."""
    checks = [
        sql.SQL("IF (SELECT count(*) FROM public.{}) <> {} THEN RAISE EXCEPTION {}; END IF;")
        .format(sql.Identifier(table), sql.Literal(count), sql.Literal(f"{COUNTED} in {table}".replace("%", "%%")))
        .as_string(None)
        for table, count in rows.items()
    ]
    if not all(re.fullmatch(r"[0-9a-f]{32}", key) for key in gone):
        raise DamagedBackup("The backup names files in a way that Dauys does not: nothing was changed.")
    drop = [f"DELETE FROM public.files_storedfile WHERE id = '{key}';" for key in gone]  # noqa: S608 - checked above
    return "\n".join(["", "DO $dauys$ BEGIN", *checks, "END $dauys$;", *drop, _nobody_serves(role), "COMMIT;", ""])


def _nobody_serves(role: str) -> str:
    return _NOBODY_SERVES.format(role=sql.Literal(role).as_string(None), sentence=sql.Literal(SERVING).as_string(None))


# Objects that only a superuser may make, or that belong to the database and not to us.
_FOREIGN = re.compile(
    r"\d+; \d+ \d+ (SCHEMA|EXTENSION|COMMENT|ACL|DEFAULT ACL|SECURITY LABEL|EVENT TRIGGER|PUBLICATION) "
)


def ours(contents: str) -> str:
    """The list of a dump's contents without what is not ours to make."""
    return "".join(line for line in contents.splitlines(keepends=True) if not _FOREIGN.match(line))


def is_preamble(line: bytes) -> bool:
    return not line.strip() or line.startswith((b"--", b"SET ", b"SELECT pg_catalog.set_config", b"\\restrict"))


def for_server(line: bytes) -> bytes:
    """A line of the preamble without the one setting that servers before 17 do not know."""
    return b"\n" if line.startswith(b"SET transaction_timeout") else line
