"""How long the second suggestion is taught on many texts, and what one suggestion costs; needs the extra packages.

The texts are the invented voices as `dauys seed` makes them, so accuracy here means nothing; it is not shown.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from random import Random
from typing import Any

from dauys.site.bench.figures import Figure, at_most, p95
from dauys.site.bulk.voices import say as voice_by_chance

SUGGESTION_MS = 5.0
ASKED = 2_000
_SEED = 20260401


def run(count: int, say: Callable[[str], None]) -> list[Figure]:
    """Raises ImportError where the packages are missing."""
    engine, trainer = import_module("dauys.learning.engine"), import_module("dauys.learning.trainer")
    rng, start = Random(_SEED), datetime(2025, 1, 1, tzinfo=UTC)  # noqa: S311
    say(f"making {count:,} texts")
    examples = [_example(trainer, rng, start + timedelta(minutes=at)) for at in range(count)]
    say("teaching")
    wall, cpu = time.monotonic(), time.process_time()
    head = trainer.teach(examples, "topic", with_origin=False)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    kinds = len({e.answers["topic"] for e in examples})
    spent = []
    for example in examples[:ASKED]:
        began = time.process_time()
        engine.top(head, example.text, area_path="kz/11/", kind="application")
        spent.append((time.process_time() - began) * 1000)
    note = f"p95 {p95(spent):.2f} ms; with the words that spoke for it"
    return [
        Figure(f"teaching on {count:,} texts", round(wall, 1), "s", note=f"{cpu:.0f} s CPU; {kinds} topics"),
        at_most("one suggestion", sum(spent) / len(spent), SUGGESTION_MS, "ms CPU", note),
    ]


def _example(trainer: Any, rng: Random, at: datetime) -> Any:
    said = voice_by_chance(rng)
    return trainer.Example(said.words, "kz/11/", said.text.kind, at, {"topic": said.text.topic}, said.text.language)
