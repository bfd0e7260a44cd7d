"""Every table as a digest of its rows, so that a test can say what a request changed, and that nothing else did."""

from django.db import connection

# They move with every visitor: sessions, and the counting of wrong tries.
MOVE_ALWAYS = {"django_session", "accounts_attempt"}


def digests() -> dict[str, str]:
    """One statement over all tables; the moment of a user's last sign-in is left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = sorted(n for (n,) in cursor.fetchall() if n not in MOVE_ALWAYS)
        ask = " UNION ALL ".join(
            f"SELECT '{n}', md5(coalesce(string_agg((to_jsonb(t) - 'last_login')::text, '|' "
            f"ORDER BY (to_jsonb(t) - 'last_login')::text), '')) FROM {n} t"
            for n in names
        )
        cursor.execute(ask)
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> set[str]:
    """The tables whose rows differ from what they were."""
    after = digests()
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
