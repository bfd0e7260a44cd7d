"""What must be true of sealed text: every sealed column of every table holds sealed bytes, and they open."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Finding, Invariant, found
from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.rotation import older, sealed_columns
from dauys.ground.sealed.seal import KEY, CannotOpen, unseal

SAMPLE = 200
# Version, nonce and tag: nothing sealed is shorter.
_SHORTEST = 1 + 12 + 16


def _plain() -> Finding:
    """Values that do not look sealed, in all rows."""
    wrong: list[str] = []
    known = list(generations(KEY))
    with connection.cursor() as cursor:
        for field in sealed_columns():
            table, column = field.model._meta.db_table, field.column
            cursor.execute(
                f'SELECT COUNT(*) FROM "{table}" WHERE "{column}" IS NOT NULL '
                f'AND (length("{column}") <= {_SHORTEST} OR get_byte("{column}", 0) <> ALL(%s))',
                [known],
            )
            wrong += [field.place] * int(cursor.fetchone()[0])
    return found(wrong)


def _unreadable() -> Finding:
    """Of each column a sample that is opened with the key in use."""
    wrong: list[str] = []
    with connection.cursor() as cursor:
        for field in sealed_columns():
            table, column = field.model._meta.db_table, field.column
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL LIMIT {SAMPLE}')
            for (value,) in cursor.fetchall():
                try:
                    unseal(bytes(value), place=field.place)
                except CannotOpen:
                    wrong.append(field.place)
    return found(wrong)


def _older() -> Finding:
    return found([place for place, count in older().items() for _ in range(count)])


INVARIANTS = [
    Invariant("sealed.no_plain_contact", _("No contact lies open in the database."), _plain),
    Invariant("sealed.contacts_open", _("Sealed contacts open with the key in use."), _unreadable),
    Invariant("sealed.newest_key", _("Every sealed value is sealed with the newest key."), _older),
]
