"""A marker in every field that holds words about a person: each is in the copy of its author and in nobody else's."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.models import CharField, Model, TextField
from tests import factories as make
from tests import receptions as desk

from dauys.answers.models import Answer, Delivery, Hearing, Rating
from dauys.cases.models import Case, Correction, Demand, Extension, Hold, Obligation, Party, Question, Supporter, Voice
from dauys.cases.of_contact import all_of, contact_of
from dauys.cases.own_copy import Whose
from dauys.channels.own_copy import as_json, as_pdf, everything
from dauys.ground.files.models import StoredFile
from dauys.ground.messages.models import Message
from dauys.ground.sealed.fields import SealedTextField
from dauys.ground.sealed.seal import lookup_key
from dauys.publication.models import Publication, Subscription
from dauys.receptions.models import Instruction, Protocol, Visit, Visitor
from dauys.routing.models import GiveBack, Leaving
from dauys.volunteers.models import Call, Consent, Group, Impression, Line, Offer, Thanks, Volunteer
from dauys.volunteers.models import Held as HeldSkill

pytestmark = pytest.mark.django_db
AT = make.AT
PHONES = {"bir": "+77075551234", "eki": "+77075551235"}
# What people fill in about somebody, model by model. Fields of the same models that hold codes, or that no copy holds:
HELD: tuple[type[Model], ...] = (
    Voice, Party, Demand, Question, Extension, Answer, Delivery, Rating, Hearing, GiveBack, Leaving, Publication,
    Supporter, Message, StoredFile, Subscription, Hold, Correction, Visit, Visitor, Protocol, Instruction,
    Volunteer, HeldSkill, Consent, Group, Call, Line, Impression, Thanks,
)  # fmt: skip
NOT_WORDS = {
    "role", "end", "state", "language", "way", "solved", "ground", "region", "district", "area_path", "topic",
    "reason", "reasons", "once", "outcome", "verdict", "channel", "media_type", "public_id",
    "kind", "mode", "source", "place_path", "held_in", "held_at",
    "vetting", "skill", "work", "what",
    "seen",  # by what somebody was known
    "answer",  # whether the public page shows one
    "threat",  # what the scanner calls a virus
    "unsubscribe",  # the key to end mails
    "instead",  # the phone or e-mail of the same person, for what their first way does not take
    "code", "key_id", "holder_salt",  # of a certificate, made by the program
}  # fmt: skip
# Tables with words that hold no person outside the staff, or nothing that a contact can be looked for in.
ELSEWHERE = {
    "accounts", "directory", "doctor", "figures", "journal", "learning", "log", "office", "packs", "places", "rooms",
    "oversight", "search", "sessions", "throttle", "contenttypes", "migrations", "channels", "auth",
}  # fmt: skip


def words_of(model: type[Model]) -> list[str]:
    kinds = (CharField, TextField, SealedTextField)
    return [f.name for f in model._meta.concrete_fields if isinstance(f, kinds) and f.name not in NOT_WORDS]


def mark(who: str, model: type[Model], name: str) -> str:
    if name == "phone":
        return PHONES[who]
    if name in ("email", "address") and model in (Party, Supporter, Message, Subscription, Visitor, Volunteer):
        return PHONES[who] if model is Message else f"{who}-{model.__name__}-{name}@example.kz".lower()
    return f"Белгі-{who}-{model.__name__}-{name}"


def marked(who: str, model: type[Model]) -> dict[str, str]:
    return {name: mark(who, model, name) for name in words_of(model)}


def lived(who: str) -> Case:
    """A case with a row in every table, each field of it marked."""
    team, key = make.team(), lookup_key(PHONES[who], what="phone")
    made, _team, answer = make.answered(team_=team, phone=PHONES[who])
    case, leg = made.case, made.obligation
    officer, boss = team.officer.user_id, team.supervisor.user_id
    Case.objects.filter(pk=case.pk).update(external_number=f"Белгі-{who}-external")
    Voice.objects.filter(case=case).update(**marked(who, Voice))
    Party.objects.filter(case=case).update(**marked(who, Party), national_id_key=b"x" * 32)
    Answer.objects.filter(pk=answer.pk).update(**marked(who, Answer))
    Delivery.objects.filter(answer=answer).delete()
    Delivery.objects.create(id=uuid4(), answer=answer, way="page", at=AT, **marked(who, Delivery))
    Rating.objects.create(answer=answer, score=5, solved="solved", at=AT, **marked(who, Rating))
    Demand.objects.create(obligation=leg, **marked(who, Demand))
    asked = {"asked_at": AT, "asked_by_id": officer}
    Question.objects.create(id=uuid4(), obligation=leg, end="answered", ended_at=AT, **asked, **marked(who, Question))
    Extension.objects.create(
        id=uuid4(), obligation=leg, until=AT.date(), state="refused", decided_at=AT, **asked, **marked(who, Extension)
    )
    Hearing.objects.create(
        id=uuid4(), obligation=leg, state="signed", starts_at=AT, invited_at=AT, invited_by_id=officer, chair_id=boss,
        secretary_id=officer, written_at=AT, signed_at=AT, **marked(who, Hearing),
    )  # fmt: skip
    GiveBack.objects.create(id=uuid4(), obligation=leg, by_id=officer, at=AT, **marked(who, GiveBack))
    Leaving.objects.create(
        id=uuid4(), obligation=leg, ground="no-substance", by_id=officer, at=AT, **marked(who, Leaving)
    )
    Publication.objects.create(
        case=case, public_id=who, state="published", answer="shown", language="kk", region="", district="",
        area_path=make.AQJAR, asked_at=AT, published_at=AT, looked_at_by_id=boss, **marked(who, Publication),
    )  # fmt: skip
    Hold.objects.create(id=uuid4(), case=case, since=AT, by_id=boss, **marked(who, Hold))
    asked = marked(who, Correction) | {"wanted": json.dumps({"address": mark(who, Correction, "wanted")})}
    applicant = Party.objects.get(case=case, role="applicant")
    Correction.objects.create(id=uuid4(), case=case, party=applicant, seen="code", asked_at=AT, **asked)
    visited(who, case, officer, boss)
    row = helping(who, key)
    called(who, case, officer, key)
    thanked(who, case, row)
    Message.objects.all().filter(case_id=case.pk).delete()
    Message.objects.create(
        id=uuid4(), once=who, channel="sms", language="kk", case_id=case.pk, created_at=AT, **marked(who, Message)
    )
    StoredFile.objects.create(
        id=uuid4(), holder=case.pk, media_type="image/png", size=1, sha256=who.encode(), created_at=AT,
        **marked(who, StoredFile),
    )  # fmt: skip
    join(who, make.case(phone="+77009990000").id, key)
    Subscription.objects.create(
        id=uuid4(), address_key=lookup_key(mark(who, Party, "email"), what="email"), language="kk", created_at=AT,
        **marked(who, Subscription),
    )  # fmt: skip
    Party.objects.filter(case=case).update(email_key=lookup_key(mark(who, Party, "email"), what="email"))
    return case


def visited(who: str, case: Case, officer: UUID, boss: UUID) -> None:
    visit = Visit.objects.create(
        id=uuid4(), host=desk.host(), state="done", kind="unscheduled", source="desk", language="kk", case=case,
        created_at=AT, **marked(who, Visit),
    )  # fmt: skip
    Visitor.objects.create(id=uuid4(), visit=visit, **marked(who, Visitor))
    protocol = Protocol.objects.create(
        id=uuid4(), visit=visit, outcome="explained", written_by_id=officer, written_at=AT, signed_by_id=boss,
        signed_at=AT, digest=b"x" * 32, **marked(who, Protocol),
    )  # fmt: skip
    Instruction.objects.create(
        id=uuid4(), protocol=protocol, position=1, executor=make.body(), **marked(who, Instruction)
    )


def helping(who: str, key: bytes) -> Volunteer:
    """A volunteer with a group, a skill and a parent; the language they are written to in is a code."""
    office = make.body("volunteers/akmola/aqjar")
    group = Group.objects.create(id=uuid4(), office=office, kind="class", created_at=AT, **marked(who, Group))
    person = marked(who, Volunteer)
    row = Volunteer.objects.create(
        id=uuid4(), office=office, group=group, source="web", born_on=AT.date(), language="kk", phone_key=key,
        email_key=lookup_key(person["email"], what="email"), created_at=AT, changed_at=AT, **person,
    )  # fmt: skip
    HeldSkill.objects.create(id=uuid4(), volunteer=row, skill="cooking", **marked(who, HeldSkill))
    Consent.objects.create(
        id=uuid4(), volunteer=row, kind="guardian", way="code", asked_at=AT, until=AT.date(), **marked(who, Consent)
    )
    return row


def called(who: str, case: Case, officer: UUID, key: bytes) -> None:
    Line.objects.create(
        obligation=Obligation.objects.get(case=case), source="phone", work="general", capacity=3, lat=0, lon=0,
        during=(AT, AT + timedelta(hours=2)), created_at=AT, **marked(who, Line),
    )  # fmt: skip
    Call.objects.create(
        id=uuid4(), office=make.body("volunteers"), way="in", state="done", language="kk", due_at=AT, created_at=AT,
        ended_at=AT, phone_key=key, taken_by_id=officer, taken_at=AT, case=case, **marked(who, Call),
    )  # fmt: skip


def thanked(who: str, case: Case, volunteer: Volunteer) -> None:
    line = Line.objects.get(obligation__case=case)
    offer = Offer.objects.create(
        id=uuid4(), line=line, volunteer=volunteer, state="came", source="desk", during=line.during, created_at=AT
    )
    Impression.objects.create(offer=offer, score=5, at=AT, **marked(who, Impression))
    Thanks.objects.create(case=case, at=AT, **marked(who, Thanks))


def join(who: str, case: UUID, key: bytes) -> None:
    Supporter.objects.create(
        id=uuid4(), case_id=case, idempotency_key=uuid4(), phone_key=key, email_key=uuid4().bytes * 2,
        code_key=uuid4().bytes * 2, language="kk", joined_at=AT + timedelta(hours=1), **marked(who, Supporter),
    )  # fmt: skip


def copy_of(channel: str, address: str) -> str:
    contact = contact_of(channel, address)
    whose = Whose(tuple(all_of(contact)), contact, "kk")
    records = everything(whose)
    assert as_pdf(records, whose, AT).startswith(b"%PDF")
    return json.dumps(as_json(records, whose, AT), ensure_ascii=False, default=str)


def test_every_marker_is_in_the_copy_of_its_author_only() -> None:
    for who in PHONES:
        lived(who)
    for who, other in (("bir", "eki"), ("eki", "bir")):
        copies = copy_of("sms", PHONES[who]) + copy_of("mail", mark(who, Party, "email"))
        wanted = [mark(who, model, name) for model in HELD for name in words_of(model)] + [f"Белгі-{who}-external"]
        assert [m for m in wanted if m not in copies] == []
        assert other not in copies and PHONES[other] not in copies


def test_who_joined_is_in_the_copy_of_nobody_else() -> None:
    case = lived("bir")
    join("eki", case.pk, lookup_key(PHONES["eki"], what="phone"))
    Message.objects.create(
        id=uuid4(), once="eki", channel="sms", language="kk", case_id=case.pk, created_at=AT, **marked("eki", Message)
    )
    assert "eki" not in copy_of("sms", PHONES["bir"])
    own = copy_of("sms", PHONES["eki"])
    assert mark("eki", Message, "body") in own and mark("eki", Supporter, "name") in own
    assert "Белгі-bir" not in own


def test_no_table_with_words_is_forgotten() -> None:
    """A new one goes into HELD, or says here why it holds no person's words. A ticket of a queue holds at most a
    phone, until the night, and nobody can say whose it is; nor whose a wish for help is that nobody has confirmed, nor
    who stands in a table that a clerk brought."""
    holders = {m for m in apps.get_models() if m._meta.app_label not in ELSEWHERE and words_of(m)}
    known = {*HELD, Case}
    without = {"Obligation", "ClockEvent", "SavedList", "Export", "Attempt", "Bulk", "BulkRow", "Device", "Host"}
    codes = {
        "Place",
        "Run",
        "Gap",
        "Idle",
        "Pin",
        "Offer",
        "Claim",
        "Import",
        "PointEntry",
        "Campaign",
        "Zone",
        "Team",
        "Enrolment",
        "CheckIn",
    }  # of volunteering: places and reasons as codes
    assert {m.__name__ for m in holders - known} <= {*without, *codes, "Ticket", "Window", "Asking", "NeedTable"}
