"""Brings the database to this version: migrations, the serving role's rights, and the pack in force."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from dauys.cases.fenced import close, has_policies, open_tables
from dauys.cases.models import Case
from dauys.directory.actions import load
from dauys.ground.access.actors import SYSTEM
from dauys.ground.log import queries as log
from dauys.ground.log.actions import start
from dauys.ground.log.signing import last_signed
from dauys.ground.moment import now
from dauys.ground.packs.actions import keep_version
from dauys.ground.packs.current import current
from dauys.ground.packs.models import PackVersion
from dauys.search.actions import rebuild
from dauys.search.models import Document
from dauys.site.migration_states import quick_states
from dauys.site.runtime import require_own_pack, say

_LOCK = 0x64617579732B  # any number that nothing else of ours locks


def grant_rights() -> None:
    """Gives the serving role what it needs on each table and nothing more; tables listed append-only: no change."""
    role = connection.ops.quote_name(settings.APP_ROLE)
    with transaction.atomic(), connection.cursor() as cursor:
        for config in apps.get_app_configs():
            append_only = getattr(config, "append_only", ())
            for model in config.get_models(include_auto_created=True):
                table = connection.ops.quote_name(model._meta.db_table)
                rights = "SELECT, INSERT" if model.__name__ in append_only else "SELECT, INSERT, UPDATE, DELETE"
                cursor.execute(f"REVOKE ALL ON {table} FROM {role}")
                cursor.execute(f"GRANT {rights} ON {table} TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT ON django_migrations TO {role}")


def bring_pack_into_force() -> bool:
    """Keeps the pack's version and loads its directory if the version is new; True if it was.

    Raises CannotStart if the database belongs to another pack: its places and bodies would lie among each other.
    """
    require_own_pack()
    pack, at = current(), now()
    fresh = keep_version(pack=pack, directory=settings.PACK_DIR, actor=SYSTEM, at=at)
    if fresh:
        load(pack=pack, actor=SYSTEM, at=at)
    return fresh


def close_fence(*, known: bool) -> None:
    """Puts the fence into force, unless the release before this one may still serve: it tells the database nothing,
    and would see nothing. `known` says that the fence had been made when this upgrade began; where no upgrade ever
    ended there is no release before this one."""
    if known or not PackVersion.objects.exists():
        close()
    elif open_tables():
        say("row-level security waits: when no older release serves any more, run `dauys migrate` once more")


def begin_log() -> None:
    """Starts the log of a new installation, so that the first receipt already carries a promise."""
    if log.current() is None and last_signed() is None:
        start(actor=SYSTEM, at=now())


def fill_search() -> None:
    """Makes the documents of search where cases are older than search itself."""
    if Case.objects.exists() and not Document.objects.exists():
        rebuild(lambda _made, _of: None)


@contextmanager
def alone() -> Iterator[None]:
    """One upgrade at a time, whoever else starts one on another machine; ends with the process that holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def migrate() -> None:
    with alone():
        known, first = has_policies(), not MigrationRecorder(connection).has_table()
        with quick_states() if first else nullcontext():
            call_command("migrate", verbosity=0, interactive=False)
        grant_rights()
        close_fence(known=known)
        bring_pack_into_force()
        begin_log()
        fill_search()
