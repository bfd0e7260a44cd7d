"""Method sheets: drafted, issued, superseded, read; shown beside the editor and at the case without a statement."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests.sheets import words

from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.oversight import actions
from dauys.oversight.models import Acknowledgement, Sheet, Version
from dauys.oversight.rules import gaps, nearest
from dauys.oversight.shelf import InForce, forget, sheet_for

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture(autouse=True)
def empty_shelf() -> Any:
    forget()
    yield
    forget()


def picture() -> list[Any]:
    return [list(m.objects.order_by("pk").values()) for m in (Sheet, Version, Acknowledgement)] + [
        Entry.objects.count()
    ]


def issued(title: str = "Бірінші", *, at: Any = AT, writer: Any = None, **about: Any) -> Version:
    writer = writer or make.staff("controller", "")[1]
    made = actions.draft(words=words(title=title), revision=0, actor=writer, at=at, **about)
    return actions.issue_sheet(version=made.pk, revision=1, actor=writer, at=at)


def as_staff(user: Any) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_the_nearest_sheet_is_followed() -> None:
    def one(org_path: str = "", topic: str = "", kind: str = "") -> InForce:
        return InForce(uuid4(), 1, org_path, topic, kind, {})

    general, kind, topic, near = one(), one(kind="message"), one(topic="water"), one("a/", topic="water")
    about = {"owner_path": "a/b/", "topic": "water", "kind": "message"}
    assert nearest([general, kind], **about) is kind
    assert nearest([near, general, kind, topic], **about) is near
    assert nearest([near, topic], owner_path="c/", topic="water", kind="message") is topic
    assert nearest([topic, kind], owner_path="a/", topic="roads", kind="complaint") is None


def test_gaps_name_the_languages() -> None:
    whole = {"title": "a", "text": "b", "points": ["1", "2"]}
    assert gaps({"kk": whole, "ru": whole}, ["kk", "ru"]) == []
    assert gaps({"kk": whole}, ["kk", "ru"]) == ["ru"]
    assert gaps({"kk": whole, "ru": {**whole, "text": ""}}, ["kk", "ru"]) == ["ru"]
    assert gaps({"kk": whole, "ru": {**whole, "points": ["1"]}}, ["kk", "ru"]) == ["kk", "ru"]
    assert gaps({"kk": {**whole, "points": []}}, ["kk"]) == ["kk"]


def test_a_new_version_supersedes_and_the_old_one_stays_readable() -> None:
    first = issued()
    writer = make.staff("administrator", "")[1]
    later = AT + timedelta(days=1)
    made = actions.draft(words=words(title="Екінші"), revision=0, actor=writer, at=later, sheet_id=first.sheet_id)
    assert made.number == 2 and sheet_for("akmola/", "water", "message").id == first.pk
    actions.issue_sheet(version=made.pk, revision=1, actor=writer, at=later)
    first.refresh_from_db()
    assert (first.state, first.superseded_at) == ("superseded", later)
    assert sheet_for("akmola/", "water", "message").id == made.pk
    page = as_staff(make.staff("officer")[0]).get(f"/ru/desk/sheets/{first.pk}/").content.decode()
    assert "Бірінші" in page and "Заменён" in page


def test_only_the_administration_of_the_branch_writes() -> None:
    first = issued()
    others = [make.staff(role)[1] for role in ("officer", "supervisor", "head", "clerk", "controller")]
    draft = actions.draft(
        words=words(), revision=0, actor=make.staff("controller", "")[1], at=AT, sheet_id=first.sheet_id
    )
    before = picture()
    for actor in others:
        with pytest.raises(Denied):
            actions.draft(words=words(), revision=1, actor=actor, at=AT, sheet_id=first.sheet_id)
        with pytest.raises(Denied):
            actions.issue_sheet(version=draft.pk, revision=1, actor=actor, at=AT)
    assert picture() == before
    own = issued("Өз органы", writer=others[-1])  # a controller of one body writes for it
    assert own.sheet.org_path == f"{make.HOUSING}/"
    stranger = as_staff(make.staff("officer", make.SOCIAL)[0])
    assert stranger.get(f"/ru/desk/sheets/{own.pk}/").status_code == 404
    assert stranger.get(f"/ru/desk/sheets/{draft.pk}/").status_code == 404


def test_what_was_read_is_issued_once() -> None:
    writer = make.staff("controller", "")[1]
    made = actions.draft(words=words(), revision=0, actor=writer, at=AT)
    actions.draft(words=words(2), revision=1, actor=writer, at=AT)
    before = picture()
    with pytest.raises(actions.StaleSheet):
        actions.issue_sheet(version=made.pk, revision=1, actor=writer, at=AT)
    with pytest.raises(actions.StaleSheet):
        actions.draft(words=words(), revision=0, actor=writer, at=AT)
    with pytest.raises(actions.AlreadyIssued):
        actions.acknowledge_sheet(version=made.pk, actor=writer, at=AT)
    assert picture() == before
    actions.issue_sheet(version=made.pk, revision=2, actor=writer, at=AT)
    with pytest.raises(actions.AlreadyIssued):
        actions.issue_sheet(version=made.pk, revision=2, actor=writer, at=AT)
    broken = actions.draft(words={"kk": words(1)["kk"]}, revision=0, actor=writer, at=AT, kind="message")
    with pytest.raises(actions.Incomplete):
        actions.issue_sheet(version=broken.pk, revision=1, actor=writer, at=AT)


def test_an_officer_says_once_that_they_read_it() -> None:
    made, (user, _actor) = issued(), make.staff("officer")
    client = as_staff(user)
    for _ in range(2):
        assert client.post(f"/ru/desk/sheets/{made.pk}/read/").status_code == 302
    assert Acknowledgement.objects.count() == 1
    assert Entry.objects.filter(verb="oversight.acknowledge_sheet").count() == 1
    assert "Вы прочитали" in client.get("/ru/desk/sheets/").content.decode()


def test_editor_and_case_show_the_sheet(sql_count: Any) -> None:
    issued("Барлығына")
    made, team = make.case(owner=make.HOUSING), make.team()
    issued("Хабарламаға", kind=made.obligation.kind)
    make.drafted(made, team)
    client = as_staff(made.obligation.__class__.objects.get(pk=made.obligation.pk).assignee)
    editor = client.get(f"/ru/desk/obligations/{made.obligation.pk}/answer/").content.decode()
    assert "Хабарламаға" in editor and "Тармақ 3" in editor and "Вы ещё не читали" in editor
    client.get(f"/ru/desk/cases/{made.id}/")
    with sql_count() as sql:
        page = client.get(f"/ru/desk/cases/{made.id}/").content.decode()
    assert "Хабарламаға" in page and len(sql) <= 6


def test_the_form_keeps_what_was_typed() -> None:
    client = as_staff(make.staff("controller", "")[0])
    said = {"title": "Үлгі", "text": "Мәтін", "points": "Бір\r\nЕкі"}
    typed = {f"{name}_{code}": text for code in ("kk", "ru", "en") for name, text in said.items()}
    bad = client.post("/ru/desk/sheets/new/", {**typed, "title_ru": "", "revision": 0})
    assert bad.status_code == 422 and "Мәтін" in bad.content.decode() and not Version.objects.exists()
    assert client.post("/ru/desk/sheets/new/", {**typed, "revision": 0}).status_code == 302
    made = Version.objects.get()
    assert made.words["kk"]["points"] == ["Бір", "Екі"]
    stale = client.post("/ru/desk/sheets/new/", {**typed, "title_kk": "Басқа", "revision": 0})
    assert stale.status_code == 422 and "Басқа" in stale.content.decode()
    assert client.post(f"/ru/desk/sheets/{made.pk}/issue/", {"revision": 1}).status_code == 302
    made.refresh_from_db()
    assert made.state == "in_force"
