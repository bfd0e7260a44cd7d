"""Staff from a table, letters by which they choose a password, deputies on leave, and the end of an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from tests import factories as make

from dauys.cases.models import Obligation
from dauys.directory.models import Membership, Post
from dauys.ground.access.actors import SYSTEM, Grant
from dauys.ground.accounts.actions import end_grant, name_deputy
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.models import Deputy, Invitation, RoleGrant, User
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.office import actions, queries
from dauys.office.models import Upload

PAGE = "/ru/desk/office/staff/"
HEAD = "email,name,role,body,area,post,language"
GOOD = f"""{HEAD}
Zere@example.kz,Зере Үлгі,officer,{make.HOUSING},,chief-officer,kk
zere@example.kz,Зере Үлгі,clerk,akmola/aqjar,kz/11/aqjar,,
petr@example.kz,Пётр Пробный,controller,*,,,ru
"""
PASSWORD = "жеті қазына бір сандық"


def bring(client: Client, text: str) -> Any:
    return client.post(PAGE, {"table": SimpleUploadedFile("t.csv", text.encode())})


def hire(client: Client, text: str = GOOD) -> str:
    """Brings a table and confirms it; the address of what it did."""
    address: str = bring(client, text)["Location"]
    seen = client.get(address).context["mark"]
    assert client.post(f"{address}confirm/", {"seen": seen})["Location"] == address
    return address


def letter_to(email: str) -> str:
    """The address in the newest letter to somebody, without the site."""
    user = User.objects.get(email__iexact=email)
    body = Message.objects.filter(once__startswith=f"invitation:{user.pk}:", state="queued").get().body
    return "/" + next(line for line in body.splitlines() if "/invitation/" in line).split("/", 3)[3]


def grants(email: str) -> tuple[Grant, ...]:
    return actor_of(with_grants().get(email__iexact=email)).grants


def test_a_table_makes_accounts_roles_posts_and_letters_once(admin: Client) -> None:
    address = hire(admin)
    assert Upload.objects.get().outcome == {"new": 2, "changed": 1, "same": 0}
    assert grants("zere@example.kz") == (
        Grant("officer", f"{make.HOUSING}/"),
        Grant("clerk", "akmola/aqjar/", "kz/11/aqjar/"),
    )
    assert grants("petr@example.kz") == (Grant("controller"),)
    post = Membership.objects.get(user__email="zere@example.kz").post
    assert (post.organization.code, post.code) == (make.HOUSING, "chief-officer")
    letter = Message.objects.get(language="ru")
    assert letter.address == "petr@example.kz" and "/ru/invitation/" in letter.body and "Пётр Пробный" in letter.body
    assert Message.objects.count() == 2 and Entry.objects.filter(verb="accounts.invite").count() == 2
    again = admin.post(f"{address}confirm/", {"seen": ""})
    assert again.status_code == 302 and User.objects.count() == 3
    assert "Petr" not in admin.get(address).content.decode()


def test_the_table_as_it_is_changes_nothing(admin: Client) -> None:
    hire(admin)
    page = admin.get(bring(admin, admin.get(f"{PAGE}file/").content.decode())["Location"])
    assert (page.context["new"], page.context["changed"], page.context["same"]) == (0, 0, 4)


def test_errors_name_line_and_column_and_nobody_is_hired(admin: Client) -> None:
    ended = make.staff("officer")[0]
    User.objects.filter(pk=ended.pk).update(is_active=False)
    rows = [
        HEAD,
        "no mail,Зере,officer,akmola/aqjar,,,",
        "a@example.kz,,boss,akmola/nowhere,kz/nowhere,,de",
        "b@example.kz,Болат,officer,,,,",
        f"c@example.kz,Сауле,officer,{make.HOUSING},,minister,",
        "d@example.kz,Дана,officer,akmola/aqjar,,,",
        "d@example.kz,Дина,clerk,akmola/aqjar,,,",
        "d@example.kz,Дана,officer,akmola/aqjar,,,",
        f"{ended.email},Кетті,officer,akmola/aqjar,,,",
    ]
    page = bring(admin, "\n".join(rows))
    assert page.status_code == 422
    assert {(p.line, p.column) for p in page.context["problems"]} == {
        (2, "email"), (3, "name"), (3, "role"), (3, "body"), (3, "area"), (3, "language"), (4, "body"), (5, "post"),
        (7, "name"), (8, "role"), (9, "email"),
    }  # fmt: skip
    assert User.objects.count() == 2 and not Upload.objects.exists() and not Message.objects.exists()


def test_a_letter_sets_a_password_once_and_opens_the_desk(admin: Client) -> None:
    hire(admin)
    address, person = letter_to("zere@example.kz"), Client()
    page = person.get(address)
    assert (
        page.status_code == 200
        and "no-store" in page["Cache-Control"]
        and not Entry.objects.filter(verb="accounts.accept_invitation")
    )
    for wrong, field in (
        ({"password": "қысқа", "again": "қысқа"}, "password"),
        ({"password": "1234567890", "again": "1234567890"}, "password"),
        ({"password": PASSWORD, "again": PASSWORD + "!"}, "again"),
        ({}, "password"),
    ):
        answer = person.post(address, wrong)
        assert answer.status_code == 422 and field in answer.context["form"].errors
    assert person.post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 200
    user = User.objects.get(email="zere@example.kz")
    assert user.check_password(PASSWORD)
    for method in (person.get, person.post):
        assert method(address).status_code == 410
    assert Message.objects.get(once__startswith=f"invitation:{user.pk}:").body == ""
    signed = person.post("/kk/login/", {"email": "zere@example.kz", "password": PASSWORD})
    assert signed.status_code == 302 and person.get("/kk/desk/").status_code == 200


def test_a_newer_letter_or_time_closes_the_older_one(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    hire(admin)
    first, user = letter_to("zere@example.kz"), User.objects.get(email="zere@example.kz")
    assert admin.post(f"{PAGE}{user.pk}/invite/").status_code == 302
    second, person = letter_to("zere@example.kz"), Client()
    assert (person.get(first).status_code, person.get(second).status_code) == (410, 200)
    Invitation.objects.update(expires_at=now())
    assert person.post(second, {"password": PASSWORD, "again": PASSWORD}).status_code == 410
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_who_has_a_password_keeps_it_until_the_letter_is_used(admin: Client) -> None:
    user = make.staff("officer")[0]
    admin.post(f"{PAGE}{user.pk}/invite/")
    assert User.objects.get(pk=user.pk).password == user.password
    at_work = Client()
    at_work.force_login(user)
    Client().post(letter_to(user.email), {"password": PASSWORD, "again": PASSWORD})
    assert at_work.get("/kk/desk/").status_code == 302  # signed out everywhere


def test_a_deputy_holds_the_roles_only_in_these_days_and_never_the_office(admin: Client) -> None:
    away, actor = make.staff("supervisor")
    other = make.staff("clerk", "centre")[0]
    RoleGrant.objects.create(user=away, role="administrator", valid_from=localdate(now()))
    today = localdate(now())
    address = f"{PAGE}{away.pk}/deputies/"
    late = {"deputy": str(other.pk), "since": today.isoformat(), "until": (today - timedelta(days=1)).isoformat()}
    for wrong in (late, {**late, "until": ""}, {**late, "deputy": str(away.pk)}):
        assert admin.post(address, wrong).status_code == 422
    assert not Deputy.objects.exists()
    good = {**late, "until": (today + timedelta(days=3)).strftime("%d.%m.%Y")}
    for _ in range(2):
        assert admin.post(address, good).status_code == 302
    row = Deputy.objects.get()
    assert grants(other.email) == (Grant("clerk", "centre/"), *actor.grants)
    for since, until, holds in ((-3, -1, False), (1, 2, False), (0, 0, True)):
        Deputy.objects.update(valid_from=today + timedelta(since), valid_until=today + timedelta(until))
        assert (len(grants(other.email)) == 2) is holds
    User.objects.filter(pk=away.pk).update(is_active=False)
    assert grants(other.email) == (Grant("clerk", "centre/"),)
    User.objects.filter(pk=away.pk).update(is_active=True)
    assert admin.post(f"{address}{row.pk}/end/").status_code == 302
    assert grants(other.email) == (Grant("clerk", "centre/"),)
    assert Entry.objects.filter(verb__in=["accounts.name_deputy", "accounts.end_deputy"]).count() == 2


def test_an_ended_account_opens_nothing_and_its_cases_go_back(admin: Client) -> None:
    team = make.team()
    made = make.case(owner=make.HOUSING)
    make.drafted(made, team)
    user = User.objects.get(pk=team.officer.user_id)
    row = Obligation.objects.get(assignee=user)
    other = make.staff("officer")[0]
    post = Post.objects.filter(organization__code=make.HOUSING).first()
    assert post is not None
    Membership.objects.create(user=user, post=post, valid_from=localdate(now()))
    today = localdate(now())
    system = make.staff("administrator", "")[1]
    name_deputy(user=other, deputy=user, since=today, until=today, actor=system, at=now())
    actions.invite(user=user.pk, actor=system, at=now())
    letter, at_work = letter_to(user.email), Client()
    at_work.force_login(user)
    assert admin.post(f"{PAGE}{user.pk}/end/").status_code == 422 and at_work.get("/kk/desk/").status_code == 200
    for _ in range(2):
        assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 302
    fresh = Obligation.objects.get(pk=row.pk)
    assert fresh.assignee is None and fresh.state == "in_work"
    assert Entry.objects.get(verb="cases.hand_back").payload["old"] == str(user.pk)
    assert Entry.objects.filter(verb="accounts.end_staff").count() == 1
    assert at_work.get("/kk/desk/").status_code == 302 and Client().get(letter).status_code == 410
    assert not grants(user.email) and not Membership.objects.filter(user=user, valid_until=None).exists()
    assert "закрыта" in admin.get(f"{PAGE}{user.pk}/").content.decode()


def test_the_last_administrator_stays(admin: Client) -> None:
    row = RoleGrant.objects.get(role="administrator")
    for path, data in ((f"roles/{row.pk}/end/", {}), ("end/", {"sure": "on"})):
        answer = admin.post(f"{PAGE}{row.user_id}/{path}", data)
        assert answer.status_code == 409 and "Это последний администратор" in answer.content.decode()
    assert not Entry.objects.filter(verb__in=["accounts.end_grant", "accounts.end_staff"]).exists()
    make.staff("administrator", "")
    assert admin.post(f"{PAGE}{row.user_id}/roles/{row.pk}/end/").status_code == 302
    assert admin.get(PAGE).status_code == 404


def test_a_role_that_ended_can_be_given_again(admin: Client) -> None:
    hire(admin)
    row = RoleGrant.objects.get(role="clerk")
    end_grant(grant_id=row.pk, actor=make.staff("administrator", "")[1], at=now())
    assert len(grants("zere@example.kz")) == 1
    hire(admin)
    assert len(grants("zere@example.kz")) == 2


def test_the_checklist_says_what_is_missing(admin: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    make.case(owner="gov/mot")

    def states() -> dict[str, str]:
        return {item.title: item.state for item in admin.get("/en/desk/office/").context["items"]}

    before = states()
    assert before["Two administrators"] == before["People in every body"] == before["Letters go out"] == "missing"
    assert before["The public address"] == "missing" and before["The structure of bodies"] == "done"
    make.staff("administrator", "")
    make.staff("officer", "gov/mot")
    for _ in range(2):
        assert admin.post("/en/desk/office/mail/").status_code == 302
    letter = Message.objects.get()
    assert letter.once.startswith("test-mail:") and states()["Letters go out"] == "look"
    Message.objects.update(state="sent")
    settings.PUBLIC_URL, settings.HTTPS = "https://dauys.example", True
    after = states()
    assert after["Two administrators"] == after["People in every body"] == after["Letters go out"] == "done"
    assert after["The public address"] == "done"


def test_an_administrator_of_a_branch_may_not(db: None) -> None:
    user = make.staff("officer")[0]
    client = Client()
    client.force_login(make.staff("administrator")[0])
    for path in ("", "file/", f"{user.pk}/"):
        assert client.get(f"{PAGE}{path}").status_code == 404
    assert bring(client, GOOD).status_code == 404
    assert client.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 404
    assert User.objects.get(pk=user.pk).is_active and not Upload.objects.exists()


def test_an_auditor_reads_everything_and_nobody_removes_one_silently(admin: Client) -> None:
    hire(admin, f"{HEAD}\naudit@example.kz,Тексеруші Үлгі,auditor,*,,,ru\n")
    Message.objects.all().delete()
    user, made = User.objects.get(email="audit@example.kz"), make.case(owner=make.HOUSING)
    auditor = Client()
    auditor.force_login(user)
    assert auditor.get(f"/kk/desk/cases/{made.id}/").status_code == 200
    told = auditor.get("/ru/desk/office/journal/").content.decode()
    assert "Дана роль" in told and "Тексеруші Үлгі · Аудитор" in told
    for path in ("", "staff/", "bodies/", f"staff/{user.pk}/"):
        assert auditor.get(f"/ru/desk/office/{path}").status_code == 404
    assert auditor.post(f"/kk/desk/cases/take/{made.obligation.pk}/").status_code == 404
    grant = RoleGrant.objects.get(user=user)
    assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 409
    for _ in range(2):
        assert admin.post(f"{PAGE}{user.pk}/roles/{grant.pk}/end/").status_code == 302
    last = localdate(now()) + timedelta(days=14)
    assert RoleGrant.objects.get(user=user).valid_until == last and grants(user.email) == (Grant("auditor"),)
    letters = Message.objects.filter(once__startswith=f"auditor:{grant.pk}:")
    assert {letter.address for letter in letters} == {user.email, User.objects.get(grants__role="administrator").email}
    assert Entry.objects.get(verb="accounts.end_grant").payload["until"] == last.isoformat()
    assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 409
    RoleGrant.objects.filter(user=user).update(valid_until=localdate(now()) - timedelta(days=1))
    assert admin.post(f"{PAGE}{user.pk}/end/", {"sure": "on"}).status_code == 302
    assert not User.objects.get(pk=user.pk).is_active


def test_the_journal_of_the_office_is_read_page_by_page(admin: Client) -> None:
    hire(admin)
    everything = queries.told()[0]
    found, before = [], None
    while True:
        rows, before = queries.told(before, size=3)
        found += rows
        if before is None:
            break
    assert [row.pk for row in found] == [row.pk for row in everything] and len(found) > 6
    assert admin.get("/kk/desk/office/journal/?before=x").status_code == 200


def test_hiring_from_the_server_sends_one_letter_whose_address_is_told(db: None) -> None:
    cells = {"email": "first@example.kz", "name": "Бірінші Үлгі", "role": "administrator", "body": "*", "language": ""}
    for _ in range(2):
        address, problems = actions.hire(cells=cells, actor=SYSTEM, at=now())
        assert not problems and letter_to("first@example.kz") in address
    assert User.objects.count() == 1 and Entry.objects.filter(verb="accounts.invite").count() == 2
    assert actions.hire(cells={**cells, "role": "boss"}, actor=SYSTEM, at=now())[0] == ""
