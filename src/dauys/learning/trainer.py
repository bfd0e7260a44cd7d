"""Teaches a head from texts: scikit-learn's linear classifier over hashed pieces, its scores made honest afterwards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from dauys.learning.engine import Array, Head, vector_of
from dauys.learning.features import SIZE, origin_of, words_of

LEAST_OF_A_CLASS = 5
LATEST = 10  # the newest part of this many is kept to make the scores honest
_SCALES = [0.25 * 1.2**step for step in range(30)]


@dataclass(frozen=True, slots=True)
class Example:
    """One decided case: its words, where from, when, and what was decided in the end."""

    text: str
    area_path: str
    kind: str
    at: datetime
    answers: dict[str, str]  # by head: topic, body
    language: str = ""
    labelled: bool = False


def table_of(examples: Sequence[Example], *, with_origin: bool) -> csr_matrix:
    places, values, ends = [], [], [0]
    for example in examples:
        origin = origin_of(example.area_path, example.kind) if with_origin else ()
        vector = vector_of(words_of(example.text), origin)
        places.append(vector.places)
        values.append(vector.values)
        ends.append(ends[-1] + len(vector.places))
    joined = numpy.concatenate(places), numpy.concatenate(values)
    return csr_matrix((joined[1], joined[0], numpy.array(ends)), (len(examples), SIZE))


def teach(examples: Sequence[Example], name: str, *, with_origin: bool) -> Head | None:
    """A head that answers `name`; None when there are not two classes with enough examples each.

    The newest tenth is not learned from: it shows how sharply the scores must be read to be true probabilities.
    """
    counted = Counter(e.answers.get(name, "") for e in examples)
    known = {code for code, count in counted.items() if code and count >= LEAST_OF_A_CLASS}
    rows = sorted((e for e in examples if e.answers.get(name) in known), key=lambda e: e.at)
    cut = len(rows) - len(rows) // LATEST
    learn, check = rows[:cut], rows[cut:]
    if len({e.answers[name] for e in learn}) < 2:
        return None
    answers = [e.answers[name] for e in learn]
    made = LinearSVC(C=0.5, tol=1e-2, max_iter=300, random_state=1).fit(
        table_of(learn, with_origin=with_origin), answers
    )
    weights, bias = made.coef_.T, made.intercept_
    if weights.shape[1] == 1:  # of two classes it tells only the second
        weights, bias = numpy.hstack([-weights, weights]), numpy.hstack([-bias, bias])
    classes = tuple(str(code) for code in made.classes_)
    head = Head(classes, weights.astype(numpy.float16), bias.astype(numpy.float32), 1.0, with_origin)
    return Head(head.classes, head.weights, head.bias, _scale(head, check, name), with_origin)


def _scale(head: Head, check: Sequence[Example], name: str) -> float:
    """The sharpness under which what was decided is likeliest."""
    known = {code: at for at, code in enumerate(head.classes)}
    rows = [e for e in check if e.answers[name] in known]
    if not rows:
        return 1.0
    scores = scores_of(head, rows)
    right = numpy.array([known[e.answers[name]] for e in rows])
    losses = []
    for scale in _SCALES:
        scaled = scores * scale
        top = scaled.max(axis=1)
        total = top + numpy.log(numpy.exp(scaled - top[:, None]).sum(axis=1))
        losses.append(float((total - scaled[numpy.arange(len(rows)), right]).mean()))
    return round(_SCALES[losses.index(min(losses))], 4)


def scores_of(head: Head, rows: Sequence[Example]) -> Array:
    table = table_of(rows, with_origin=head.with_origin)
    return table @ numpy.asarray(head.weights, numpy.float32) + head.bias


def likely_of(head: Head, rows: Sequence[Example]) -> Array:
    """How likely each class is for each row."""
    scores = scores_of(head, rows) * head.scale
    raised = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
