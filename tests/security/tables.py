"""Every table as a digest of its rows, so that a test can say what a request changed, and that nothing else did."""

from collections.abc import Iterable

from django.db import connection

# They move with every visitor: sessions, and the counting of wrong tries.
MOVE_ALWAYS = {"django_session", "accounts_attempt"}


class Digests(dict[str, str]):
    """Table: digest. What PostgreSQL counts within one transaction tells which tables need not be read again."""

    transaction: int | None
    writes: dict[str, tuple[int, ...]]


def digests() -> Digests:
    """All tables; the moment of a user's last sign-in is left out."""
    transaction, writes = _written()
    made = Digests(_read(writes))
    made.transaction, made.writes = transaction, writes
    return made


def changed(before: Digests) -> set[str]:
    """The tables whose rows differ from what they were."""
    transaction, writes = _written()
    names = before.keys() | writes.keys()
    if transaction is not None and transaction == before.transaction:
        names = {name for name in names if before.writes.get(name) != writes.get(name)}
    after = _read(names & writes.keys())
    return {name for name in names if before.get(name) != after.get(name)}


def _written() -> tuple[int | None, dict[str, tuple[int, ...]]]:
    """The transaction, if it has written, and of every table its file and the rows it put in, changed and took out,
    also those that were rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_xact_id_if_assigned()::text::bigint, relname, relfilenode, "
            "pg_stat_get_xact_tuples_inserted(oid), pg_stat_get_xact_tuples_updated(oid), "
            "pg_stat_get_xact_tuples_deleted(oid) "
            "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        rows = cursor.fetchall()
    return rows[0][0], {name: tuple(told) for _, name, *told in rows if name not in MOVE_ALWAYS}


def _read(names: Iterable[str]) -> dict[str, str]:
    """One statement over these tables."""
    ask = " UNION ALL ".join(
        f"SELECT '{n}', md5(coalesce(string_agg((to_jsonb(t) - 'last_login')::text, '|' "
        f"ORDER BY (to_jsonb(t) - 'last_login')::text), '')) FROM {n} t"
        for n in sorted(names)
    )
    with connection.cursor() as cursor:
        if not ask:
            return {}
        cursor.execute(ask)
        return dict(cursor.fetchall())
