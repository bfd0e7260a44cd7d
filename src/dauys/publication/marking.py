"""What may be personal data in words that are to be shown: marked for the eye, each with a tick to cover it or not."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from dauys.core.redaction import Stretch, find, with_bars
from dauys.ground.packs.current import current

KINDS = {
    "mail": lambda: _("e-mail"),
    "iin": lambda: _("IIN"),
    "card": lambda: _("card number"),
    "account": lambda: _("account number"),
    "document": lambda: _("number of a document"),
    "birth": lambda: _("date of birth"),
    "profile": lambda: _("social profile"),
    "phone": lambda: _("phone"),
    "plate": lambda: _("car number"),
    "address": lambda: _("address"),
    "name": lambda: _("name"),
}
WHY = {
    "shape": lambda: _("looks like one"),
    "check_digit": lambda: _("its check digit is right"),
    "beside_word": lambda: _("a word beside it says so"),
    "in_words": lambda: _("said in words"),
    "house": lambda: _("a house or a flat"),
    "patronymic": lambda: _("a patronymic"),
    "initials": lambda: _("initials"),
    "given_name": lambda: _("a known given name"),
    "surname": lambda: _("looks like a surname"),
    "said_so": lambda: _("the writer says so"),
    "of_case": lambda: _("a name of this case"),
}


@lru_cache(maxsize=4)
def _public_words(version: str) -> tuple[str, ...]:
    pack = current()
    words = [area.name for area in pack.areas.values()] + [body.name for body in pack.organizations.values()]
    words += [post.name for body in pack.organizations.values() for post in body.posts]
    lines = (pack.info.help_phone.number, pack.info.emergency.number)
    return (*dict.fromkeys(w.get(code) for w in words for code in pack.languages), *lines)


def found_in(text: str, names: Iterable[str]) -> list[Stretch]:
    """What may be personal; names of bodies, posts and settlements of the pack are public."""
    return find(text, names=names, allow=_public_words(current().version))


def segments(text: str, stretches: Sequence[Stretch], field: str, kept: Collection[str] = ()) -> list[dict[str, Any]]:
    """The text cut where stretches begin and end; each with kind, why, the value of its tick and whether it is on."""
    made: list[dict[str, Any]] = []
    at = 0
    for one in stretches:
        tick = f"{field}:{one.start}-{one.end}"
        made.append({"text": text[at : one.start], "kind": ""})
        made.append(
            {
                "text": text[one.start : one.end],
                "kind": KINDS[one.kind](),
                "why": WHY[one.why](),
                "tick": tick,
                "on": tick not in kept,
            }
        )
        at = one.end
    return [s for s in [*made, {"text": text[at:], "kind": ""}] if s["text"]]


def left_open(stretches: Sequence[Stretch], field: str, ticked: Collection[str]) -> set[str]:
    """The ticks of a field that were taken away."""
    return {tick for one in stretches if (tick := f"{field}:{one.start}-{one.end}") not in ticked}


def with_ticked(text: str, stretches: Sequence[Stretch], field: str, kept: Collection[str], also: Iterable[str]) -> str:
    """The text with the ticked stretches covered, and every word of `also` wherever it stands."""
    spans = {(s.start, s.end) for s in stretches if f"{field}:{s.start}-{s.end}" not in kept}
    low = text.lower()
    for word in also:
        at = low.find(word.lower()) if len(low) == len(text) else -1
        while at >= 0:
            spans.add((at, at + len(word)))
            at = low.find(word.lower(), at + len(word))
    return with_bars(text, _apart(spans))


def _apart(spans: Iterable[tuple[int, int]]) -> list[Stretch]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [Stretch(start, end, "name", "shape") for start, end in joined]
