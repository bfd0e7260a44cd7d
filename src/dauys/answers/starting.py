"""The starting text of an answer: the pack's reply template for the topic, in the language of the appeal."""

from collections.abc import Mapping
from datetime import date

from dauys.answers.rules import BLOCKS
from dauys.cases.display import body_name
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its {places} filled. A value that ends with a full stop («2026 г.») keeps the sentence to one."""
    for key, value in values.items():
        place = "{" + key + "}"
        if value.endswith("."):
            text = text.replace(f"{place}.", value)
        text = text.replace(place, value)
    return text


def _complain_until(kind: str, language: str, today: date) -> str:
    """The last day to complain; a gap for the officer when the calendar does not reach it yet."""
    until = current().complain_until(kind, today)
    return day_words(until, language) if until else "[…]"


def starting_blocks(row: Obligation, language: str, today: date) -> dict[str, str]:
    """The four blocks filled with what is known; gaps the officer must fill stay in square brackets."""
    pack = current()
    template = pack.reply_for(row.case.topic or None)
    above = next(pack.ways_up(row.owner_path.rstrip("/")), None)
    values = {
        "number": number_of(row.case),
        "received": day_words(row.case.received_at, language),
        "organization": body_name(row.owner_path, language),
        "complain_until": _complain_until(row.kind, language, today),
        "higher_body": above.name.get(language) if above else "[…]",
    }
    blocks = {}
    for name in BLOCKS:
        text = pack.with_articles(getattr(template, name).get(language), language)
        blocks[name] = filled(text, values)
    return blocks
