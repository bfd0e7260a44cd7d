"""What must be true of files: each row has its bytes on the disk, as large as they were checked."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.files.actions import path_of
from dauys.ground.files.models import StoredFile
from dauys.ground.invariants import Finding, Invariant, found


def _without_bytes() -> Finding:
    missing = []
    for pk, size in StoredFile.objects.values_list("id", "size").iterator():
        try:
            if path_of(pk).stat().st_size != size:
                missing.append(pk)
        except OSError:
            missing.append(pk)
    return found(missing)


INVARIANTS = [
    Invariant("files.have_their_bytes", _("Every file lies on the disk in its full size."), _without_bytes, moves=True)
]
