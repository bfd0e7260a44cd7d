"""What must be true of files: each row has its bytes on the disk in full, and what was infected stays so."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.files.actions import path_of
from dauys.ground.files.models import StoredFile
from dauys.ground.files.parts import LIFE, left_over
from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.moment import now


def _without_bytes() -> Finding:
    missing = []
    for pk, size in StoredFile.objects.values_list("id", "size").iterator():
        try:
            if path_of(pk).stat().st_size != size:
                missing.append(pk)
        except OSError:
            missing.append(pk)
    return found(missing)


def _left_over() -> Finding:
    return found([path.name for path in left_over(before=now() - 2 * LIFE)])


INVARIANTS = [
    Invariant("files.no_parts_left", _("No file that was begun lies here for more than two days."), _left_over),
    Invariant("files.have_their_bytes", _("Every file lies on the disk in its full size."), _without_bytes, moves=True),
    Invariant(
        "files.told_are_infected",
        _("Every file in which a virus was found is still marked so."),
        none_of(
            "SELECT f.id FROM files_storedfile f JOIN journal_entry e ON e.verb = 'files.infect' "
            "AND e.payload->>'file' = f.id::text WHERE f.verdict <> 'infected'"
        ),
    ),
]
