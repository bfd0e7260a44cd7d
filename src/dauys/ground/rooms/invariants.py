"""What must be true of the rooms: a switch was journalled, and no open room stands on a closed one."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.rooms.models import SwitchedOff


def _without_ground() -> Finding:
    off = set(SwitchedOff.objects.values_list("room", flat=True))
    open_rooms = [room for room in settings.ROOM_STANDS_ON if room not in off]
    return found([room for room in open_rooms if off & set(settings.ROOM_STANDS_ON[room])])


INVARIANTS = [
    Invariant(
        "rooms.switched_as_told",
        _("A part is switched off exactly if the journal says so last."),
        none_of(
            "SELECT COALESCE(o.room, e.room) FROM rooms_switchedoff o FULL JOIN ("
            "SELECT DISTINCT ON (payload->>'room') payload->>'room' AS room, verb FROM journal_entry "
            "WHERE verb IN ('rooms.switch_off', 'rooms.switch_on') ORDER BY payload->>'room', id DESC) e "
            "ON e.room = o.room WHERE (o.room IS NOT NULL) <> (COALESCE(e.verb, '') = 'rooms.switch_off')"
        ),
    ),
    Invariant("rooms.stand_on_open_ones", _("No open part stands on one that is switched off."), _without_ground),
]
