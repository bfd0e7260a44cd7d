"""Makes staff, cases and answers for tests, always through the real actions and at fixed moments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from dauys.answers import actions as answers
from dauys.answers.models import Answer, Attachment, Hearing
from dauys.cases import actions as cases
from dauys.cases.actions import NewParty, NewVoice
from dauys.cases.models import Case, Obligation
from dauys.cases.queries import tracking_code
from dauys.channels import actions as channels
from dauys.directory.cache import areas, organizations
from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.accounts import actions as accounts
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.models import User
from dauys.ground.packs.current import current
from dauys.routing import actions as routing

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")  # a Wednesday
SINCE = date(2026, 1, 1)
AQJAR = "kz/11/aqjar/dostyq/"
HOUSING = "akmola/aqjar/housing"
SOCIAL = "akmola/aqjar/social"
PASSWORD = "a long enough password"
TEXT = "Біздің көшеде үш күннен бері су жоқ. Ауыз су тасып ішіп отырмыз, көмектесіңіздерші."
CRIME = "Учаскелік құжатты тездету үшін пара сұрап отыр, ақшаны ертең әкел дейді."
BLOCKS = {
    "asked": "Сіз көшеңізде су жоқ екенін жаздыңыз.",
    "found": "Учаскеде магистраль жарылған, 5 наурызда тексерілді.",
    "decided": "Құбыр 6 наурызда жөнделді, су берілді.",
    "appeal": "Келіспесеңіз, аудан әкімдігіне үш ай ішінде шағымдана аласыз.",
    "outcome": "solved",
}


def staff(role: str, org_code: str = HOUSING, area: str = "", name: str = "") -> tuple[User, Actor]:
    """A member of staff with one grant at a body of the pack ("" is every body), and the actor they are."""
    user = accounts.add_staff(
        email=f"{role}-{uuid4().hex[:12]}@example.kz",
        name=name or f"Қызметкер {role}",
        password=PASSWORD,
        language=current().info.default_language,
        position={},
        actor=SYSTEM,
        at=AT,
    )
    path = f"{org_code}/" if org_code else ""
    accounts.grant(user=user, role=role, org_path=path, area_path=area, since=SINCE, actor=SYSTEM, at=AT)
    return user, actor_for(user)


def actor_for(user: User) -> Actor:
    return actor_of(with_grants().get(pk=user.pk))


@dataclass
class Made:
    """A case just made, with what its author holds."""

    case: Case
    obligation: Obligation
    code: str

    @property
    def id(self) -> UUID:
        return self.case.pk


def body(code: str = HOUSING) -> Organization:
    return organizations()[code]


def voice(**about: Any) -> NewVoice:
    """A voice as `cases.actions.file` takes it; every field can be given, also the applicant's phone."""
    given = dict(about)
    person = NewParty(
        name=given.pop("name", "Айгүл Серікқызы"),
        phone=given.pop("phone", "+77001234567"),
        email=given.pop("email", ""),
        national_id=given.pop("national_id", ""),
        address=given.pop("address", ""),
    )
    values: dict[str, Any] = {
        "channel": "web",
        "language": "kk",
        "kind": "application",
        "text": TEXT,
        "area": areas()[given.pop("area", AQJAR)],
        "applicant": person,
        "topic": "water",
        "answer_by": "sms",
    }
    return NewVoice(**{**values, **given})


def draft(**about: Any) -> dict[str, Any]:
    """The complete form of a citizen, as `channels.actions.file` takes it."""
    values = {
        "text": TEXT,
        "area": AQJAR,
        "place_note": "",
        "topic": "water",
        "kind": "application",
        "for_whom": "self",
        "name": "Айгүл Серікқызы",
        "phone": "+77001234567",
        "email": "",
        "answer_by": "sms",
        "answer_language": "kk",
    }
    return {**values, **about}


def case(
    *,
    channel: str = "web",
    at: datetime = AT,
    actor: Actor | None = None,
    desk: str = "",
    key: UUID | None = None,
    owner: str = "",
    confirmed: bool = False,
    received_at: datetime | None = None,
    **about: Any,
) -> Made:
    """A filed case. With `owner` it goes straight to that body, else where the pack's rules lead.

    `about` holds fields of the draft: kind, text, area, topic, identity, phone, email, answer_by, answer_language ...
    """
    who = actor or Actor(kind="citizen")
    data = draft(**about)
    if owner:
        filed = cases.file(
            voice=channels.voice_of(data, channel=channel),
            owner=organizations()[owner],
            route_rule="by-hand",
            idempotency_key=key or uuid4(),
            actor=who,
            at=at,
            received_at=received_at,
            desk=organizations()[desk] if desk else None,
            confirmed=confirmed,
        )
    else:
        filed = channels.file(
            data=data, channel=channel, key=key or uuid4(), actor=who, at=at, desk=desk, received_at=received_at
        )
    row = fresh(filed.case_id)
    return Made(row.case, row, tracking_code(row.case))


def fresh(case_id: UUID, leg: int = 1) -> Obligation:
    """The obligation as it stands in the database now."""
    return Obligation.objects.select_related("case__voice", "owner", "assignee").get(case=case_id, leg=leg)


@dataclass
class Team:
    """An officer and a supervisor of one body."""

    officer: Actor
    supervisor: Actor


def team(org_code: str = HOUSING) -> Team:
    return Team(staff("officer", org_code)[1], staff("supervisor", org_code)[1])


def drafted(made: Made, team: Team, *, at: datetime = AT + timedelta(hours=2)) -> Answer:
    """The officer takes the case and saves a whole answer."""
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=at)
    return answers.save(
        obligation=made.obligation.pk, blocks=BLOCKS, language="kk", revision=0, actor=team.officer, at=at
    )


def attached(made: Made, team: Team, data: bytes, *, name: str = "акт.pdf", at: datetime = AT) -> Attachment:
    """A file put to the answer that is being written."""
    return answers.attach(obligation=made.obligation.pk, data=data, name=name, actor=team.officer, at=at)


def submitted(made: Made, team: Team, *, at: datetime = AT + timedelta(hours=3)) -> Answer:
    drafted(made, team, at=at)
    return answers.submit(obligation=made.obligation.pk, actor=team.officer, at=at)


def hearing(made: Made, team: Team, *, at: datetime = AT) -> Hearing:
    """The person is invited to be heard in a week, at ten."""
    starts_at = at.replace(hour=10) + timedelta(days=7)
    about = "Өтінішті қанағаттандырмау көзделіп отыр: учаскеде құбыр жоқ."
    return answers.invite(
        obligation=made.obligation.pk, starts_at=starts_at, place="Достық, 1, 5-бөлме", about=about,
        actor=team.officer, at=at,
    )  # fmt: skip


def written(made: Made, team: Team, **said: Any) -> Hearing:
    """A hearing that took place, its protocol written by the officer."""
    open_one = hearing(made, team)
    about = {"came": True, "began_at": time(10, 5), "ended_at": time(10, 40), "revision": 0, "remarks": ""}
    about |= {"participants": "Айгүл Серікқызы, қызметкер", "said": "– Су бар ма? – Жоқ."}
    at = open_one.starts_at + timedelta(hours=1)
    return answers.hear(hearing=open_one.pk, actor=team.officer, at=at, **(about | said))


def heard(made: Made, team: Team) -> Hearing:
    """A hearing whose protocol its chair signed."""
    protocol = written(made, team)
    at = protocol.starts_at + timedelta(hours=2)
    return answers.sign(hearing=protocol.pk, revision=protocol.revision, actor=team.supervisor, at=at)


def revision_of(obligation: UUID) -> int:
    """The revision of an obligation's answer as it stands now."""
    return Answer.objects.get(obligation=obligation).revision


def answered(
    made: Made | None = None, team_: Team | None = None, *, at: datetime = AT + timedelta(days=1), **about: Any
) -> tuple[Made, Team, Answer]:
    """A case taken, drafted, submitted, approved and sent at `at`."""
    made = made or case(owner=HOUSING, **about)
    people = team_ or team(made.obligation.owner.code)
    submitted(made, people, at=at)
    answer = answers.send(
        obligation=made.obligation.pk, revision=revision_of(made.obligation.pk), actor=people.supervisor, at=at
    )
    made.obligation = fresh(made.id)
    return made, people, answer
