"""The model at work: numpy arrays read from files, a text's likeliest classes, and the words that spoke for the first.

Needs numpy and nothing else of the extra packages; whoever has none of them has no second suggestion.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log
from pathlib import Path
from typing import Any

import numpy

from dauys.core.kazakh import STOP_WORDS
from dauys.learning.features import SIZE, as_written, origin_of, places_of, words_of

ORIGIN_WEIGHT = 0.5
SPOKE = 3  # words that are named
Array = Any


@dataclass(frozen=True, slots=True)
class Guess:
    """One class, how likely it is, and the words of the text that spoke for it (of the likeliest only)."""

    code: str
    likely: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """One question the model answers: its classes, a column of weights each, and how sharply scores are read."""

    classes: tuple[str, ...]
    weights: Array  # SIZE rows, a column a class
    bias: Array
    scale: float
    with_origin: bool

    def likely(self, vector: "Vector") -> Array:
        """How likely each class is; they sum to one."""
        found = vector.values @ self.weights[vector.places].astype(numpy.float32)
        scores = (found + self.bias) * self.scale
        raised = numpy.exp(scores - scores.max())
        return raised / raised.sum()


@dataclass(frozen=True, slots=True)
class Vector:
    places: Array
    values: Array


def vector_of(words: Sequence[str], origin: Sequence[int] = ()) -> Vector:
    """A text as places and values: how often a piece stands there counts less each time, the whole has length one."""
    counts: Counter[int] = Counter()
    for word in words:
        counts.update(places_of(word))
    values = numpy.fromiter((1 + log(n) for n in counts.values()), numpy.float32, len(counts))
    if len(counts):
        values /= numpy.sqrt((values * values).sum())
    places = numpy.fromiter(counts, numpy.int64, len(counts))
    if origin:
        places = numpy.concatenate([places, numpy.array(origin, numpy.int64)])
        values = numpy.concatenate([values, numpy.full(len(origin), ORIGIN_WEIGHT, numpy.float32)])
    return Vector(places, values)


def top(
    head: Head,
    text: str,
    *,
    area_path: str,
    kind: str,
    most: int = 3,
    may_be: Callable[[str], bool] = lambda code: True,
) -> list[Guess]:
    """The likeliest classes that may be, first the likeliest; none for a text without words."""
    words = words_of(text)
    if not words:
        return []
    likely = head.likely(vector_of(words, origin_of(area_path, kind) if head.with_origin else ()))
    order = islice((at for at in numpy.argsort(-likely) if may_be(head.classes[at])), most)
    return [
        Guess(head.classes[at], float(likely[at]), as_written(text, spoke(head, words, int(at))) if not rank else ())
        for rank, at in enumerate(order)
    ]


def spoke(head: Head, words: Sequence[str], at: int) -> tuple[str, ...]:
    """The words whose pieces weigh most for a class against all the others."""
    found = {}
    for word in dict.fromkeys(word for word in words if word not in STOP_WORDS):
        rows = head.weights[list(places_of(word))].astype(numpy.float32)
        if len(rows):
            found[word] = float((rows[:, at] - rows.mean(axis=1)).sum())
    best = sorted(found, key=lambda word: -found[word])[:SPOKE]
    return tuple(word for word in best if found[word] > 0 and len(word) > 1)


def save(folder: Path, heads: dict[str, Head], about: dict[str, Any]) -> None:
    """Writes the arrays and what is said of them; the folder must not be there yet."""
    folder.mkdir(parents=True)
    told = {}
    for name, head in heads.items():
        with (folder / f"{name}.npy").open("wb") as file:
            numpy.lib.format.write_array(file, numpy.asarray(head.weights, numpy.float16), allow_pickle=False)
        told[name] = {
            "classes": head.classes,
            "bias": [round(float(b), 6) for b in head.bias],
            "scale": head.scale,
            "with_origin": head.with_origin,
        }
    (folder / "model.json").write_text(json.dumps({**about, "heads": told}, ensure_ascii=False), "utf-8")


def load(folder: Path) -> dict[str, Head]:
    """The heads of a saved model, their weights left on the disk until they are asked for. ValueError when broken."""
    told = json.loads((folder / "model.json").read_text("utf-8"))["heads"]
    heads = {}
    for name, said in told.items():
        weights = numpy.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        if weights.shape != (SIZE, len(said["classes"])):
            raise ValueError(f"{folder}: {name}.npy does not fit")
        bias = numpy.array(said["bias"], numpy.float32)
        heads[name] = Head(tuple(said["classes"]), weights, bias, float(said["scale"]), bool(said["with_origin"]))
    return heads
