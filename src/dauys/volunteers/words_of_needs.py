"""What states, answers and dangers of needs are called, and how full a line is."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from dauys.volunteers.models import Line

Words = Mapping[str, Callable[[], str]]

NEED_STATE_WORDS: Words = {
    "open": lambda: _("People are looked for"),
    "done": lambda: _("Help was given"),
    "stood_down": lambda: _("Stood down"),
}
OFFER_STATE_WORDS: Words = {
    "planned": lambda: _("In the plan"),
    "offered": lambda: _("Asked"),
    "accepted": lambda: _("Comes"),
    "came": lambda: _("Is there"),
    "declined": lambda: _("Cannot come"),
    "expired": lambda: _("Did not answer"),
    "reserve": lambda: _("Reserve"),
    "stood_down": lambda: _("Stood down"),
    "dropped": lambda: _("Taken out"),
}
DECLINED_WORDS: Words = {
    "busy": lambda: _("I am busy then"),
    "far": lambda: _("It is too far"),
    "ill": lambda: _("I am not well"),
    "not_mine": lambda: _("This work is not for me"),
    "other": lambda: _("Another reason"),
}
SAFETY_WORDS: Words = {
    "children": lambda: _("There are small children"),
    "violence": lambda: _("Somebody there quarrels or hits"),
    "illness": lambda: _("Somebody has an illness that others can catch"),
    "dog": lambda: _("There is a dog in the yard or in the house"),
    "height": lambda: _("The work is high up: a roof, a ladder"),
    "weapon": lambda: _("There is a weapon"),
}
PRIORITY_WORDS: Mapping[int, Callable[[], str]] = {
    1: lambda: _("Can wait"),
    2: lambda: _("Usual"),
    4: lambda: _("Important"),
    8: lambda: _("Urgent"),
}
ASKS_WORDS: Words = {
    "forbidden": lambda: _("This age may not do this work"),
    "guardian": lambda: _("A parent or guardian has to agree in writing"),
    "accompanied": lambda: _("A parent or guardian has to come along"),
    "guardian_or_accompanied": lambda: _("A parent or guardian has to agree in writing or come along"),
}


def how_full(line: Line) -> tuple[str, str, str]:
    """How many come of how many: the words, the look (done, soon or late) and its icon."""
    taken, places = line.accepted + line.claimed, line.capacity
    if taken >= places:
        return _("%(taken)s of %(places)s, full") % {"taken": taken, "places": places}, "done", "ok"
    more = places - taken
    if taken == 0:
        return _("0 of %(places)s, nobody") % {"places": places}, "late", "late"
    words = _("%(taken)s of %(places)s, %(more)s more") % {"taken": taken, "places": places, "more": more}
    return words, "soon" if taken >= line.min_crew else "late", "soon" if taken >= line.min_crew else "late"
