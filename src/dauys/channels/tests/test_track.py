"""Number and code open a case for its author and for nobody else; guessing is slow and learns nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from dauys.answers.models import Rating
from dauys.cases.queries import number_of, tracking_code
from dauys.ground.accounts.actions import TRIES, TRIES_WINDOW
from dauys.ground.accounts.models import Attempt, User
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.ground.packs.current import current


def enter(client: Client, number: str, code: str, address: str = "10.0.0.1") -> bool:
    response = client.post("/kk/track/", {"number": number, "code": code}, REMOTE_ADDR=address)
    assert response.status_code in (302, 422)
    return response.status_code == 302


def wrong_code(code: str) -> str:
    return ("A" if code[0] != "A" else "B") + code[1:]


def test_number_and_code_open_the_case(db: None, make: Any, client: Client) -> None:
    made = make.case()
    assert enter(client, number_of(made.case), made.code)
    page = client.get("/kk/track/case/")
    assert page.status_code == 200 and make.TEXT[:30] in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    "typed",
    [
        lambda n, c: (n.lower(), c.lower()),
        lambda n, c: (f" {n.replace('-', ' ')} ", f" {c.replace('-', ' ')} "),
        lambda n, c: (n.split("-", 2)[2], c.replace("-", "")),
    ],
)
def test_typed_as_people_type(db: None, make: Any, client: Client, typed: Any) -> None:
    made = make.case()
    assert enter(client, *typed(number_of(made.case), made.code))


def test_what_is_wrong_is_never_said(db: None, make: Any) -> None:
    made = make.case()
    number = number_of(made.case)
    other = number[:-3] + ("9" if number[-3] != "9" else "8") + number[-2:]
    pages = set()
    for given, code in ((number, wrong_code(made.code)), (number, "жоқ"), (number, ""), (other, made.code), ("", "")):
        response = Client().post("/kk/track/", {"number": given, "code": code})
        assert response.status_code == 422
        text = response.content.decode()
        pages.add(text[text.index("<main") :].replace(f'value="{given}"', "") if "<main" in text else "")
        assert made.code not in text and make.TEXT[:30] not in text
    normal = {"".join(line for line in page.splitlines() if "csrf" not in line) for page in pages}
    assert len(normal) == 1


def test_what_was_wrong_may_be_ticked_and_reaches_the_officer(db: None, make: Any) -> None:
    made, team, _answer = make.answered()
    client = Client()
    assert enter(client, number_of(made.case), made.code)
    page = client.get("/kk/track/case/").content.decode()
    assert page.count('name="reasons"') == len(current().info.rate_words.reasons) > 3
    address, word = f"/kk/track/rate/{made.obligation.pk}/", {"solved": "partly", "score": "2", "comment": ""}
    wrong = client.post(address, {**word, "reasons": ["late", "nonsense"]})
    assert wrong.status_code == 422 and not Rating.objects.exists()
    assert 'id="reason-late" checked' in wrong.content.decode()
    for _twice in range(2):
        assert client.post(address, {**word, "reasons": ["empty", "late"]}).status_code == 302
    assert Rating.objects.get().reasons == "empty late"
    entry = Entry.objects.get(verb="answers.rate")
    assert entry.payload["reasons"] == ["empty", "late"]
    officer = Client()
    officer.force_login(User.objects.get(pk=team.officer.user_id), settings.AUTHENTICATION_BACKENDS[0])
    assert "Жауап кешікті" in officer.get(f"/kk/desk/cases/{made.id}/").content.decode()


def test_the_eleventh_try_is_refused_even_with_the_right_code(db: None, make: Any) -> None:
    made, other = make.case(), make.case()
    for _ in range(TRIES):
        assert not enter(Client(), number_of(made.case), wrong_code(made.code), "10.0.9.9")
    assert not enter(Client(), number_of(made.case), made.code, "10.0.9.9")
    assert not enter(Client(), number_of(made.case).replace("-", " ").lower(), made.code, "10.0.9.9"), "however typed"
    assert enter(Client(), number_of(other.case), other.code, "10.0.9.9"), "another number is not affected"
    assert enter(Client(), number_of(made.case), made.code, "10.0.0.1"), "its owner elsewhere is not shut out"
    Attempt.objects.update(at=now() - TRIES_WINDOW - timedelta(seconds=1))
    assert enter(Client(), number_of(made.case), made.code, "10.0.9.9"), "after a quarter of an hour it opens"


def test_many_addresses_together_cannot_try_one_number_on(db: None, make: Any) -> None:
    made = make.case()
    for index in range(100):
        assert not enter(Client(), number_of(made.case), wrong_code(made.code), f"10.1.0.{index}")
    assert not enter(Client(), number_of(made.case), made.code, "10.2.0.1")


def test_one_address_cannot_try_many_numbers(db: None, make: Any) -> None:
    made = [make.case() for _ in range(4)]
    for index in range(30):
        assert not enter(Client(), number_of(made[index % 3].case), wrong_code(made[index % 3].code))
    assert not enter(Client(), number_of(made[3].case), made[3].code)
    assert enter(Client(), number_of(made[3].case), made[3].code, "10.0.0.2")


def test_right_codes_count_nothing(db: None, make: Any, client: Client) -> None:
    made = make.case()
    for _ in range(TRIES + 3):
        assert enter(client, number_of(made.case), made.code)
    assert not Attempt.objects.exists()


def test_codes_are_secret_stable_and_replaceable(db: None, make: Any) -> None:
    made, other = make.case(), make.case()
    assert tracking_code(made.case) == made.code != other.code
    made.case.code_generation = 1
    assert tracking_code(made.case) != made.code


def test_without_the_cookie_there_is_no_case(db: None, make: Any, client: Client) -> None:
    make.case()
    for address in ("/kk/track/case/", "/kk/receipt/", "/kk/track/confirm/"):
        assert client.get(address)["Location"].endswith("/track/")


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "8400e1a2-0000-7000-8000-000000000000"])
def test_a_forged_cookie_opens_nothing(db: None, make: Any, client: Client, value: str) -> None:
    made = make.case()
    client.cookies["dauys_case"] = value.replace("8400e1a2-0000-7000-8000-000000000000", str(made.id))
    assert client.get("/kk/track/case/")["Location"].endswith("/track/")


def test_a_draft_cookie_is_no_case_cookie(db: None, make: Any, client: Client) -> None:
    """The two are signed apart, so that one cannot be used as the other."""
    from django.core import signing

    made = make.case()
    client.cookies["dauys_case"] = signing.dumps(str(made.id), salt="dauys.draft")
    assert client.get("/kk/track/case/")["Location"].endswith("/track/")


def test_who_opened_one_case_cannot_rate_another(db: None, make: Any, client: Client) -> None:
    from dauys.answers.models import Rating

    mine = make.case()
    theirs, _team, _answer = make.answered()
    enter(client, number_of(mine.case), mine.code)
    response = client.post(f"/kk/track/rate/{theirs.obligation.pk}/", {"score": 1, "solved": "not_solved"})
    assert response.status_code == 302 and not Rating.objects.exists()
    assert make.fresh(theirs.id).state == "answered"


def test_the_page_of_an_unfinished_answer_shows_none_of_it(db: None, make: Any, client: Client) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    enter(client, number_of(made.case), made.code)
    assert make.BLOCKS["decided"] not in client.get("/kk/track/case/").content.decode()


def test_closing_forgets_the_case(db: None, make: Any, client: Client) -> None:
    made = make.case()
    enter(client, number_of(made.case), made.code)
    client.post("/kk/track/close/")
    assert client.get("/kk/track/case/")["Location"].endswith("/track/")


def test_confirming_by_code_starts_the_legal_term(db: None, make: Any, client: Client, sms: Any) -> None:
    import re

    from dauys.ground.messages.actions import send_due

    made = make.case(at=now() - timedelta(days=1))
    enter(client, number_of(made.case), made.code)
    assert client.post("/kk/track/confirm/").status_code == 302
    send_due(at=now())
    code = re.search(r"\b\d{6}\b", sms.texts[-1])
    assert code is not None
    wrong = f"{(int(code[0]) + 1) % 10**6:06d}"
    assert client.post("/kk/track/confirm/", {"code": wrong}).status_code == 422
    assert not make.fresh(made.id).by_law
    assert client.post("/kk/track/confirm/", {"code": code[0]}).status_code == 302
    assert make.fresh(made.id).by_law and make.fresh(made.id).case.identity == "code"
