"""How fast answers are looked through, and how often good ones are blamed and faulty ones are not.

The answers are made of the packs' own templates with every gap filled by invented facts of an invented voice, always
the same; a faulty one is a good one with one fault put in. Whoever fills knows what is looked for: a proxy.
"""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from dauys.core.answer_lint import BLOCKS, Finding, Rule, lint
from dauys.ground.packs.load import built_in, load_pack
from dauys.ground.packs.pack import Pack
from dauys.site.bench.figures import Figure, at_least, at_most
from dauys.site.demo.texts import voices

SEED = 20261129
EACH = 200  # answers of a pack and language
FASTER_THAN = 300  # answers a second of one core
MOST_FALSE, LEAST_FOUND = 0.1, 0.95
_HOLE = re.compile(r"\[[^\]]*\]|\{[^}]*\}")
_FILL = {
    "kk": ["5 наурызда маман барып тексерді", "12 наурызға дейін", "заңның 7-бабы бойынша", "учаске шебері"],
    "ru": ["5 марта проверил мастер участка", "до 12 марта", "по статье 7 правил", "мастер участка"],
    "en": ["the fitter came on 5 March", "by 12 March", "under section 7 of the rules", "the fitter of the ward"],
}
_FAULTS: dict[str, tuple[str, dict[str, str]]] = {
    "empty_phrase": ("decided", {
        "kk": "Құзыреті шегінде қаралды.", "ru": "Рассмотрено в пределах компетенции.",
        "en": "Considered within our competence."}),
    "vague_deed": ("found", {"kk": "Тиісті шаралар қабылданды.", "ru": "Меры приняты.", "en": "Measures were taken."}),
    "gap": ("decided", {"kk": "[күні]", "ru": "[дата]", "en": "[date]"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A whole answer with the voice it answers."""

    blocks: dict[str, str]
    voice: str
    language: str


def answers_of(pack: Pack, language: str) -> list[Made]:
    """Good answers of a pack in a language: templates with filled gaps, the question repeated in the first block."""
    rng = random.Random(SEED)  # noqa: S311
    said = [_HOLE.sub("12", v.text) for v in voices(pack.code) if v.language == language]
    fill = _FILL[language]
    made = []
    for _ in range(EACH if said else 0):
        voice, reply = rng.choice(said), rng.choice(pack.replies)
        blocks = {b: _HOLE.sub(lambda _hole: rng.choice(fill), getattr(reply, b).get(language)) for b in BLOCKS}
        blocks["asked"] += " " + voice
        blocks["decided"] += f" {voice} {fill[1]}, {fill[2]}."
        made.append(Made(blocks, voice, language))
    return made


def run(say: Callable[[str], None]) -> list[Figure]:
    figures, every = [], []
    for code in ("kz", "oldtown"):
        pack = load_pack(built_in(code))
        rules = [rule.rule for rule in pack.lint.values()]
        for language in pack.languages:
            good = answers_of(pack, language)
            if not good:
                continue
            every += [(one, rules) for one in good]
            blamed = [found for one in good if (found := _look(one, rules))]
            named = sorted({f.code for found in blamed for f in found})
            note = f"{len(good)} good answers; {', '.join(named)}" if named else f"{len(good)} good answers"
            share = len(blamed) / len(good)
            figures.append(at_most(f"{code} {language}, good answers blamed", share, MOST_FALSE, "of all", note))
            figures += [_found(f"{code} {language}", fault, good, rules) for fault in (*_FAULTS, "block_empty")]
    say(f"{len(every):,} answers")
    start = time.process_time()
    for one, rules in every:
        _look(one, rules)
    spent = time.process_time() - start
    figures.append(at_least("speed", len(every) / spent if spent else 0.0, FASTER_THAN, "answers/s", "of one core"))
    return figures


def _look(one: Made, rules: list[Rule]) -> list[Finding]:
    return lint(one.blocks, voice=one.voice, language=one.language, rules=rules)


def _found(where: str, fault: str, good: list[Made], rules: list[Rule]) -> Figure:
    """The share of answers in which a fault put in is named."""
    count = 0
    for one in good:
        if fault == "block_empty":
            blocks = {**one.blocks, "found": ""}
        else:
            block, words = _FAULTS[fault]
            blocks = {**one.blocks, block: f"{one.blocks[block]} {words[one.language]}"}
        count += any(f.code == fault for f in _look(Made(blocks, one.voice, one.language), rules))
    return at_least(f"{where}, {fault} named", count / len(good), LEAST_FOUND, "found")
