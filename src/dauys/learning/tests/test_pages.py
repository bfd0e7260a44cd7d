"""The page of learning is for who leads a body, and reads like no page to the others."""

import pytest
from django.test import Client
from tests import factories as make


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("head", 200), ("officer", 404), ("clerk", 404)])
def test_who_may_see_it(db: None, role: str, status: int) -> None:
    client = Client()
    client.force_login(make.staff(role)[0])
    assert client.get("/kk/desk/learning/").status_code == status


def test_others_are_led_to_the_sign_in(db: None) -> None:
    assert "/login/" in Client().get("/kk/desk/learning/")["Location"]
