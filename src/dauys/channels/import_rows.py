"""Reads lines of a table as appeals from another system: which are new, which are here, and what is wrong with one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext as _

from dauys.cases.clocks import start_clock
from dauys.cases.fields import MailField, NationalIdField, PhoneField, SignersField, signers_problem
from dauys.channels.steps import MAX_TEXT
from dauys.core.folding import fold
from dauys.core.language import guess_language
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.cache import place_names
from dauys.ground.packs.current import current
from dauys.ground.tables.lines import DAY_FORMS, Line, Problem, day
from dauys.ground.ui.moments import local, zone
from dauys.routing.queries import topics

MOST = 500
CHANNEL = "api"
# Only a signed appeal is registered there, so that the term of the law runs.
IDENTITY = "signed"
OLDEST = timedelta(days=366)
_KEYS = UUID("3b6f1d52-9f0e-5a7c-8c41-646175797365")
_NEEDED = ("received_on", "name", "text")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Brought:
    """A table as it was brought: its lines by our columns, what it calls them, and its headings that are none."""

    lines: Sequence[Line]
    called: Mapping[str, str] = field(default_factory=dict)
    unused: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class New:
    """An appeal that would be filed: its whole draft, when it was received, and the day of the answer."""

    line: int
    number: str
    data: dict[str, Any]
    received_at: datetime
    due_on: date


@dataclass(frozen=True, slots=True)
class Here:
    """A line whose case is here already."""

    line: int
    number: str
    case_id: UUID


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the lines say."""

    new: tuple[New, ...]
    here: tuple[Here, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The cases that are here, by `bare` of the other system's number and by our own number."""

    external: Mapping[str, UUID]
    own: Mapping[str, UUID]


def bare(number: str) -> str:
    """A number of another system as it is compared: letters and digits only, in small letters."""
    return "".join(c for c in number.lower() if c.isalnum())


def key_of(number: str) -> UUID:
    """The key under which an appeal of this number is filed, whoever brings it."""
    return uuid5(_KEYS, bare(number))


def external_of(line: Line) -> str:
    """The other system's number on a line, empty if there is none."""
    return " ".join(line.cells.get("external_number", "").split())


def own_of(line: Line) -> str:
    """Our own number on a line, empty if there is none."""
    return line.cells.get("number", "").strip()


def read_appeals(lines: Sequence[Line], known: Known, *, home: str, at: datetime) -> Reading:
    """Every line: filed once, here or wrong. `home` is the path of the place meant where a line names none."""
    first: dict[str, int] = {}
    new: list[New] = []
    here: list[Here] = []
    problems: list[Problem] = []
    for line in lines:
        number, own = external_of(line), own_of(line)
        case = known.external.get(bare(number)) or known.own.get(own) or known.own.get(number)
        if case:
            here.append(Here(line.number, number or own, case))
            continue
        wrong = list(_number_problems(line.number, number, first))
        found = _Cells(line, home, at)
        wrong += found.problems
        if wrong or found.appeal is None:
            problems += wrong
        else:
            new.append(found.appeal)
    return Reading(tuple(new), tuple(here), tuple(problems))


def _number_problems(line: int, number: str, first: dict[str, int]) -> Sequence[Problem]:
    name = "external_number"
    if not bare(number):
        return [Problem(line, name, _("Nothing is written here."))]
    if len(number) > _LONGEST:
        return [Problem(line, name, _("Longer than %d characters.") % _LONGEST)]
    before = first.setdefault(bare(number), line)
    if before != line:
        return [Problem(line, name, _("The same number stands on line %s already.") % before)]
    return []


def _text(least: int, most: int) -> forms.CharField:
    return forms.CharField(required=False, min_length=least, max_length=most)


_FIELDS: Mapping[str, forms.Field] = {
    "name": _text(2, 160),
    "text": _text(10, MAX_TEXT),
    "subject": _text(0, 120),
    "place_note": _text(0, 300),
    "address": _text(0, 300),
    "phone": PhoneField(required=False),
    "email": MailField(required=False),
    "national_id": NationalIdField(required=False),
}


class _Cells:
    """One line read cell by cell: its problems, or the appeal it is."""

    def __init__(self, line: Line, home: str, at: datetime) -> None:
        self.line, self.cells, self.problems = line.number, line.cells, list[Problem]()
        for name in _NEEDED:
            if not self.cells.get(name):
                self._wrong(name, _("Nothing is written here."))
        data = {name: self._cleaned(name, field) for name, field in _FIELDS.items()}
        data |= {"kind": self._kind(), "topic": self._topic(data["text"]), "area": self._place(home)}
        data |= {"answer_language": self._language(data["text"]), "answer_by": _way(data)}
        data |= {"external_number": external_of(line), "identity": IDENTITY}
        signers, received = self._signers(data["kind"]), self._received(at)
        due_on = self._due(data["kind"], received, signers > 0) if received else None
        self.appeal = None
        if received and due_on and not self.problems:
            self.appeal = New(line.number, data["external_number"], {**data, "signers": signers}, received, due_on)

    def _wrong(self, column: str, words: str) -> None:
        self.problems.append(Problem(self.line, column, words))

    def _cleaned(self, name: str, field: forms.Field) -> str:
        try:
            return str(field.clean(self.cells.get(name, "")))
        except forms.ValidationError as error:
            self._wrong(name, error.messages[0])
            return ""

    def _coded(self, column: str, names: Mapping[str, Collection[str]], unknown: str) -> str:
        """The code whose name or which itself is written in a column; empty if nothing is."""
        asked = self.cells.get(column, "")
        if not asked or asked in names:
            return asked
        for code, spelled in names.items():
            if fold(asked) in {fold(code), *map(fold, spelled)}:
                return code
        self._wrong(column, unknown % asked[:60])
        return ""

    def _kind(self) -> str:
        kinds = {k.code: [*k.name.as_dict().values()] for k in current().appeal_kinds.values()}
        return self._coded("kind", kinds, _("No such kind of appeal: %s")) or current().first_kind

    def _topic(self, text: str) -> str:
        every = {t.code: [*t.name.as_dict().values()] for t in current().topics.values()}
        return self._coded("topic", every, _("No such topic: %s")) or next((t.code for t in topics(text, 1)), "")

    def _signers(self, kind: str) -> int:
        """How many signed; 0 for one person alone."""
        try:
            found = SignersField(required=False).clean(self.cells.get("signers", "")) or 0
        except forms.ValidationError as error:
            self._wrong("signers", error.messages[0])
            return 0
        if found <= 1:
            return 0
        if problem := signers_problem(kind, found):
            self._wrong("signers", problem)
        return found

    def _language(self, text: str) -> str:
        pack = current()
        asked = self._coded("language", {c: _LANGUAGES.get(c, ()) for c in pack.languages}, _("No such language: %s"))
        guess = guess_language(text, "ru")
        return asked or (guess if guess in pack.languages else pack.info.default_language)

    def _place(self, home: str) -> str:
        asked = self.cells.get("place", "")
        if not asked:
            if not home:
                self._wrong("place", _("Nothing is written here."))
            return home
        found = place_names().meant(asked)
        if len(found) == 1:
            return found[0]
        words = _("Several places are called so, write the code: %s") if found else _("No such place: %s")
        self._wrong("place", words % asked[:80])
        return ""

    def _received(self, at: datetime) -> datetime | None:
        """Noon of the day written, or this moment for today."""
        text = self.cells.get("received_on", "")
        on, today = _day(text), local(at).date()
        if on is None:
            if text:
                self._wrong("received_on", _("No such day: %s") % text[:20])
            return None
        if on > today:
            self._wrong("received_on", _("The day of receipt cannot lie in the future"))
        elif today - on > OLDEST:
            self._wrong("received_on", _("This day is more than a year ago. Check it."))
        return at if on == today else datetime.combine(on, time(12), tzinfo=zone())

    def _due(self, kind: str, received: datetime, collective: bool) -> date | None:
        try:
            return start_clock(kind=kind, received_at=received, identity=IDENTITY, collective=collective).due_on
        except CalendarNotCovered:
            self._wrong("received_on", _("The calendar of working days does not reach so far."))
            return None


_LANGUAGES = {
    "kk": ("қазақша", "қазақ", "казахский", "мемлекеттік", "kazakh", "kz", "каз"),
    "ru": ("орысша", "орыс", "русский", "russian", "рус"),
    "en": ("ағылшынша", "английский", "english"),
}


def _way(data: Mapping[str, Any]) -> str:
    """How the person hears of the answer: by what they left."""
    ways = (("email", "email"), ("phone", "sms"), ("address", "post"))
    return next((way for name, way in ways if data[name]), "page")


def _day(text: str) -> date | None:
    """Whatever hour stands behind it: other systems write the moment."""
    return day(text.replace("T", " ").split(" ")[0], (*DAY_FORMS, "%d/%m/%Y"))
