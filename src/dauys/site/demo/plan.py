"""Plans the invented cases: pure, the same for the same moment, every step with its time, in order of time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from dauys.core.routing import choose, find_urgent
from dauys.ground.packs.pack import Pack
from dauys.site.demo import fates
from dauys.site.demo.fates import Fate
from dauys.site.demo.office import Office
from dauys.site.demo.people import Citizen, crowd
from dauys.site.demo.staff import cast_of
from dauys.site.demo.texts import PLACES, Text, unknown_authors, voices, words

SEED = 2026
FEW = 50
_CHANNELS = {"web": 50, "phone": 17, "visit": 12, "letter": 8, "email": 8, "api": 5}
_AT_THE_DESK = ("phone", "visit", "letter", "email")
_STREET = {"kk": 0, "ru": 1, "en": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done by `who` (a login, or "" for the citizen) at a moment; `leg` 2 is the reopened obligation."""

    at: datetime
    verb: str
    who: str = ""
    leg: int = 1
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One invented case: the complete draft as a door would hand it over, and what happens to it."""

    key: UUID
    text: Text
    fate: str
    owner: str
    channel: str
    received_at: datetime | None
    data: Mapping[str, Any]
    gaps: Mapping[str, Any]
    steps: tuple[Step, ...]


class Planner:
    """Draws everything from one generator, so that the order of questions is the only thing that matters."""

    def __init__(self, pack: Pack, at: datetime) -> None:
        self.pack = pack
        self.rng = Random(SEED)  # noqa: S311  # nosec B311  invented data, nothing secret
        self.office = Office(pack.calendar(), self.rng)
        self.now = at.astimezone(pack.calendar().zone)
        self.cast = cast_of(pack)
        self.words = words(pack.code)
        self.places = PLACES if pack.code == "kz" else tuple(pack.areas)
        self.people = crowd(self.rng, pack, self.words["names"], 90)

    def stories(self) -> list[Story]:
        """All invented cases."""
        groups: dict[str, list[Text]] = {"main": [], "danger": [], "elsewhere": []}
        for text in voices(self.pack.code):
            groups["danger" if text.urgent else "main" if text.found else "elsewhere"].append(text)
        parts = [("danger", fates.DANGER), ("elsewhere", fates.ELSEWHERE), ("main", fates.MAIN)]
        found = [
            self._story(text, fate)
            for name, group in parts
            if groups[name]
            for text, fate in zip(self._endless(groups[name], self._each(group)), self._each(group), strict=True)
        ]
        return [*map(self._in_public, found), *map(self._nameless, unknown_authors(self.pack.code))]

    def _in_public(self, story: Story) -> Story:
        """Some authors let their words be shown; most of them are shown, a few refused, and some wait for a look."""
        if story.text.urgent or not self.cast.officers_of(story.owner) or self.rng.random() > 0.3:
            return story
        sent = [step.at for step in story.steps if step.verb == "send"]
        at = self.office.later(sent[-1], (0, 1)) if sent else self.office.later(story.steps[0].at, (1, 3))
        verb = self.rng.choices(["publish", "refuse", ""], weights=[7, 1, 2])[0]
        steps = list(story.steps)
        if verb and at < self.now:
            steps.append(Step(at, verb, self.cast.supervisor_of(story.owner)))
            steps.sort(key=lambda step: step.at)
        return replace(story, data={**story.data, "publish": True}, steps=tuple(steps))

    def _nameless(self, text: Text) -> Story:
        """Somebody who gave no name; nobody has touched the case since it came."""
        area, gaps = self.rng.choice(self.places), self._gaps(text)
        said = text.text.format(**gaps)
        crime = bool(find_urgent(said, self.pack.crime_words()))
        owner = choose(
            self.pack.routing_rules(), topic=text.topic, area_path=area, kind=text.kind, text=said, crime=crime
        )
        if owner is None:
            raise LookupError("The pack has no routing rule that always fits.")
        filed_at, received_at = self._filed(text.channel, Fate("unknown_author", 1, (0, 6)))
        nobody = dict.fromkeys(("name", "phone", "email", "national_id", "address"), "")
        data = {
            **self._data(text, text.channel, said, area, gaps),
            **nobody,
            "anonymous": True,
            "for_whom": "self",
            "other_name": "",
            "identity": "none",
            "answer_by": "page",
        }
        return Story(
            key=UUID(int=self.rng.getrandbits(128), version=4),
            text=text,
            fate="unknown_author",
            owner=owner.rule.to,
            channel=text.channel,
            received_at=received_at,
            data=data,
            gaps=gaps,
            steps=(Step(filed_at, "file", self._clerk(text.channel, owner.rule.to)),),
        )

    def _each(self, group: Sequence[Fate]) -> list[Fate]:
        """Every fate as often as it says; a fifth of it where few voices would be heard again and again."""
        few = len(voices(self.pack.code)) < FEW
        return [fate for fate in group for _ in range(-(-fate.count // 5) if few else fate.count)]

    def _endless(self, texts: Sequence[Text], fates: Sequence[Fate]) -> list[Text]:
        """The texts shuffled and repeated, as many as there are fates."""
        wanted = len(fates)
        found: list[Text] = []
        while len(found) < wanted:
            found += self.rng.sample(list(texts), len(texts))
        return found[:wanted]

    def _story(self, text: Text, fate: Fate) -> Story:
        channel = "phone" if text.urgent and self.rng.random() < 0.4 else self._channel()
        area = text.area or self.rng.choice(self.places)
        gaps = self._gaps(text)
        words_of = text.text.format(**gaps)
        owner = choose(self.pack.routing_rules(), topic=text.topic, area_path=area, kind=text.kind, text=words_of)
        if owner is None:
            raise LookupError("The pack has no routing rule that always fits.")
        filed_at, received_at = self._filed(channel, fate)
        data = self._data(text, channel, words_of, area, gaps)
        clerk = self._clerk(channel, owner.rule.to)
        steps = [Step(filed_at, "file", clerk), *self._handled(fate, owner.rule.to, clerk, filed_at, data)]
        return Story(
            key=UUID(int=self.rng.getrandbits(128), version=4),
            text=text,
            fate=fate.code,
            owner=owner.rule.to,
            channel=channel,
            received_at=received_at,
            data=data,
            gaps=gaps,
            steps=tuple(step for step in steps if step.at < self.now),
        )

    def _channel(self) -> str:
        return self.rng.choices(list(_CHANNELS), weights=list(_CHANNELS.values()))[0]

    def _gaps(self, text: Text) -> dict[str, Any]:
        street = self.rng.choice(self.words["streets"])
        # Kazakh typed without its letters and Russian sentences name the street as Russian does.
        plain = text.code.startswith("plain") or text.code.endswith("plain")
        place = 1 if plain or text.language == "ru" else _STREET[text.language]
        return {
            "street": street[place],
            "house": self.rng.randint(2, 96),
            "flat": self.rng.randint(1, 80),
            "days": self.rng.randint(5, 19),  # «дней» fits every number from 5 to 19
        }

    def _filed(self, channel: str, fate: Fate) -> tuple[datetime, datetime | None]:
        """When the case is entered, and when it reached the office if that was earlier."""
        day = self.now.date() - timedelta(days=self.rng.randint(*fate.age))
        at = self.office.working(day) if channel in _AT_THE_DESK else self.office.any_time(day)
        if at >= self.now:
            at = self.now - timedelta(minutes=self.rng.randint(6, 300))
        if channel == "letter":
            return at, self.office.working((at - timedelta(days=1)).date())
        return at, None

    def _clerk(self, channel: str, owner: str) -> str:
        """Who registers what does not come by itself; a body's own clerk takes some of its letters and visits."""
        if channel not in _AT_THE_DESK:
            return ""
        if channel == "phone":
            return self.cast.operator
        return self.cast.clerk if owner.startswith(self.cast.own) and self.rng.random() < 0.5 else self.cast.window

    def _data(self, text: Text, channel: str, said: str, area: str, gaps: Mapping[str, Any]) -> dict[str, Any]:
        person: Citizen = self.rng.choice(self.people[text.language])
        identity = {"visit": "in_person", "letter": "signed", "api": "signed"}.get(channel, "none")
        if channel == "web" and self.rng.random() < 0.72:
            identity = "code"
        with_mail = channel == "email" or (channel in ("web", "api") and self.rng.random() < 0.45)
        mail_only = channel == "email" or (channel == "web" and with_mail and self.rng.random() < 0.3)
        data: dict[str, Any] = {
            "name": person.name,
            "phone": "" if mail_only else person.phone,
            "email": person.email if with_mail else "",
            "national_id": person.national_id if channel == "visit" else "",
            "address": person.address if channel == "letter" else "",
            "text": said,
            "subject": "",
            "topic": text.topic,
            "kind": text.kind,
            "area": f"{area}/",
            "place_note": f"{gaps['street']}, {gaps['house']}" if "{street}" in text.text else "",
            "answer_language": text.language,
            "identity": identity,
            "external_number": f"EO-2026-{self.rng.randint(10_000, 99_999)}" if channel == "api" else "",
        }
        data["answer_by"] = self._way(channel, data)
        if self.rng.random() < 0.08:
            other = self.rng.choice(self.people[text.language])
            data.update(for_whom="other", other_name=other.name, consent=True)
        return data

    def _way(self, channel: str, data: Mapping[str, Any]) -> str:
        if channel == "letter":
            return "post"
        if data["email"]:
            return "email"
        return "phone" if channel == "phone" and self.rng.random() < 0.6 else "sms"

    def _handled(self, fate: Fate, owner: str, clerk: str, at: datetime, data: Mapping[str, Any]) -> list[Step]:
        """Everything after the filing: staff in office hours, the citizen when they like."""
        steps: list[Step] = []
        if data["identity"] == "none" and not clerk and self.rng.random() < 0.25:
            steps.append(Step(at + timedelta(minutes=self.rng.randint(20, 90)), "confirm"))
            at = steps[-1].at
        officer = self.rng.choice(self.cast.officers_of(owner) or ("",))
        supervisor, leg = self.cast.supervisor_of(owner), 1
        router = self.cast.clerk if owner.startswith(self.cast.own) else clerk
        for verb, days in fate.steps:
            at = self._moment(verb, at, days)
            match verb:
                case "settle":
                    # A supervisor who gives a case to an officer confirms the body with it, so clerks settle some only.
                    if router and (fate.code == "settled" or self.rng.random() < 0.35):
                        steps.append(Step(at, verb, router))
                case "give":
                    if self.rng.random() < 0.35:
                        # Who begins to write has taken the case; only one who waits presses "take".
                        steps += [Step(at, "take", officer)] if verb == fate.steps[-1][0] else []
                    else:
                        steps.append(Step(at, "give", supervisor, leg, {"officer": officer}))
                case "draft":
                    about = {"until": self._until(at), "outcome": _outcome(fate, at)}
                    steps.append(Step(at, verb, officer, leg, about))
                case "submit":
                    steps.append(Step(at, verb, officer, leg))
                case "send_back":
                    because = self.rng.choice(self.words["returned"][data["answer_language"]])
                    steps.append(Step(at, verb, supervisor, leg, {"because": because}))
                case "send":
                    boss = (
                        self.cast.head
                        if self.cast.head and owner.startswith(self.cast.own) and self.rng.random() < 0.1
                        else supervisor
                    )
                    steps.append(Step(at, verb, boss, leg))
                    if data["answer_by"] == "phone":
                        steps.append(Step(at + timedelta(minutes=self.rng.randint(10, 50)), "read_out", officer, leg))
                        at = steps[-1].at
                    elif data["answer_by"] == "post":
                        steps.append(Step(self.office.later(at, (0, 1)), "post", officer, leg))
                        at = steps[-1].at
                case "rate":
                    steps.append(self._rating(fate, at, leg, data["answer_language"]))
                    leg += 1
        return steps

    def _moment(self, verb: str, at: datetime, days: tuple[int, int]) -> datetime:
        if verb != "rate":
            return self.office.later(at, days)
        return at + timedelta(days=self.rng.randint(*days), minutes=self.rng.randint(30, 600))

    def _until(self, at: datetime) -> datetime:
        """The day an answer promises: a working day one to three weeks ahead."""
        return self.office.later(at, (5, 15))

    def _rating(self, fate: Fate, at: datetime, leg: int, language: str) -> Step:
        solved = fate.rated if leg == 1 else "solved"
        low, high = {"solved": (4, 5), "partly": (2, 4), "not_solved": (1, 2)}[solved]
        comment = self.rng.choice(self.words["rated"][solved][language])
        score = self.rng.randint(low, high)
        values = {"solved": solved, "score": score, "comment": comment, "reasons": self._wrong(score, at)}
        return Step(at, "rate", "", leg, values)

    def _wrong(self, score: int, at: datetime) -> tuple[str, ...]:
        """What was wrong with an answer of few points: one or two of the pack's reasons."""
        named = tuple(self.pack.info.rate_words.reasons)
        if score > 3 or not named:
            return ()
        first, second = at.minute % len(named), at.hour % len(named)
        return tuple(dict.fromkeys(named[n] for n in ((first, second) if score < 3 else (first,))))


def plan(pack: Pack, at: datetime) -> list[Story]:
    """Every invented case with all that has happened to it before `at`."""
    return Planner(pack, at).stories()


def in_order(stories: Sequence[Story]) -> list[tuple[Story, Step]]:
    """All steps of all cases, oldest first; within a case in the order of its story."""
    numbered = [(step.at, n, k, story, step) for n, story in enumerate(stories) for k, step in enumerate(story.steps)]
    return [(story, step) for _, _, _, story, step in sorted(numbered, key=lambda row: row[:3])]


def first_sentence(text: str) -> str:
    """The beginning a person would quote: whole sentences, at least 25 letters, without the last stop."""
    found = ""
    for part in re.split(r"(?<=[.?!]) ", text):
        found = f"{found} {part}".strip()
        if len(found) >= 25:
            break
    return found.rstrip(".")


def _outcome(fate: Fate, at: datetime) -> str:
    """How the answer of an invented case ends: solved where the person says so, else one of the others."""
    if fate.rated == "solved":
        return "solved"
    others = ("explained", "duplicate", "solved", "forwarded_out", "explained", "consultation", "not_reachable")
    return others[at.minute % len(others)]
