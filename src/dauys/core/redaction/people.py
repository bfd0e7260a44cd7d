"""Names of persons by what only names have: patronymics, initials, known given names beside a surname, words of saying.

Works word by word over the text once. A street or a body named after a person is no person, nor is what the caller
allows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dauys.core.folding import words
from dauys.core.redaction.name_forms import (
    CITY,
    NOT_NAMES,
    OV,
    PATRONYMIC,
    SHORTEST,
    given,
    given_names,
    has_case,
    is_clear,
    made,
    plain_form,
    surname,
)
from dauys.core.redaction.stretch import Stretch

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_ENDS_SENTENCE = '.!?…\n:«"“•*'
_STREET_BEFORE = frozenset(
    words("ул улица улице улицы улицу пр проспект проспекте пер переулок площадь имени им бульвар мкр микрорайон школа")
)
_NAMED_AFTER = (
    *("коше", "дангыл", "алан", "атындаг", "шагын", "street", "avenue", "school", "мектеб", "сыйлы", "университет"),
    *("саябаг", "орамы", "тауы"),
)
_PLACES_AFTER = (
    *("ауыл", "аудан", "област", "облыс", "район", "кала", "city", "станци", "бекет", "площад", "конак", "жолы"),
)  # fmt: skip
_SAID = re.compile(
    r"(?:менің атым|менің есімім|есімім|аты-жөнім|аты жөнім|меня зовут|моё имя|мое имя|зовут|фамилия|фио|тегім"
    r"|my name is|i am called|named)[ :–—-]{1,3}",
    re.IGNORECASE,
)
_TITLES = frozenset(
    words("mr mrs ms miss dr гражданин гражданка гражданки гр г-н г-жа господин госпожа тов мырза ханым")
)
_POSTS = frozenset(
    words("сосед соседка директор врач учитель депутат аким судья мастер начальник жена муж сын дочь көрші әкім")
)
_KIN = frozenset(
    words("апай апа ага агай тате кoке коке женгей женге тәте шешей ата аже тетя тетю тети дядя дяде дядю баба")
)


@dataclass(slots=True)
class _Word:
    """One word, folded too; `first` begins a sentence, `joined` follows the word before by a space alone."""

    start: int
    end: int
    plain: str
    capital: bool
    first: bool
    joined: bool


def _read(text: str) -> list[_Word]:
    """The words of a text. In a text of capitals only a capital says nothing, so none counts."""
    found: list[_Word] = []
    at = 0
    for match in _WORD.finditer(text):
        between, word = text[at : match.start()], match[0]
        stripped = between.rstrip(" \t")
        first = not found or (bool(stripped) and stripped[-1] in _ENDS_SENTENCE) or "\n" in between
        if found and found[-1].end - found[-1].start == 1 and stripped == ".":
            first = False  # the dot of an initial
        joined = bool(found) and between.strip(" \t\u00a0") == "" and len(between) <= 2
        plain = CITY if word.lower().startswith("нұр-сұл") or word.lower().startswith("нур-сул") else plain_form(word)
        found.append(_Word(*match.span(), plain, word[0].isupper(), first, joined))
        at = match.end()
    shouted = sum(w.capital and text[w.start : w.end].isupper() for w in found if w.end - w.start > 2)
    if shouted * 2 > len(found):
        for one in found:
            one.capital = False
    return found


class _Reader:
    """Walks over the words once and gives the names."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.text = text
        self.words = _read(text)
        self.own = {p for name in names for p in map(plain_form, name.split()) if len(p) >= SHORTEST}
        self.own_starts = {p[:SHORTEST] for p in self.own}

    def stretches(self) -> Iterator[Stretch]:
        yield from self._said()
        at = 0
        while at < len(self.words):
            found = self._at(at)
            if found is None:
                at += 1
                continue
            first, last, why = found
            at = last + 1
            if not self._is_place(first, last):
                start, end = self._with_initials(first, last)
                yield Stretch(start, end, "name", why)

    def _at(self, at: int) -> tuple[int, int, str] | None:
        """The name that begins with the word at this place: its first and last word and why; None when none does."""
        word = self.words[at]
        if self._is_own(word.plain):
            return at, self._run(at), "of_case"
        if word.capital and (found := self._by_initials(at)):
            return found
        last = self._run(at)
        run = self.words[at : last + 1]
        if len(run) == 1:
            return self._alone(at)
        if any(PATRONYMIC.fullmatch(w.plain) for w in run):
            return at, last, "patronymic"
        return at, last, "given_name" if any(given(w.plain)[0] for w in run) else "surname"

    def _alone(self, at: int) -> tuple[int, int, str] | None:
        word = self.words[at]
        before = self.words[at - 1].plain if at and word.joined else ""
        after = self.words[at + 1] if at + 1 < len(self.words) else None
        titled = before in _TITLES or (after is not None and after.joined and after.plain in _KIN) or before in _KIN
        if word.capital and self._is_lone_patronymic(word):
            return at, at, "patronymic"
        name = given(word.plain)[0]
        mark = given_names()[name] if name else "^"
        if (word.capital and (mark == "" or (mark == "~" and not word.first))) or (titled and mark == ""):
            return at, at, "given_name"
        if word.capital and not word.first and made(word.plain):
            return at, at, "given_name"
        kind = surname(word.plain)
        if word.capital and kind and (kind == "strong" or before in _TITLES or self._is_lone_surname(word)):
            return at, at, "surname"
        return None

    def _is_lone_patronymic(self, word: _Word) -> bool:
        """Kazakh words may end like one, so without Kazakh letters its beginning must be a name."""
        if not PATRONYMIC.fullmatch(word.plain) or len(word.plain) <= 7:
            return False
        said = self.text[word.start : word.end].lower()
        return "ұлы" in said or "қызы" in said or "ович" in said or "евич" in said or bool(given(word.plain[:-3])[0])

    @staticmethod
    def _is_lone_surname(word: _Word) -> bool:
        return not word.first and word.plain not in NOT_NAMES and bool(OV.fullmatch(word.plain))

    def _run(self, at: int) -> int:
        """The last word of a name that begins here: words that stand together, each fit to be a part of it."""
        last = at
        while last + 1 < len(self.words) and last - at < 2 and self._goes_on(at, last):
            last += 1
        return last

    def _goes_on(self, at: int, last: int) -> bool:
        here, after = self.words[last], self.words[last + 1]
        if not after.joined or after.end - after.start < SHORTEST:
            return False
        name, inflected = given(here.plain)
        if not here.capital or not after.capital:
            # Typed without capitals: only a known name beside a patronymic or a surname nobody takes for a word.
            sure = PATRONYMIC.fullmatch(after.plain) or surname(after.plain) == "strong" or after.plain in self.own
            return bool(name and sure) and not here.capital and not after.capital and not inflected
        if PATRONYMIC.fullmatch(after.plain):
            return here.plain not in _POSTS
        if PATRONYMIC.fullmatch(here.plain):
            return self._is_part(after)
        if last == at and surname(here.plain) and self._is_before_patronymic(last + 1):
            return True
        if inflected or (not surname(here.plain) and not name and has_case(here.plain)):
            return False
        if name and given_names()[name] == "":
            return last == at or bool(surname(after.plain))
        known = bool(name) or bool(made(here.plain)) or (not here.first and after.plain not in NOT_NAMES)
        if OV.fullmatch(after.plain):
            return known
        led = surname(here.plain) == "strong" or bool(OV.fullmatch(here.plain))
        return bool(led and (given(after.plain)[0] or made(after.plain))) or (not here.first and is_clear(after.plain))

    def _is_before_patronymic(self, at: int) -> bool:
        after = self.words[at + 1] if at + 1 < len(self.words) else None
        return after is not None and after.joined and after.capital and bool(PATRONYMIC.fullmatch(after.plain))

    @staticmethod
    def _is_part(word: _Word) -> bool:
        return bool(given(word.plain)[0] or made(word.plain) or PATRONYMIC.fullmatch(word.plain) or surname(word.plain))

    def _is_own(self, plain: str) -> bool:
        if plain[:SHORTEST] not in self.own_starts:
            return False
        return any(plain[:length] in self.own for length in range(max(SHORTEST, len(plain) - 5), len(plain) + 1))

    def _by_initials(self, at: int) -> tuple[int, int, str] | None:
        """`Ахметов А.Б.` or `А. Б. Ахметов`: one or two single capitals with dots on either side of a capital word."""
        word = self.words[at]
        if word.end - word.start == 1 and self._dotted(at):
            last = at + 1
            if last < len(self.words) and self._is_single(last) and self._dotted(last):
                last += 1
            return (at, last, "initials") if self._is_named(last) else None
        if word.end - word.start < SHORTEST or at + 1 >= len(self.words):
            return None
        last = at + 1
        if not (self._is_single(last) and self._dotted(last) and self.words[last].joined):
            return None
        if (
            last + 1 < len(self.words)
            and self._is_single(last + 1)
            and self._dotted(last + 1)
            and self._near(last, last + 1)
        ):
            return at, last + 1, "initials"
        return (at, last, "initials") if surname(word.plain) else None

    def _is_named(self, at: int) -> bool:
        """Whether a capital word stands right behind an initial."""
        word = self.words[at] if at < len(self.words) else None
        return word is not None and word.capital and self._near(at - 1, at) and word.end - word.start >= SHORTEST

    def _is_single(self, at: int) -> bool:
        word = self.words[at]
        return word.capital and word.end - word.start == 1

    def _dotted(self, at: int) -> bool:
        end = self.words[at].end
        return self._is_single(at) and self.text[end : end + 1] == "."

    def _near(self, one: int, other: int) -> bool:
        between = self.text[self.words[one].end : self.words[other].start]
        return between in (".", ". ", ".\u00a0", " .")

    def _with_initials(self, first: int, last: int) -> tuple[int, int]:
        end = self.words[last].end
        return self.words[first].start, end + 1 if self._dotted(last) else end

    def _is_place(self, first: int, last: int) -> bool:
        """Whether the name belongs to a street, a school, a district."""
        if first and self.words[first - 1].plain in _STREET_BEFORE:
            between = self.text[self.words[first - 1].end : self.words[first].start]
            if between.strip(" .") == "" and len(between) <= 3:
                return True
        if last + 1 < len(self.words) and (after := self.words[last + 1]).joined:
            return after.plain.startswith((*_NAMED_AFTER, *_PLACES_AFTER) if first == last else _NAMED_AFTER)
        return False

    def _said(self) -> Iterator[Stretch]:
        """What follows "my name is": one to three words, the second and third only as parts of a name."""
        starts = {word.start: at for at, word in enumerate(self.words)}
        for match in _SAID.finditer(self.text):
            if (at := starts.get(match.end())) is None:
                continue
            word, last = self.words[at], at
            if not word.capital and not given(word.plain)[0]:
                continue
            while last + 1 < len(self.words) and last - at < 2 and self.words[last + 1].joined:
                after = self.words[last + 1]
                if not (after.capital if word.capital else self._is_part(after)):
                    break
                last += 1
            yield Stretch(word.start, self.words[last].end, "name", "said_so")


def people(text: str, names: Iterable[str] = ()) -> Iterator[Stretch]:
    """Names of persons; `names` are those of the case, found in whatever form and case of letters."""
    yield from _Reader(text, names).stretches()
