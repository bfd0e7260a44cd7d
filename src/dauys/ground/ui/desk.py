"""The frame of every page of the desk: the tabs and where the person works, both filled by upper rooms."""

from typing import Any

from django.http import HttpRequest

from dauys.ground.access.permissions import allows
from dauys.ground.ui.slots import gather


def desk_frame(request: HttpRequest) -> dict[str, Any]:
    """What the desk's frame shows on every page; to an administrator alone no way to cases. No statement."""
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "desk_tabs": gather("desk.tabs", actor),
        "my_place": ", ".join(gather("desk.place", actor)),
        "sees_cases": allows(actor, "cases.view"),
    }
