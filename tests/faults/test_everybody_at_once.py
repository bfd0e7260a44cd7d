"""The same thing sent by thirty-two clients at one moment: done once, and everybody reads the same."""

import base64
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.factories import AQJAR, BLOCKS
from tests.journeys.caller import Caller, Reply
from tests.journeys.house import House
from tests.journeys.walks import NUMBER, answered, answers, at_desk, draft, filed, fresh_text, ids_of, open_by_code

pytestmark = pytest.mark.faults
MANY = 32
BOUND = 60


def all_at_once(callers: list[Caller], do: Callable[[Caller], Reply]) -> list[Reply]:
    """Every caller does the same at the same moment; their answers, none of which may be missing or a failure."""
    start, replies = Barrier(len(callers)), [None] * len(callers)

    def act(which: int) -> None:
        start.wait(30)
        replies[which] = do(callers[which])  # type: ignore[call-overload]

    threads = [Thread(target=act, args=[n], daemon=True) for n in range(len(callers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(BOUND)
    assert None not in replies, "somebody got no answer in time"
    told: list[Reply] = replies  # type: ignore[assignment]
    assert not [r.status for r in told if r.status >= 500]
    return told


def twins(caller: Caller) -> list[Caller]:
    """The same browser MANY times: each with its cookies, as a form pressed again and again."""
    made = [Caller(caller.house, caller.language) for _ in range(MANY)]
    for twin in made:
        for cookie in caller.jar:
            twin.jar.set_cookie(cookie)
    return made


def post_as_twin(caller: Caller, path: str, **fields: Any) -> list[Reply]:
    token = caller.token()
    return all_at_once(twins(caller), lambda twin: twin.post(path, token, **fields))


@pytest.fixture(autouse=True)
def _doctor(house: House) -> Iterator[None]:
    yield
    house.settled()
    assert not house_doctor(house)


def house_doctor(house: House) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.standing_doctor"], env=house.environment, input="\n", text=True,
        capture_output=True, timeout=60, cwd=house.folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def facts(house: House, verb: str, obligation_id: str) -> int:
    return int(
        house.value("SELECT count(*) FROM journal_entry WHERE verb = %s AND obligation_id = %s", verb, obligation_id)
    )


def test_one_draft(house: House) -> None:
    words = fresh_text()
    caller = draft(Caller(house), answers(text=words, phone=house.fresh_phone()))
    token = caller.token()
    senders = twins(caller)
    replies = all_at_once(senders, lambda twin: twin.post("say/check/", token))
    assert {(r.status, r.location) for r in replies} == {(302, "/kk/receipt/")}
    assert len(house.cases_saying(words)) == 1
    numbers = {found[0] for s in senders if (found := NUMBER.search(s.get("receipt/").text))}
    assert len(numbers) == 1


def test_one_key_of_the_interface_for_machines(house: House) -> None:
    words, key = fresh_text(), str(uuid4())
    body = json.dumps(
        {"text": words, "area": AQJAR, "topic": "water", "name": "Болат", "phone": house.fresh_phone()}
    ).encode()
    replies = all_at_once(
        [Caller(house) for _ in range(MANY)],
        lambda caller: caller.post_json("/api/v1/cases", body, **{"Idempotency-Key": key}),
    )
    assert Counter(r.status for r in replies) == {201: 1, 200: MANY - 1}
    assert len({r.body for r in replies}) == 1 and len(house.cases_saying(words)) == 1


def test_one_form_of_a_clerk(house: House) -> None:
    words = fresh_text()
    form = {
        "key": str(uuid4()), "channel": "phone", "kind": "application", "identity": "none", "answer_by": "phone",
        "answer_language": "kk", "text": words, "area": AQJAR, "name": "Айгүл Серікқызы", "phone": house.fresh_phone(),
    }  # fmt: skip
    replies = post_as_twin(at_desk(house, "clerk"), "desk/register/", **form)
    ((case_id, _serial),) = house.cases_saying(words)
    assert {(r.status, r.location) for r in replies} == {(302, f"/kk/desk/cases/{case_id}/")}


def test_one_rating(house: House) -> None:
    receipt = filed(house)
    answered(house, receipt.obligation_id)
    reader = open_by_code(Caller(house), receipt)
    replies = post_as_twin(
        reader, f"track/rate/{receipt.obligation_id}/", score=1, solved="not_solved", comment="Су әлі жоқ"
    )
    assert {(r.status, r.location) for r in replies} == {(302, "/kk/track/case/")}
    assert (
        facts(house, "answers.rate", receipt.obligation_id) == facts(house, "cases.reopen", receipt.obligation_id) == 1
    )
    assert house.value("SELECT count(*) FROM cases_obligation WHERE case_id = %s", receipt.case_id) == 2


def test_take_assign_write_return_and_send_are_one_fact_each(house: House) -> None:
    receipt = filed(house)
    work = f"desk/obligations/{receipt.obligation_id}"
    officer, supervisor = at_desk(house, "officer"), at_desk(house, "supervisor")
    assert {r.status for r in post_as_twin(officer, f"{work}/take/")} == {302}
    assert facts(house, "cases.assign", receipt.obligation_id) == 1
    other = house.staff["officer and supervisor"].id
    assert {r.status for r in post_as_twin(supervisor, f"{work}/give/", choice=other)} == {302}
    assert {r.status for r in post_as_twin(supervisor, f"{work}/give/", choice=house.staff["officer"].id)} == {302}
    assert facts(house, "cases.assign", receipt.obligation_id) == 3
    written = post_as_twin(officer, f"{work}/answer/", **BLOCKS, language="kk", revision=0, submit=1)
    assert {(r.status, r.location) for r in written} == {(302, f"/kk/desk/cases/{receipt.case_id}/")}
    assert facts(house, "answers.submit", receipt.obligation_id) == 1
    returned = post_as_twin(supervisor, f"{work}/check/", **{"return": 1}, revision=1, because="Күнін жазыңыз, қашан?")
    assert {r.status for r in returned} == {302}
    assert facts(house, "answers.send_back", receipt.obligation_id) == 1
    assert officer.post(f"{work}/answer/", **BLOCKS, language="kk", revision=1, submit=1).status == 302
    assert {r.status for r in post_as_twin(supervisor, f"{work}/check/", send=1, revision=2)} == {302}
    assert facts(house, "answers.send", receipt.obligation_id) == 1
    house.settled()
    assert (
        house.value(
            "SELECT count(*) FROM messages_message WHERE once LIKE 'answer:%%' AND case_id = %s", receipt.case_id
        )
        == 1
    )


def test_one_time_code(house: House) -> None:
    words, phone = fresh_text(), house.fresh_phone()
    caller = draft(Caller(house), answers(text=words, phone=phone))
    assert caller.post("say/code/").status == 302
    code = re.search(r"\d{6}", house.sms_with(phone, "код"))
    assert code
    replies = post_as_twin(caller, "say/code/", code=code[0])
    assert {(r.status, r.location) for r in replies} == {(302, "/kk/say/check/")}, "nobody reads that the code is wrong"
    spent = "SELECT count(*) FROM accounts_onetimecode WHERE used_at IS NOT NULL AND subject = %s"
    subject = house.value("SELECT subject FROM accounts_onetimecode ORDER BY created_at DESC LIMIT 1")
    assert house.value(spent, subject) == 1
    assert caller.post("say/check/").status == 302
    case_id, _obligation = ids_of(house, words)
    assert house.value("SELECT identity FROM cases_case WHERE id = %s", case_id) == "code"


def test_one_held_voice(house: House) -> None:
    words = fresh_text()
    house.restart_web(DAUYS_SENDINGS_PER_ADDRESS="0")
    try:
        caller = draft(Caller(house), answers(text=words, phone=house.fresh_phone()))
        replies = post_as_twin(caller, "say/check/")
        assert {r.status for r in replies} == {302}
        held = house.value("SELECT id FROM channels_draft WHERE held_at IS NOT NULL ORDER BY held_at DESC LIMIT 1")
        clerk = Caller(house).sign_in(house.staff["clerk"])
        assert {r.status for r in post_as_twin(clerk, "desk/held/accept/", draft=held)} == {302}
    finally:
        house.restart_web()
    assert len(house.cases_saying(words)) == 1
    accepted = "SELECT count(*) FROM journal_entry WHERE verb = 'channels.accept_held' AND payload->'drafts' ? %s"
    assert house.value(accepted, str(held)) == 1


def test_one_code_of_a_second_factor(house: House) -> None:
    """Thirty-two windows past the password give the same six digits: one gets in."""
    who = house.staff["clerk of letters"]
    owner = Caller(house).sign_in(who)
    assert owner.post("desk/security/begin/").status == 302
    page = owner.get("desk/security/set-up/").text
    found = re.search(r"((?:[A-Z2-7]{4}\s+){7}[A-Z2-7]{4})", page)
    assert found
    device = TOTP(base64.b32decode("".join(found[1].split())), 6, SHA1(), 30)
    at = int(datetime.now(UTC).timestamp())
    assert owner.post("desk/security/set-up/", code=device.generate(at - 30).decode()).status == 200
    try:
        callers = [Caller(house) for _ in range(MANY)]
        for caller in callers:
            assert caller.post("login/", email=who.email, password=who.password).location == "/kk/login/code/"
        tokens = {id(c): c.token() for c in callers}
        code = device.generate(int(datetime.now(UTC).timestamp())).decode()
        replies = all_at_once(callers, lambda caller: caller.post("login/code/", tokens[id(caller)], code=code))
        assert Counter(r.status for r in replies)[302] == 1
        inside = [c for c in callers if c.get("desk/").status == 200]
        assert len(inside) == 1
    finally:
        house.rows("DELETE FROM accounts_attempt RETURNING 1")
        off = "DELETE FROM accounts_recoverycode WHERE authenticator_id = %s RETURNING 1"
        house.rows(off, who.id)
        house.rows("DELETE FROM accounts_authenticator WHERE user_id = %s RETURNING 1", who.id)
