"""People at work while things break: they file, look, answer and rate, and write down everything they were told."""

import json
import random
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import UUID

from tests.factories import BLOCKS
from tests.journeys.caller import Caller, Reply
from tests.journeys.house import House
from tests.journeys.walks import fresh_text

_IDS = re.compile(r"desk/cases/([0-9a-f-]{36})/")


@dataclass
class Told:
    """What the office said of one filing: key, number and code, or nothing yet."""

    key: str
    body: dict[str, str]
    number: str = ""
    code: str = ""


@dataclass
class Ledger:
    """What everybody knows, kept outside the installation."""

    filings: list[Told] = field(default_factory=list)
    rated: int = 0
    answered: int = 0
    failures: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def file_by_api(house: House, told: Told, caller: Caller) -> Reply:
    return caller.post_json("/api/v1/cases", json.dumps(told.body).encode(), **{"Idempotency-Key": told.key})


class Load:
    """Threads of citizens, an officer and a supervisor, until `stop`."""

    def __init__(self, house: House, citizens: int = 3, seed: int = 1) -> None:
        self.house, self.ledger, self.chance = house, Ledger(), random.Random(seed)
        self._stop = threading.Event()
        self._desk: list[Caller] = []
        self._threads = [
            threading.Thread(target=self._live, args=[self._citizen], daemon=True) for _ in range(citizens)
        ]
        self._threads.append(threading.Thread(target=self._live, args=[self._officer], daemon=True))

    def start(self) -> None:
        self._desk = [Caller(self.house).sign_in(self.house.staff[who]) for who in ("officer", "supervisor")]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _live(self, day: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                day()
            except (OSError, HTTPException, AssertionError):
                with self.ledger.lock:
                    self.ledger.failures += 1
                self._stop.wait(0.05)

    def _new(self) -> Told:
        with self.ledger.lock:
            told = Told(
                key=str(UUID(int=self.chance.getrandbits(128), version=4)),
                body={
                    "text": fresh_text(),
                    "area": "kz/11/aqjar/dostyq",
                    "name": "Үлгі Айтушы",
                    "topic": "water",
                    **(
                        {"email": f"u{len(self.ledger.filings)}@example.kz"}
                        if self.chance.random() < 0.5
                        else {"phone": self.house.fresh_phone()}
                    ),
                },
            )
            self.ledger.filings.append(told)
        return told

    def _citizen(self) -> None:
        """Files until there is an answer, as often as it takes; then looks at the receipt, perhaps rates."""
        told, caller = self._new(), Caller(self.house)
        while not told.number and not self._stop.is_set():
            try:
                reply = file_by_api(self.house, told, caller)
            except (OSError, HTTPException):
                with self.ledger.lock:
                    self.ledger.failures += 1
                self._stop.wait(0.1)
                continue
            if reply.status in (200, 201):
                self._learn(told, json.loads(reply.body))
            elif reply.status < 500:
                self.ledger.wrong.append(f"filing: {reply.status} {reply.text[:200]}")
                return
            else:
                self._stop.wait(0.1)
        if told.number:
            self._look(told, caller)

    def _learn(self, told: Told, receipt: dict[str, str]) -> None:
        with self.ledger.lock:
            if told.number and (told.number, told.code) != (receipt["number"], receipt["code"]):
                self.ledger.wrong.append(f"{told.key}: first {told.number}, then {receipt['number']}")
            told.number, told.code = receipt["number"], receipt["code"]

    def _look(self, told: Told, caller: Caller) -> None:
        reply = caller.post("track/", number=told.number, code=told.code)
        if reply.status == 302:
            caller.get("receipt/")
            caller.get("receipt/file/")

    def _officer(self) -> None:
        """Answers whatever is on top of the list, and has it approved; every step may be cut off."""
        officer, supervisor = self._desk
        while not self._stop.is_set():
            cases = list(dict.fromkeys(_IDS.findall(officer.get("desk/?view=body").text)))[:5]
            for case_id in cases:
                self._answer(case_id, officer, supervisor)
            self._stop.wait(0.05)

    def _answer(self, case_id: str, officer: Caller, supervisor: Caller) -> None:
        found = re.search(r"desk/obligations/([0-9a-f-]{36})/", officer.get(f"desk/cases/{case_id}/").text)
        if not found:
            return
        work = f"desk/obligations/{found[1]}"
        officer.post(f"{work}/take/")
        officer.post(f"{work}/answer/", **BLOCKS, language="kk", revision=0, submit=1)
        if supervisor.approve(work).status == 302:
            with self.ledger.lock:
                self.ledger.answered += 1
