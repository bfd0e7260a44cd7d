"""The server loses its power: at every moment a receipt and its case exist together or not at all, nothing twice."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Barrier, Event

import pytest
from playwright.sync_api import Error as BrowserError

from tests.journeys.caller import Caller
from tests.journeys.house import House
from tests.journeys.waiting import eventually
from tests.journeys.walks import NUMBER, answers, draft, filed, fresh_text, ids_of, walk
from tests.journeys.windows import Windows

ROUNDS, AT_ONCE = 3, 4


@pytest.fixture(autouse=True)
def _power_is_back(house: House) -> Iterator[None]:
    yield
    house.ensure_running()


def test_between_the_last_question_and_the_sending(house: House, windows: Windows) -> None:
    page, words = windows.phone(), fresh_text()
    windows.watch_of(page).expect_silence()
    walk(page, "kk", answers(text=words, phone=house.fresh_phone()))
    house.kill_web()
    with pytest.raises(BrowserError):
        page.goto("/kk/say/check/")
    assert not house.cases_saying(words)
    house.start_web()
    page.goto("/kk/say/")
    assert page.url.endswith("/kk/say/check/")
    assert words in page.locator("main").inner_text()
    page.locator("form:not([action]) .govuk-button-group button").click()
    assert page.url.endswith("/kk/receipt/")
    assert ids_of(house, words)


def test_right_at_the_sending(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Several rounds: the power goes while forms are being sent; the same form sent again finds the same case."""
    outcomes: Counter[str] = Counter()
    for seed in range(ROUNDS):
        forms = [(fresh_text(), Caller(house)) for _ in range(AT_ONCE)]
        for words, caller in forms:
            draft(caller, answers(text=words, phone=house.fresh_phone()))
        tokens = [caller.token() for _words, caller in forms]
        told = sent_while_the_power_goes(house, [c for _w, c in forms], tokens, random.Random(seed).uniform(0, 0.06))
        before = {words: house.cases_saying(words) for words, _caller in forms}
        house.start_web()
        for (words, caller), token, said in zip(forms, tokens, told, strict=True):
            assert len(before[words]) <= 1
            if said:
                assert before[words], "a receipt was given for a case that is gone"
            outcomes["told" if said else "kept, not told" if before[words] else "not kept"] += 1
            again = caller.post("say/check/", token)
            assert (again.status, again.location) == (302, "/kk/receipt/")
            ((case_id, serial),) = house.cases_saying(words)
            assert before[words] in ([], [(case_id, serial)]), "the same form got another number"
            number = NUMBER.search(caller.get("receipt/").text)
            assert number
            assert f"{serial:07d}" in number[0]
            assert house.value("SELECT count(*) FROM cases_obligation WHERE case_id = %s", case_id) == 1
    assert outcomes.total() == ROUNDS * AT_ONCE
    with capsys.disabled():
        print(f"\n  when the power went: {dict(outcomes)}")


def sent_while_the_power_goes(house: House, callers: list[Caller], tokens: list[str], after: float) -> list[bool]:
    """Whether each sender was told a receipt. The power goes `after` seconds from the common start."""
    start = Barrier(len(callers) + 1)

    def send(which: int) -> bool:
        start.wait()
        try:
            return callers[which].post("say/check/", tokens[which]).location == "/kk/receipt/"
        except (OSError, HTTPException):
            return False

    with ThreadPoolExecutor(len(callers)) as hands:
        sent = [hands.submit(send, n) for n in range(len(callers))]
        start.wait()
        Event().wait(after)  # the moment of the cut is what the rounds vary
        house.kill_web()
        return [s.result() for s in sent]


def test_messages_wait_for_the_worker(house: House) -> None:
    """No worker: voices are taken all the same. It is killed in the middle once more; each message comes once."""
    house.kill_worker()
    receipts = [filed(house) for _ in range(6)]
    assert not any(house.sms_to(r.phone) for r in receipts)
    house.start_worker()
    eventually(lambda: any(house.sms_to(r.phone) for r in receipts), "the first message")
    house.kill_worker()
    house.start_worker()

    def known(receipt: object) -> bool:
        """Sent, or cut off in the middle and so not claimed to be known; that one is looked at again later."""
        states = house.rows("SELECT state FROM messages_message WHERE case_id = %s", receipt.case_id)  # type: ignore[attr-defined]
        return states in ([("sent",)], [("sending",)])

    eventually(lambda: all(known(r) for r in receipts), "the fate of every message")
    cut_off = [
        r for r in receipts if house.value("SELECT state FROM messages_message WHERE case_id = %s", r.case_id) != "sent"
    ]
    assert len(cut_off) <= 1
    for receipt in receipts:
        texts = house.sms_to(receipt.phone)
        assert len(texts) <= 1
        if receipt not in cut_off:
            assert len(texts) == 1
            assert receipt.number in texts[0]
    accepted = (
        "SELECT count(*) FROM messages_attempt a JOIN messages_message m ON m.id = a.message_id WHERE m.case_id = %s"
    )
    assert all(house.value(accepted, r.case_id) == 1 for r in receipts if r not in cut_off)
