"""Makes one portion of cases in a process of its own, the same for the same seed whatever process makes it."""

import marshal

from dauys.site.bulk.dice import Dice
from dauys.site.bulk.fates import draw
from dauys.site.bulk.filing import Door, Rows, age_of
from dauys.site.bulk.handling import Desk
from dauys.site.bulk.world import CHUNK, World

Portion = tuple[dict[str, bytes], bytes]


def portion(world: World, number: int) -> Portion:
    """Portion `number`: lines by table, and the entries of the journal for `marshal`."""
    rng = Dice(f"{world.seed}/{number}")
    rows = Rows()
    door, desk = Door(world, rng, rows), Desk(world, rng, rows)
    for index in range(number * CHUNK, min((number + 1) * CHUNK, world.count)):
        case = door.file(index)
        desk.handle(case, draw(rng, age_of(world, case.second)))
    made = {table: "".join(lines).encode() for table, lines in rows.lines.items() if lines}
    return made, marshal.dumps(rows.entries)
