"""One person by a form, and an ended account brought back: the rules and the letter of the table."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from tests import factories as make
from tests.sweep.world import turned_on

from dauys.directory.models import Membership
from dauys.ground.access.actors import Grant
from dauys.ground.accounts.models import Authenticator, Invitation, RoleGrant, User
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.office import actions, queries
from dauys.office.tests.test_staff import PASSWORD, grants, letter_to

PAGE = "/ru/desk/office/staff/"
NEW = f"{PAGE}new/"
ZERE = {"name": "Зере Үлгі", "email": "Zere@example.kz", "role": "officer", "language": "ru"}
PLACE = f"{make.HOUSING} chief-officer"


def test_a_person_is_added_once_and_gets_the_letter(admin: Client) -> None:
    for _ in range(2):
        reply = admin.post(NEW, {**ZERE, "place": PLACE})
        user = User.objects.get(email="zere@example.kz")
        assert reply["Location"] == f"{PAGE}{user.pk}/"
    assert (user.name, user.language) == ("Зере Үлгі", "ru") and not user.has_usable_password()
    assert grants(user.email) == (Grant("officer", f"{make.HOUSING}/"),)
    assert Membership.objects.get(user=user).post.code == "chief-officer"
    letter = Message.objects.get()
    assert letter.address == user.email and letter.language == "ru"
    verbs = [entry.verb for entry in queries.told()[0]]
    assert sorted(verbs[:4]) == sorted(["accounts.invite", "directory.appoint", "accounts.grant", "accounts.add_staff"])
    Client().post(letter_to(user.email), {"password": PASSWORD, "again": PASSWORD})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_who_is_there_gains_a_role_and_no_letter(admin: Client) -> None:
    admin.post(NEW, {**ZERE, "place": PLACE})
    assert admin.post(NEW, {**ZERE, "role": "controller", "place": "*", "language": "kk"}).status_code == 302
    assert User.objects.get(email="zere@example.kz").language == "ru"
    assert grants("zere@example.kz") == (Grant("officer", f"{make.HOUSING}/"), Grant("controller"))
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "ә" * 121}, "name"),
        ({"email": ""}, "email"),
        ({"email": "no mail"}, "email"),
        ({"email": "left@example.kz"}, "email"),
        ({"email": "taken@example.kz"}, "email"),
        ({"role": ""}, "role"),
        ({"role": "boss"}, "role"),
        ({"place": ""}, "place"),
        ({"place": "akmola/nowhere"}, "place"),
        ({"place": f"{make.HOUSING} minister"}, "place"),
        ({"language": "de"}, "language"),
    ],
    ids=str,
)
def test_errors_stand_beside_the_field_and_nothing_is_lost(admin: Client, wrong: dict[str, str], field: str) -> None:
    left, taken = make.staff("officer")[0], make.staff("officer")[0]
    User.objects.filter(pk=left.pk).update(email="left@example.kz", is_active=False)
    User.objects.filter(pk=taken.pk).update(email="taken@example.kz")
    before = RoleGrant.objects.count()
    page = admin.post(NEW, {**ZERE, "place": PLACE, **wrong})
    text = page.content.decode()
    assert page.status_code == 422 and list(page.context["form"].errors) == [field]
    assert f'id="id_{field}-error"' in text and f'href="#id_{field}"' in text
    for name in {"name", "email"} - {field}:
        assert f'value="{ZERE[name]}"' in text
    if field != "place":
        assert f'<option value="{PLACE}" selected>' in text
    assert User.objects.count() == 3 and RoleGrant.objects.count() == before and not Message.objects.exists()


def test_every_error_is_said_at_once(admin: Client) -> None:
    page = admin.post(NEW, {"name": "", "email": "", "role": "", "place": "", "language": "kk"})
    assert set(page.context["form"].errors) == {"name", "email", "role", "place"}


def ended(admin: Client) -> tuple[Any, str, Client]:
    """Somebody with password, second factor, an open letter and an open window, whose account was ended."""
    user, actor = make.staff("officer")
    turned_on(actor)
    system = make.staff("administrator", "")[1]
    actions.invite(user=user.pk, actor=system, at=now())
    letter, at_work = letter_to(user.email), Client()
    at_work.force_login(User.objects.get(pk=user.pk))
    assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 302
    return user, letter, at_work


def test_an_ended_account_comes_back_by_a_new_letter_only(admin: Client) -> None:
    user, letter, at_work = ended(admin)
    back = f"{PAGE}{user.pk}/back/"
    assert back in admin.get(f"{PAGE}{user.pk}/").content.decode() and user.name in admin.get(back).content.decode()
    for wrong in ({"role": "", "place": PLACE}, {"role": "officer", "place": "x"}, {"role": "boss", "place": "*"}):
        assert admin.post(back, wrong).status_code == 422
    assert not User.objects.get(pk=user.pk).is_active and not grants(user.email)
    for _ in range(2):
        assert admin.post(back, {"role": "clerk", "place": make.SOCIAL})["Location"] == f"{PAGE}{user.pk}/"
    row = User.objects.get(pk=user.pk)
    assert (
        row.is_active and not row.has_usable_password() and grants(user.email) == (Grant("clerk", f"{make.SOCIAL}/"),)
    )
    assert Entry.objects.filter(verb="accounts.bring_back").count() == 1
    assert "accounts.bring_back" in [entry.verb for entry in queries.told()[0]]
    # Nothing of before opens it.
    assert at_work.get("/kk/desk/").status_code == 302 and Client().get(letter).status_code == 410
    old = Client().post("/kk/login/", {"email": user.email, "password": make.PASSWORD})
    assert old.status_code == 422
    fresh = letter_to(user.email)
    assert fresh != letter and Invitation.objects.filter(user=user, used_at=None, expires_at__gt=now()).count() == 1
    assert Client().post(fresh, {"password": PASSWORD, "again": PASSWORD}).status_code == 200
    assert at_work.get("/kk/desk/").status_code == 302
    # The second factor of before is asked for still.
    assert Authenticator.objects.filter(user=user).exists()
    reply = Client().post("/kk/login/", {"email": user.email, "password": PASSWORD})
    assert reply["Location"] == "/kk/login/code/"
    assert admin.get(back)["Location"] == f"{PAGE}{user.pk}/"


def test_an_auditor_who_comes_back_is_one_only_if_named_again_and_leaves_with_notice(admin: Client) -> None:
    user = make.staff("auditor", "")[0]
    grant = RoleGrant.objects.get(user=user)
    admin.post(f"{PAGE}{user.pk}/roles/{grant.pk}/end/")
    assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 409, "fourteen days"
    assert admin.get(f"{PAGE}{user.pk}/back/")["Location"] == f"{PAGE}{user.pk}/", "the account works still"
    RoleGrant.objects.filter(pk=grant.pk).update(valid_until=localdate(now()) - timedelta(days=1))
    assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 302
    back = f"{PAGE}{user.pk}/back/"
    assert admin.post(back, {"role": "officer", "place": make.SOCIAL}).status_code == 302
    assert [g.role for g in grants(user.email)] == ["officer"]
    admin.post(NEW, {"name": user.name, "email": user.email, "role": "auditor", "place": "*", "language": "kk"})
    assert RoleGrant.objects.get(pk=grant.pk).valid_until is None
    assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 409
    admin.post(f"{PAGE}{user.pk}/roles/{grant.pk}/end/")
    assert RoleGrant.objects.get(pk=grant.pk).valid_until == localdate(now()) + timedelta(days=14)


def test_others_may_not(db: None) -> None:
    left = make.staff("officer")[0]
    User.objects.filter(pk=left.pk).update(is_active=False)
    for role, body in (("administrator", make.HOUSING), ("auditor", ""), ("head", "akmola/aqjar")):
        client = Client()
        client.force_login(make.staff(role, body)[0])
        for address, data in ((NEW, {**ZERE, "place": PLACE}), (f"{PAGE}{left.pk}/back/", {"role": "clerk"})):
            assert client.get(address).status_code == 404 and client.post(address, data).status_code == 404
    assert not User.objects.filter(email__iexact=ZERE["email"]).exists() and not Message.objects.exists()
    assert not User.objects.get(pk=left.pk).is_active
