"""What must be true of sealed text: every sealed column of every table holds sealed bytes that open and are found."""

from functools import partial

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Finding, Invariant, found
from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.rotation import lookup_columns, older, plain_form, sealed_columns, stands_for
from dauys.ground.sealed.seal import KEY, LOOKUP, CannotOpen, lookup_keys, unseal

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


def _lost() -> Finding:
    """Of each look-up column a sample that no look-up key made from what it stands for."""
    wrong: list[str] = []
    for field in lookup_columns():
        names = [field.model._meta.pk.attname, field.attname, *([field.of] if field.of else [])]
        try:
            rows = list(field.model._base_manager.exclude(**{field.attname: None}).values_list(*names)[:SAMPLE])
        except CannotOpen:
            continue  # sealed.contacts_open says so
        meant = stands_for(field, [row[0] for row in rows], {field.of: [row[-1] for row in rows]})
        pairs = [(bytes(row[1]), plain_form(text, field)) for row, text in zip(rows, meant, strict=True) if text]
        wrong += [field.place for digest, text in pairs if digest not in lookup_keys(text, what=field.what)]
    return found(wrong)


def _older(kind: str) -> Finding:
    return found([place for place, count in older(kind).items() for _ in range(count)])


INVARIANTS = [
    Invariant("sealed.no_plain_contact", _("No contact lies open in the database."), _plain),
    Invariant("sealed.contacts_open", _("Sealed contacts open with the key in use."), _unreadable),
    Invariant("sealed.newest_key", _("Every sealed value is sealed with the newest key."), partial(_older, KEY)),
    Invariant("sealed.found_again", _("Contacts are found by the look-up keys in use."), _lost),
    Invariant("sealed.newest_lookup", _("Every contact is found by the newest look-up key."), partial(_older, LOOKUP)),
]
