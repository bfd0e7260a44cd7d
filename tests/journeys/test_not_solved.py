"""A person says "not solved": the case opens again once, with a term of its own; a second time it closes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.journeys.caller import Caller
from tests.journeys.house import House
from tests.journeys.walks import Receipt, answered, filed, ids_of, open_by_code, state_of
from tests.journeys.windows import Windows

pytestmark = pytest.mark.every_pack
_RATINGS = (
    "SELECT r.score, r.solved FROM answers_rating r JOIN answers_answer a ON a.id = r.answer_id"
    " JOIN cases_obligation o ON o.id = a.obligation_id WHERE o.case_id = %s ORDER BY o.leg"
)


def answered_case(house: House) -> Receipt:
    receipt = filed(house)
    answered(house, receipt.obligation_id)
    return receipt


def test_not_solved_opens_once_and_closes_the_second_time(house: House, windows: Windows) -> None:
    receipt, page = answered_case(house), windows.phone()
    page.goto(f"/{house.city.language}/track/")
    page.locator("#number").fill(receipt.number)
    page.locator("#code").fill(receipt.code)
    page.locator("main form button").click()
    page.wait_for_url("**/track/case/")

    # Half a word is asked back, with what was chosen still chosen.
    form = page.locator('form[action*="/track/rate/"]')
    form.locator('[name=solved][value="not_solved"]').check()
    form.locator("button").click()
    assert page.locator('.govuk-error-summary a[href="#id_score"]').count() == 1
    assert form.locator('[name=solved][value="not_solved"]').is_checked()
    form.locator('[name=score][value="1"]').check()
    form.locator("[name=comment]").fill("Су әлі жоқ.")
    form.locator("button").click()
    page.wait_for_url("**/track/case/")

    # A second obligation with the office's own term, for the same officer; the first keeps its day.
    first, second = house.rows(
        "SELECT id::text, state, due_on, by_law, reopens_id::text, assignee_id::text, kind"
        " FROM cases_obligation WHERE case_id = %s ORDER BY leg",
        receipt.case_id,
    )
    assert (first[1], second[1]) == ("reopened", "assigned")
    assert second[4] == first[0]
    assert second[5] == first[5] == house.staff["officer"].id
    assert second[3] is False
    assert second[2] != first[2], "the second term is not its own"
    assert house.rows(_RATINGS, receipt.case_id) == [(1, "not_solved")]
    assert page.locator('form[action*="/track/rate/"]').count() == 0
    assert page.locator('a[href$="/track/confirm/"]').count() == 0

    # Again answered, again not solved: now it closes, and nothing more is asked.
    assert ids_of(house, receipt.text)[1] == second[0]
    answered(house, second[0])
    page.reload()
    form = page.locator('form[action*="/track/rate/"]')
    form.locator('[name=solved][value="not_solved"]').check()
    form.locator('[name=score][value="2"]').check()
    form.locator("button").click()
    page.wait_for_url("**/track/case/")
    assert page.locator('form[action*="/track/rate/"]').count() == 0
    assert state_of(house, second[0]) == "closed"
    assert house.rows(_RATINGS, receipt.case_id) == [(1, "not_solved"), (2, "not_solved")]
    assert house.value("SELECT count(*) FROM cases_obligation WHERE case_id = %s", receipt.case_id) == 2


def test_a_double_click_is_one_word(house: House, windows: Windows) -> None:
    receipt, page = answered_case(house), windows.phone(scripts=True)
    page.context.add_cookies(open_by_code(Caller(house), receipt).cookies())  # type: ignore[arg-type]
    page.goto(f"/{house.city.language}/track/case/")
    form = page.locator('form[action*="/track/rate/"]')
    form.locator('[name=solved][value="solved"]').check()
    form.locator('[name=score][value="5"]').check()
    form.locator("button").dblclick()
    page.wait_for_url("**/track/case/")
    page.locator('form[action*="/track/rate/"]').wait_for(state="detached")
    assert house.rows(_RATINGS, receipt.case_id) == [(5, "solved")]
    assert state_of(house, receipt.obligation_id) == "closed"


def test_two_windows_at_once_are_one_word(house: House) -> None:
    """Without scripts nothing holds the second press back, so the server must."""
    receipt = answered_case(house)
    callers = [open_by_code(Caller(house), receipt) for _ in range(2)]
    tokens, both = [caller.token() for caller in callers], Barrier(2)

    def press(which: int) -> tuple[int, str]:
        both.wait()
        reply = callers[which].post(f"track/rate/{receipt.obligation_id}/", tokens[which], solved="not_solved", score=1)
        return reply.status, reply.location

    with ThreadPoolExecutor(2) as hands:
        assert set(hands.map(press, range(2))) == {(302, f"/{house.city.language}/track/case/")}
    assert house.rows(_RATINGS, receipt.case_id) == [(1, "not_solved")]
    assert house.value("SELECT count(*) FROM cases_obligation WHERE case_id = %s", receipt.case_id) == 2
