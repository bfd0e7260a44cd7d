"""What has to happen between a finished restore, or any start, and the first served page."""

from dauys.cases.actions import erase_again, skip_serials
from dauys.ground.access.actors import SYSTEM
from dauys.ground.log import queries as log
from dauys.ground.log.actions import fork
from dauys.ground.log.queries import LogIncomplete
from dauys.ground.log.signing import last_signed
from dauys.ground.moment import now

# Numbers that may have been given out since the backup: at most one for two lost entries, which this more than covers.
SPARE, UNKNOWN = 1_000, 100_000


def after_restore() -> list[str]:
    """Called once at the end of `dauys restore`, as the owner of the tables, with Django started and migrations done.

    A restored log either continues what was signed last on this machine, or a new one begins and says so in public.
    Returns sentences for the operator. Raising leaves the restore unfinished: `serve` goes on refusing.
    """
    return [*_settle_log(), *erase_whoever_was()]


def _settle_log() -> list[str]:
    current, last = log.current(), last_signed()
    if current is None and last is None:
        return []
    if (
        current is not None
        and last is not None
        and last.log_id == current.log_id
        and _holds(last.tree_size, last.root_hash)
    ):
        return [f"The log continues: it holds the {last.tree_size} entries that were signed last."]
    fresh = fork(actor=SYSTEM, at=now())
    held = fresh.common_size
    skip_serials(count=max(last.tree_size - held, 0) + SPARE if last else UNKNOWN)
    if last is None:
        return [
            f"A new log {fresh.pk} begins, because nothing here tells what was signed last. It says in public that it "
            f"follows the log of the backup, with {held} signed entries in common."
        ]
    return [
        f"A new log {fresh.pk} begins, because {last.tree_size} entries were signed and the restored database holds "
        f"{held} of them. It says so in public; tell whoever keeps your heads."
    ]


def _holds(size: int, root: bytes) -> bool:
    if size > log.leaf_count():
        return False
    try:
        return log.root(size) == root
    except LogIncomplete:
        return False


def erase_whoever_was() -> list[str]:
    """Applies the deletion register again; also at every start, for a database restored by other means."""
    count = erase_again(actor=SYSTEM, at=now())
    return [f"{count} persons who had been erased were erased again."] if count else []
