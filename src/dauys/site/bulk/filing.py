"""Files invented voices by chance: the rows of case, words, person and first obligation, and their entries."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

from dauys.cases.rules import make_subject
from dauys.ground.sealed.seal import lookup_key, seal
from dauys.site.bulk.entries import Entry, entry
from dauys.site.bulk.lines import DAY, NULL, binary, escaped, fresh_id, moment, stamp, truth
from dauys.site.bulk.people import CASES_A_PERSON, Lists, Person, person
from dauys.site.bulk.reckoned import SharedClock, clock_of, opening_payload, route
from dauys.site.bulk.tables import TABLES
from dauys.site.bulk.voices import Said, say
from dauys.site.bulk.world import AT_HOME, Body, World
from dauys.site.demo.texts import words

_CHANNELS = {"web": 50, "phone": 17, "visit": 12, "letter": 8, "email": 8, "api": 5}
_AT_THE_DESK = ("phone", "visit", "letter", "email")
_SURE = {"visit": "in_person", "letter": "signed", "api": "signed"}


@dataclass(slots=True)
class Rows:
    """Lines for COPY by table, and entries of the journal without their numbers."""

    lines: Mapping[str, list[str]] = field(default_factory=lambda: {name: [] for name in TABLES})
    entries: list[Entry] = field(default_factory=list)

    def add(self, table: str, *values: str | int) -> None:
        self.lines[table].append("\t".join(map(str, values)) + "\n")


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed case, as far as what follows needs it."""

    id: str
    obligation: str
    second: int  # when it was filed
    received: int
    said: Said
    language: str
    kind: str
    area_path: str
    body: Body
    rule: str
    identity: str
    answer_by: str
    clerk: str | None
    clock: SharedClock


@cache
def _lists() -> Lists:
    return Lists(words()["names"])


class Door:
    """Where the voices come in, each by its index among all."""

    def __init__(self, world: World, rng: Random, rows: Rows) -> None:
        self.world, self.rng, self.rows = world, rng, rows

    def file(self, index: int) -> Filed:
        rng, world = self.rng, self.world
        second, said = world.filed_at(index), say(rng)
        text = said.text
        channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        area = f"{text.area}/" if text.area else rng.choice(world.homes if rng.random() < AT_HOME else world.elsewhere)
        owner, rule = route(text.topic, text.kind, area, channel, said.words)
        clerk, desk = rng.choice(world.clerks) if channel in _AT_THE_DESK else (None, None)
        identity = _SURE.get(channel, "none")
        if channel == "web" and rng.random() < 0.72:
            identity = "code"
        received = second - rng.randint(4, 30) * 3600 if channel == "letter" else second
        who = person(rng.randrange(world.count // CASES_A_PERSON + 1), text.language, _lists())
        filed = Filed(
            id=fresh_id(second, rng),
            obligation=fresh_id(second, rng),
            second=second,
            received=received,
            said=said,
            language=text.language,
            kind=text.kind,
            area_path=area,
            body=world.bodies[owner],
            rule=rule,
            identity=identity,
            answer_by=self._answer_by(channel),
            clerk=clerk,
            clock=clock_of(text.kind, received, identity),
        )
        self._write(filed, world.first_serial + index, channel, desk, who)
        return filed

    def _answer_by(self, channel: str) -> str:
        if channel in ("letter", "email"):
            return {"letter": "post", "email": "email"}[channel]
        if channel == "phone":
            return "phone" if self.rng.random() < 0.6 else "sms"
        return self.rng.choice(("sms", "sms", "email", "page"))

    def _write(self, case: Filed, serial: int, channel: str, desk: str | None, who: Person) -> None:
        rng, rows, text = self.rng, self.rows, case.said.text
        year = moment(case.received + self.world.offset).year
        salt = rng.randbytes(16)
        rows.add(
            "cases_case", case.id, serial, year, f"{rng.getrandbits(128):032x}", channel, case.language,
            stamp(case.received), case.identity, self.world.areas[case.area_path], text.topic, truth(text.urgent),
            case.answer_by, f"EO-{year}-{rng.randint(10_000, 99_999)}" if channel == "api" else "", 0,
            case.clerk or NULL, desk or NULL,
        )  # fmt: skip
        rows.add(
            "cases_voice", case.id, escaped(make_subject(case.said.words)), escaped(case.said.words),
            case.said.place_note, binary(salt),
        )  # fmt: skip
        self._parties(case, channel, who)
        content = hashlib.sha256(
            salt + "\x1f".join((case.language, case.said.words, case.said.place_note)).encode()
        ).digest()
        payload = (
            f'{{"area": "{case.area_path}", "year": {year}, "topic": "{text.topic}", "serial": {serial}, '
            f'"urgent": {str(text.urgent).lower()}, "channel": "{channel}", "identity": "{case.identity}", '
            f'"language": "{case.language}"}}'
        )
        opening = opening_payload(case.clock, case.kind, case.body.code, case.rule, 1)
        rows.entries += (
            entry(case.second, "cases.file", actor=case.clerk, case=case.id, payload=payload, content=content),
            entry(
                case.second,
                "cases.open_obligation",
                actor=case.clerk,
                case=case.id,
                obligation=case.obligation,
                organization=case.body.id,
                payload=opening,
            ),
        )

    def _parties(self, case: Filed, channel: str, who: Person) -> None:
        rng = self.rng
        mail = case.answer_by == "email" or channel == "email"
        phone = "" if mail and rng.random() < 0.4 else who.phone
        national = who.national_id if channel == "visit" else ""
        address = who.address if channel == "letter" else ""
        if rng.random() < 0.06:
            other = person(rng.randrange(self.world.count + 1), case.language, _lists())
            self._party(case, "applicant", other.name, consent=True)
            self._party(case, "representative", who.name, phone, who.email if mail else "", national, address)
        else:
            self._party(case, "applicant", who.name, phone, who.email if mail else "", national, address)

    def _party(
        self,
        case: Filed,
        role: str,
        name: str,
        phone: str = "",
        email: str = "",
        national_id: str = "",
        address: str = "",
        consent: bool = False,
    ) -> None:
        def sealed(value: str, column: str) -> str:
            return binary(seal(value, place=f"cases_party.{column}") if value else None)

        def key(value: str, what: str) -> str:
            return binary(lookup_key(value, what=what) if value else None)

        self.rows.add(
            "cases_party", fresh_id(case.second, self.rng), case.id, role, name, sealed(phone, "phone"),
            key(phone, "phone"), sealed(email, "email"), key(email, "email"), sealed(national_id, "national_id"),
            key(national_id, "national_id"), sealed(address, "address"), truth(consent), stamp(case.second),
        )  # fmt: skip


def age_of(world: World, second: int) -> float:
    """Days from a moment to the present."""
    return (world.at - second) / DAY
