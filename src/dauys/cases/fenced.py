"""The tables fenced by row, and whether the fence stands: a policy on each, in force for the role that serves."""

from django.db import connection

TABLES = ("cases_obligation", "cases_voice", "cases_party", "cases_supporter", "files_storedfile")
_NAMES = ", ".join(f"('{name}')" for name in TABLES)
_LACKING = f"""
SELECT t.name FROM (VALUES {_NAMES}) AS t(name) LEFT JOIN pg_class c ON c.oid = to_regclass('public.' || t.name)
WHERE c.relrowsecurity IS NOT TRUE
OR (SELECT array_agg(p.polname::text) FROM pg_policy p WHERE p.polrelid = c.oid) IS DISTINCT FROM ARRAY['fence']
"""  # noqa: S608  names of ours
# The same, and those the role that asks steps over.
FENCE_OPEN = f"{_LACKING} OR NOT row_security_active(c.oid)"


def open_tables() -> list[str]:
    """Those whose rows are not fenced, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(_LACKING)
        return [name for (name,) in cursor.fetchall()]


def has_policies() -> bool:
    """Whether a release that knows the fence has been here; its policies may not be in force yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_policy WHERE polname = 'fence'")
        return bool(cursor.fetchone()[0] >= len(TABLES))


def close() -> None:
    """Puts the policies into force; only the owner of the tables can. From here on who tells nothing sees nothing."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
