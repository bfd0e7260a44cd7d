"""Files of an answer: put to it while it is written, read by its author only, never public unless ticked, erased."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories as make
from tests.log import follow
from tests.sweep.world import a_pdf

from dauys.answers import actions
from dauys.answers.handlers import send_out
from dauys.answers.models import Answer, Attachment
from dauys.answers.own_copy import export_person
from dauys.cases import actions as cases
from dauys.cases.own_copy import Whose
from dauys.cases.queries import number_of
from dauys.cases.rules import ImpossibleStep
from dauys.channels.actions.sweeping import sweep_files
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.files.actions import path_of
from dauys.ground.files.checking import BadFile
from dauys.ground.files.models import StoredFile
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.publication import actions as publication
from dauys.publication.models import Publication
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db
AT = make.AT + timedelta(hours=5)


def picture() -> list[Any]:
    return [list(m.objects.order_by("pk").values()) for m in (Answer, Attachment, StoredFile, Publication)] + [
        Entry.objects.count()
    ]


def drafted(**about: Any) -> tuple[make.Made, make.Team]:
    made, team = make.case(owner=make.HOUSING, **about), make.team()
    make.drafted(made, team)
    return made, team


def with_file(**about: Any) -> tuple[make.Made, make.Team, Attachment]:
    made, team = drafted(**about)
    return made, team, make.attached(made, team, a_pdf(), at=AT)


def sent(made: make.Made, team: make.Team) -> Answer:
    actions.submit(obligation=made.obligation.pk, actor=team.officer, at=AT)
    revision = make.revision_of(made.obligation.pk)
    return actions.send(obligation=made.obligation.pk, revision=revision, actor=team.supervisor, at=AT)


def author(made: make.Made) -> Client:
    client = Client()
    client.post("/ru/track/", {"number": number_of(made.case), "code": made.code})
    return client


def as_staff(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_a_file_makes_a_new_revision_and_is_checked() -> None:
    made, team, kept = with_file()
    assert Answer.objects.get().revision == 2 and kept.file.holder == kept.answer_id
    again = make.attached(made, team, a_pdf(), at=AT)
    assert again.pk == kept.pk or Attachment.objects.count() == 2  # a PDF made anew may have other bytes
    before = picture()
    with pytest.raises(BadFile):
        make.attached(made, team, b"MZ not a document", name="x.pdf")
    assert picture() == before


def test_only_who_writes_may_attach_and_only_while_writing() -> None:
    made, team, kept = with_file()
    leg, others = made.obligation.pk, [make.staff("officer")[1], make.staff("officer", make.SOCIAL)[1]]
    before = picture()
    for actor in others:
        with pytest.raises(Denied):
            actions.attach(obligation=leg, data=a_pdf(), name="a.pdf", actor=actor, at=AT)
        with pytest.raises(Denied):
            actions.detach(obligation=leg, file=kept.pk, actor=actor, at=AT)
    assert picture() == before
    actions.submit(obligation=leg, actor=team.officer, at=AT)
    before = picture()
    with pytest.raises((ImpossibleStep, Denied)):
        actions.attach(obligation=leg, data=a_pdf(), name="b.pdf", actor=team.officer, at=AT)
    with pytest.raises((ImpossibleStep, Denied)):
        actions.detach(obligation=leg, file=kept.pk, actor=team.officer, at=AT)
    assert picture() == before


def test_taken_away_it_is_gone() -> None:
    made, team, kept = with_file()
    actions.detach(obligation=made.obligation.pk, file=kept.pk, actor=team.officer, at=AT)
    assert not Attachment.objects.exists() and not StoredFile.objects.exists() and not path_of(kept.pk).exists()
    before = picture()
    actions.detach(obligation=made.obligation.pk, file=kept.pk, actor=team.officer, at=AT)
    assert picture() == before


def form_of(made: make.Made, **more: Any) -> dict[str, Any]:
    return {**make.BLOCKS, "language": "kk", "revision": make.revision_of(made.obligation.pk), **more}


def test_the_editor_keeps_text_and_files_together() -> None:
    made, team = drafted()
    client, address = as_staff(team.officer), f"/ru/desk/obligations/{made.obligation.pk}/answer/"
    text = "Тексерілді, құбыр жарылған, жөндеу басталды."
    upload = SimpleUploadedFile("акт.pdf", a_pdf(), "application/pdf")
    assert client.post(address, form_of(made, found=text, scan=upload, save="1")).status_code == 302
    kept = Attachment.objects.get()
    assert Answer.objects.get().found == text
    page = client.get(address).content.decode()
    assert "акт.pdf" in page and f'value="{kept.pk}"' in page
    bad = SimpleUploadedFile("вирус.exe", b"MZ", "application/pdf")
    refused = client.post(address, form_of(made, found=text + " Тағы.", scan=bad, submit="1"))
    assert refused.status_code == 422 and "вирус.exe" in refused.content.decode()
    assert text + " Тағы." in refused.content.decode() and Answer.objects.get().state == "draft"
    assert client.post(address, form_of(made, detach=str(kept.pk))).status_code == 302
    assert not Attachment.objects.exists()


def test_staff_of_the_case_and_its_author_open_it_and_nobody_else() -> None:
    made, team, kept = with_file()
    staff_way = f"/ru/desk/obligations/{made.obligation.pk}/answer/files/{kept.pk}/"
    own_way = f"/ru/track/case/files/{kept.pk}/"
    assert as_staff(team.supervisor).get(staff_way).status_code == 200
    assert as_staff(make.staff("officer", make.SOCIAL)[1]).get(staff_way).status_code == 404
    assert author(made).get(own_way).status_code == 404  # not sent yet
    sent(made, team)
    other = make.case(owner=make.HOUSING)
    other_way = f"/ru/desk/obligations/{other.obligation.pk}/answer/files/{kept.pk}/"
    assert as_staff(team.officer).get(other_way).status_code == 404
    client = author(made)
    assert "акт.pdf" in client.get("/ru/track/case/").content.decode()
    got = client.get(own_way)
    assert got.status_code == 200 and got["Content-Disposition"].startswith("attachment")
    assert author(other).get(own_way).status_code == 404
    assert Client().get(own_way)["Location"].endswith("/track/")


def test_an_infected_file_leaves_for_nobody() -> None:
    made, team, kept = with_file()
    sent(made, team)
    StoredFile.objects.update(verdict="infected", threat="X", checked_at=AT)
    assert author(made).get(f"/ru/track/case/files/{kept.pk}/").status_code == 409
    staff_way = f"/ru/desk/obligations/{made.obligation.pk}/answer/files/{kept.pk}/"
    assert as_staff(team.officer).get(staff_way).status_code == 409


def test_a_mail_names_the_files_and_carries_none() -> None:
    made, team, _kept = with_file(answer_by="email", email="a@example.kz")
    sent(made, team)
    send_out(Entry.objects.get(verb="answers.send"))
    body = Message.objects.get(once__endswith=":mail").body
    assert "Жауапқа 1 файл тіркелді." in body and "/kk/track/" in body and "акт.pdf" not in body


def test_grouped_cases_read_the_files_of_the_main_one() -> None:
    made, team, kept = with_file()
    member = make.case(owner=make.HOUSING)
    cases.group(case_id=member.id, main=made.id, actor=team.supervisor, at=AT)
    sent(made, team)
    follow(AT + timedelta(minutes=1), hearers=HEARERS)
    assert author(member).get(f"/ru/track/case/files/{kept.pk}/").status_code == 200
    assert "акт.pdf" in as_staff(team.officer).get(f"/ru/desk/cases/{member.id}/").content.decode()


def test_nothing_is_public_unless_ticked() -> None:
    made, team, kept = with_file(publish=True)
    answer = sent(made, team)
    plain = publication.publish(case_id=made.id, text=make.TEXT, decided=answer.decided, actor=team.supervisor, at=AT)
    way = f"/ru/voices/{plain.public_id}/files/{kept.pk}/"
    assert plain.files == [] and Client().get(way).status_code == 404
    assert "акт.pdf" not in Client().get(f"/ru/voices/{plain.public_id}/").content.decode()
    other, others, theirs = with_file(publish=True)
    decided = sent(other, others).decided
    look = as_staff(team.supervisor)
    page = look.get(f"/ru/desk/publish/{other.id}/").content.decode()
    assert 'name="show_files"' in page and f'value="{theirs.pk}" id="id_show_files">' in page
    about = {"act": "publish", "text": make.TEXT, "decided": decided, "show_files": [str(theirs.pk)]}
    assert look.post(f"/ru/desk/publish/{other.id}/", about).status_code == 422  # only with the answer
    foreign = {**about, "show_answer": "1", "show_files": [str(kept.pk)]}
    assert look.post(f"/ru/desk/publish/{other.id}/", foreign).status_code == 422
    assert look.post(f"/ru/desk/publish/{other.id}/", {**about, "show_answer": "1"}).status_code == 302
    shown = Publication.objects.get(case=other.id)
    way = f"/ru/voices/{shown.public_id}/files/{theirs.pk}/"
    assert shown.files == [theirs.pk] and Client().get(way).status_code == 200
    assert Client().get(f"/ru/voices/{shown.public_id}/files/{kept.pk}/").status_code == 404
    publication.refuse(case_id=other.id, reason="personal_data", actor=team.supervisor, at=AT)
    assert Client().get(way).status_code == 404 and Publication.objects.get(case=other.id).files == []


def test_the_own_copy_names_it_and_erasing_removes_it() -> None:
    made, team, kept = with_file()
    whose = Whose((made.id,), None, "kk")
    assert not [one for one in export_person(whose) if one.code == "answer_file"]
    sent(made, team)
    (named,) = [one for one in export_person(whose) if one.code == "answer_file"]
    assert ("name", "акт.pdf") in [(code, value) for code, _label, value in named.fields]
    cases.erase(case_id=made.id, actor=SYSTEM, at=AT)
    assert not StoredFile.objects.exists() and not path_of(kept.pk).exists()


def test_sweeping_keeps_what_an_answer_has() -> None:
    _made, _team, kept = with_file()
    lost = StoredFile.objects.create(
        id=make.uuid4(), holder=kept.answer_id, name="x.pdf", media_type="application/pdf", size=1, sha256=b"x",
        created_at=AT,
    )  # fmt: skip
    assert sweep_files(before=now() + timedelta(days=1)) == 1
    assert StoredFile.objects.get().pk == kept.pk and not StoredFile.objects.filter(pk=lost.pk).exists()
