"""Measures the Kazakh stemmer on real writing: `python tools/kazakh.py FILE.csv`, a file with a column `text`.

Prints how far the vocabulary shrinks, how often a word typed without Kazakh letters meets its proper spelling, what is
over-stripped on a list made by hand, and words a second. The data are not kept here.
"""

import csv
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from dauys.core.folding import fold
from dauys.core.kazakh import stem

KAZAKH = set("әғқңөұүһі")
# Forms and the stem a reader expects; the left side folded on reading.
BY_HAND = """
балаларға бала, баласы бала, балалар бала, адамдар адам, адамға адам, нанды нан, дәріні дәрі, дәрі дәрі, аудан аудан,
ауданда аудан, азаматтар азамат, азаматтың азамат, мектебі мектеп, мектепте мектеп, жолдарымызды жол, жолды жол,
үйіміздің үй, үйде үй, суды су, суы су, көшемізде көше, көшесі көше, қаласында қала, қаланың қала, жарығы жарық,
жарықты жарық, құбырлар құбыр, құбырды құбыр, дәрігерге дәрігер, қызметкерлер қызметкер, қызметі қызмет, ақшаны ақша,
жұмысқа жұмыс, жұмысы жұмыс, банктің банк, картаны карта, картам карта, уақытта уақыт, кітапты кітап, кітабы кітап,
сағаттан сағат, телефонға телефон, бағдарлама бағдарлама, бағдарламасы бағдарлама, тегін тегін, заман заман,
теңізде теңіз, қазан қазан, киім киім, киімдер киім, өлім өлім, бөлімге бөлім, балабақшаға балабақша, ұйымы ұйым,
тазалау тазала, жөндеңіз жөнде, берілмейді берілме, келеді кел, жазыңыз жаз, болады бол, жаңбырдан жаңбыр,
көлікпен көлік, автобусты автобус, аялдамада аялдама, лифті лифт, шұңқырлар шұңқыр, төлемді төлем, есігі есік
"""


def main(path: str) -> None:
    with Path(path).open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    raw = Counter(w for t in texts for w in _words(t))
    folded = {fold(w) for w in raw}
    began = time.process_time()
    stems = {w: stem(w) for w in folded}
    spent = time.process_time() - began
    print(f"{len(texts):,} texts, {sum(raw.values()):,} words, {len(raw):,} spellings")
    print(f"vocabulary: {len(raw):,} spellings, {len(folded):,} folded, {len(set(stems.values())):,} stems")
    print(f"stems: {len(folded) / spent:,.0f} new words a second of one core")
    _typed_without_letters(raw)
    _by_hand()


def _words(text: str) -> list[str]:
    return [w for w in "".join(c if c.isalpha() else " " for c in text.lower()).split() if "а" <= w[0] <= "ӿ"]


def _typed_without_letters(raw: Counter[str]) -> None:
    """Spellings without Kazakh letters whose folded form is that of a spelling with them, seen in the same data."""
    proper: dict[str, set[str]] = defaultdict(set)
    for word in raw:
        if KAZAKH & set(word):
            proper[stem(fold(word))].add(word)
    bare = {w: n for w, n in raw.items() if not KAZAKH & set(w) and len(w) > 3}
    exact = {fold(w) for w in raw if KAZAKH & set(w)}
    twins = sum(n for w, n in bare.items() if fold(w) in exact)
    stemmed = sum(n for w, n in bare.items() if stem(fold(w)) in proper)
    total = sum(bare.values())
    print(
        f"typed without Kazakh letters: {total:,} words; {twins / total:.1%} fold to a proper spelling of the data, ",
        end="",
    )
    print(f"{stemmed / total:.1%} to the stem of one")


def _by_hand() -> None:
    pairs = [pair.split() for pair in BY_HAND.replace("\n", " ").split(",") if pair.strip()]
    wrong = [(form, stem(fold(form)), fold(want)) for form, want in pairs if stem(fold(form)) != fold(want)]
    over = [w for w in wrong if len(w[1]) < len(w[2])]
    print(f"by hand: {len(pairs)} forms, {len(over)} over-stripped, {len(wrong) - len(over)} under-stripped")
    for form, found, want in wrong:
        print(f"  {form}: {found}, not {want}")


if __name__ == "__main__":
    main(sys.argv[1])
