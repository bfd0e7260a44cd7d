"""Files of forms that never became a case do not stay for ever."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from PIL import Image

from dauys.channels import drafts
from dauys.channels.actions import sweep_files
from dauys.channels.models import Draft
from dauys.ground.files.actions import path_of, store
from dauys.ground.files.models import StoredFile


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


def test_files_of_forms_that_never_became_a_case_are_swept(db: None, settings: Any, tmp_path: Any, make: Any) -> None:
    settings.DATA_DIR = tmp_path
    clerk = make.staff("clerk", "akmola/aqjar")[0]
    keys = {name: uuid4() for name in ("public", "desk", "left")}
    drafts.save(keys["public"], {"text": make.TEXT}, at=make.AT)
    drafts.save(keys["desk"], {"text": make.TEXT}, at=make.AT, door="desk", owner=clerk.pk)
    made = make.case(owner=make.HOUSING)
    holders = {
        "public": drafts.holder_of(keys["public"]),
        "desk": drafts.holder_of(drafts.desk_key(clerk.pk, keys["desk"])),
        "left": drafts.holder_of(keys["left"]),
        "case": made.id,
    }
    files = {name: store(data=picture(), name="a.png", holder=h, at=make.AT) for name, h in holders.items()}
    assert sweep_files(before=make.AT) == 0
    assert sweep_files(before=make.AT + timedelta(days=4)) == 1
    assert not path_of(files["left"].pk).exists()
    assert set(StoredFile.objects.values_list("holder", flat=True)) == {holders[n] for n in ("public", "desk", "case")}
    Draft.objects.all().delete()
    assert sweep_files(before=make.AT + timedelta(days=4)) == 2
    assert StoredFile.objects.get().holder == made.id
