"""What cases show on the desk of every room: the role and the body of the person who works there."""

from dauys.cases import display
from dauys.cases.desk import lang
from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current


def place(actor: Actor) -> str | None:
    """«Маман, Тұрғын үй бөлімі»: the first role and its body. No statement."""
    role = actor.grants[0].role if actor.grants else ""
    body = display.body_name(actor.home, lang(), short=True) if actor.home else ""
    name = current().labels.roles[role].get(lang()) if role else ""
    return ", ".join(filter(None, [name, body])) or None
