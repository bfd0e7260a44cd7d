"""What staff and the person do with an obligation: given, answered, sent, rated, opened again; rows and entries."""

from dataclasses import dataclass, field
from random import Random

from dauys.answers.starting import filled
from dauys.site.bulk.entries import entry
from dauys.site.bulk.fates import Fate, Office
from dauys.site.bulk.filing import Filed, Rows
from dauys.site.bulk.lines import NULL, dashed, escaped, fresh_id, moment, stamp, truth
from dauys.site.bulk.reckoned import SharedClock, clock_of, complaint, opening_payload, words_of_day
from dauys.site.bulk.voices import answerable, pick
from dauys.site.bulk.world import World
from dauys.site.demo.plan import first_sentence
from dauys.site.demo.texts import words

_RETURNED = 0.07


class NotYet(Exception):
    """The next step would lie in the future: the obligation stays where it is."""


@dataclass(slots=True)
class Leg:
    """An obligation as it goes along; moments are seconds, 0 for never."""

    case: Filed
    id: str
    number: int
    clock: SharedClock
    received: int
    officer: str
    supervisor: str
    state: str = "new"
    confirmed: bool = False
    assignee: str | None = None
    reopens: str | None = None
    answered: int = 0
    outcome: str = ""
    changed: int = 0
    at: int = 0
    answer: "Draft | None" = None


# How invented answers end; by the second of sending, so that no draw of chance is spent on it.
_OUTCOMES = ("solved", "explained", "solved", "solved", "consultation", "duplicate", "solved", "explained")


@dataclass(slots=True)
class Draft:
    """The answer of a leg."""

    id: str
    saved: int
    state: str = "draft"
    revision: int = 1
    returns: int = 0
    because: str = ""
    submitted: int = 0
    sent: int = 0
    ways: list[tuple[str, str, int]] = field(default_factory=list)  # way, id of the delivery, when


class Desk:
    """Where obligations are handled, until the present moment."""

    def __init__(self, world: World, rng: Random, rows: Rows) -> None:
        self.world, self.rng, self.rows = world, rng, rows
        self.office = Office(world.offset, rng)

    def handle(self, case: Filed, fate: Fate) -> None:
        """Everything that happened to the case after it was filed."""
        leg = self._leg(case, case.obligation, 1, case.clock, case.received, at=case.second)
        self._work(leg, fate.stage, fate.days)
        if leg.state == "answered" and fate.solved:
            self._rate(leg, fate.solved, fate.score, fate.again)
        self._write(leg)

    def _leg(
        self, case: Filed, id_: str, number: int, clock: SharedClock, received: int, at: int, old: Leg | None = None
    ) -> Leg:
        """A fresh obligation; one that opens `old` again stays with the same officer."""
        if old is not None:
            return Leg(
                case, id_, number, clock, received, old.officer, old.supervisor, state="assigned", confirmed=True,
                assignee=old.assignee, reopens=old.id, changed=at, at=at,
            )  # fmt: skip
        officer, supervisor = self.rng.choice(case.body.officers), self.rng.choice(case.body.supervisors)
        return Leg(case, id_, number, clock, received, officer, supervisor, changed=at, at=at)

    def _step(self, leg: Leg, low: int, high: int) -> int:
        found = self.office.later(leg.at, low, max(low, high))
        if found >= self.world.at:
            raise NotYet
        leg.at = leg.changed = found
        return found

    def _note(self, leg: Leg, verb: str, actor: str | None, payload: str) -> None:
        self.rows.entries.append(
            entry(
                leg.at,
                verb,
                actor=actor,
                case=leg.case.id,
                obligation=leg.id,
                organization=leg.case.body.id,
                payload=payload,
            )
        )

    def _work(self, leg: Leg, stage: str, days: int) -> None:
        try:
            self._go(leg, stage, days)
        except NotYet:
            return

    def _go(self, leg: Leg, stage: str, days: int) -> None:
        rng = self.rng
        if leg.number == 1:
            if stage == "new":
                return
            if stage == "settled" or rng.random() < 0.3:
                self._step(leg, 0, 1)
                leg.confirmed = True
                clerk = leg.case.clerk or rng.choice(self.world.clerks)[0]
                self._note(
                    leg, "cases.confirm_owner", clerk, f'{{"rule": "{leg.case.rule}", "owner": "{leg.case.body.code}"}}'
                )
            if stage == "settled":
                return
            self._step(leg, 0, 1)
            leg.state, leg.confirmed, leg.assignee = "assigned", True, leg.officer
            giver = leg.officer if rng.random() < 0.35 else leg.supervisor
            self._note(leg, "cases.assign", giver, f'{{"old": null, "assignee": "{dashed(leg.officer)}"}}')
        if stage == "assigned":
            return
        slow = days if days > 14 else 0
        saved = self._step(leg, slow // 2, slow // 2 + max(days, 4) // 2)
        leg.state, leg.answer = "in_work", Draft(fresh_id(saved, rng), saved)
        self._note(leg, "cases.start_work", leg.officer, "{}")
        if stage == "in_work":
            return
        self._submit(leg, 0, days // 3)
        if stage == "returned" or (stage == "sent" and rng.random() < _RETURNED):
            self._return(leg)
            if stage == "returned":
                return
            leg.answer.revision += 1
            leg.answer.saved = leg.at
            self._submit(leg, 0, 1)
        if stage == "sent":
            self._send(leg, slow // 4, days // 4)

    def _submit(self, leg: Leg, low: int, high: int) -> None:
        answer = leg.answer
        if answer is None:
            return
        answer.submitted = self._step(leg, low, high)
        leg.state, answer.state = "in_approval", "submitted"
        self._note(leg, "answers.submit", leg.officer, f'{{"revision": {answer.revision}}}')

    def _return(self, leg: Leg) -> None:
        answer = leg.answer
        if answer is None:
            return
        self._step(leg, 0, 1)
        leg.state, answer.state, answer.returns = "in_work", "returned", 1
        answer.because = pick("returned", leg.case.language, self.rng)
        self._note(leg, "answers.send_back", leg.supervisor, f'{{"revision": {answer.revision}}}')

    def _send(self, leg: Leg, low: int, high: int) -> None:
        answer = leg.answer
        if answer is None:
            return
        answer.sent = leg.answered = self._step(leg, low, high)
        leg.state, answer.state = "answered", "sent"
        leg.outcome = _OUTCOMES[answer.sent % len(_OUTCOMES)]
        on_time = "true" if answer.sent <= leg.clock.due_at else "false"
        # In the order in which PostgreSQL writes keys, for the hash is over its text.
        about = f'"outcome": "{leg.outcome}", "language": "{leg.case.language}", "revision": {answer.revision}'
        self._note(leg, "answers.send", leg.supervisor, f'{{"on_time": {on_time}, {about}}}')
        answer.ways.append(("page", fresh_id(leg.at, self.rng), leg.at))
        by_hand = {"phone": "answers.read_out", "post": "answers.post"}.get(leg.case.answer_by)
        if by_hand:
            handed = leg.at + self.rng.randint(600, 3000)
            if handed < self.world.at:
                leg.at = handed  # the state did not change, so `changed` stays
                delivery = fresh_id(handed, self.rng)
                answer.ways.append((leg.case.answer_by, delivery, handed))
                self._note(leg, by_hand, leg.officer, f'{{"delivery": "{dashed(delivery)}"}}')

    def _rate(self, leg: Leg, solved: str, score: int, again: str) -> None:
        answer, language = leg.answer, leg.case.language
        at = leg.at + self.rng.randint(1800, 6 * 86_400)
        if answer is None or at >= self.world.at:
            return
        leg.at = leg.changed = at
        comment = escaped(pick(f"rated.{solved}", language, self.rng))
        self.rows.add("answers_rating", answer.id, score, solved, comment, stamp(at))
        self._note(leg, "answers.rate", None, f'{{"score": {score}, "solved": "{solved}"}}')
        if again:
            self._reopen(leg, again)
        else:
            leg.state = "closed"

    def _reopen(self, leg: Leg, stage: str) -> None:
        case, at = leg.case, leg.at
        leg.state = "reopened"
        clock = clock_of(case.kind, at, case.identity, reopening=True)
        fresh = self._leg(case, fresh_id(at, self.rng), 2, clock, at, at, old=leg)
        self._note(leg, "cases.reopen", None, f'{{"old": "{dashed(leg.id)}", "due_on": "{clock.due_on}"}}')
        self._note(fresh, "cases.open_obligation", None, opening_payload(clock, case.kind, case.body.code, "", 2))
        self._work(fresh, stage, self.rng.randint(1, 8))
        if fresh.state == "answered" and self.rng.random() < 0.5:
            self._rate(fresh, self.rng.choice(("solved", "solved", "partly")), self.rng.randint(2, 5), "")
        self._write(fresh)

    def _write(self, leg: Leg) -> None:
        case = leg.case
        self.rows.add(
            "cases_obligation", leg.id, case.id, leg.number, case.kind, leg.state, case.body.id,
            case.body.parent or NULL, leg.assignee or NULL, case.body.path, case.area_path,
            case.clerk or NULL, 0 if case.said.text.urgent else 1, case.rule, truth(leg.confirmed), stamp(leg.received),
            stamp(leg.answered) if leg.answered else NULL, leg.outcome, leg.reopens or NULL,
            stamp(leg.changed), leg.clock.columns,
        )  # fmt: skip
        if leg.answer is not None:
            self._write_answer(leg, leg.answer)

    def _write_answer(self, leg: Leg, answer: Draft) -> None:
        blocks = map(escaped, self._blocks(leg, answer.saved))
        self.rows.add(
            "answers_answer", answer.id, leg.id, answer.state, leg.case.language, *blocks, leg.officer,
            f"{{{leg.officer}}}", leg.supervisor if answer.sent else NULL, escaped(answer.because), answer.revision,
            answer.returns, stamp(answer.saved), stamp(answer.submitted) if answer.submitted else NULL,
            stamp(answer.sent) if answer.sent else NULL, leg.outcome,
        )  # fmt: skip
        for way, id_, at in answer.ways:
            by, proof = (NULL, "") if way == "page" else (leg.officer, self._proof(way, leg.case.language))
            self.rows.add("answers_delivery", id_, answer.id, way, stamp(at), by, proof)

    def _proof(self, way: str, language: str) -> str:
        return escaped(words()["read_out" if way == "phone" else "posted"][language])

    def _blocks(self, leg: Leg, saved: int) -> tuple[str, str, str, str]:
        case, language = leg.case, leg.case.language
        day = moment(leg.at + self.world.offset).date()
        gaps = {
            **case.said.gaps,
            "checked": words_of_day(moment(saved + self.world.offset).date(), language),
            "until": words_of_day(moment(leg.at + 9 * 86_400).date(), language),
            "received": words_of_day(moment(case.received + self.world.offset).date(), language),
            "sentence": first_sentence(case.said.words),
        }
        text = case.said.text if case.said.text.found else self.rng.choice(answerable(language))
        second = words()["second"][language]
        found, decided = (text.found, text.decided) if leg.number == 1 else (second["found"], second["decided"])
        return (
            filled(words()["asked"][language], gaps),
            filled(found, gaps),
            filled(decided, gaps),
            complaint(case.said.text.topic, case.body.path, case.kind, day, language),
        )
