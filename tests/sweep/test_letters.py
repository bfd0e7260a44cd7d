"""Every mail and SMS the program can send, in every language; one without an example here fails."""

import ast
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.policy import SMTP
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from dauys.answers import actions as answers
from dauys.cases import actions as cases
from dauys.cases.actions import send_code
from dauys.cases.facts import note
from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor, citizen
from dauys.ground.access.transactions import acting
from dauys.ground.accounts import actions as accounts
from dauys.ground.accounts.models import RoleGrant, User
from dauys.ground.journal.actions import record
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.actions import queue
from dauys.ground.messages.mail import _written
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.office import actions as office
from dauys.publication import actions as publication
from dauys.publication.actions import digests
from dauys.publication.filters import Filter
from dauys.publication.models import Subscription
from dauys.receptions import actions as receptions
from dauys.routing import actions as routing
from dauys.site.wiring import HEARERS
from tests import factories as make
from tests import receptions as desk
from tests.authenticator import passkey_of
from tests.sweep.at_volunteers_people import people_letters
from tests.sweep.test_sweep import LANGUAGES, msgids
from tests.sweep.words import foreign_words
from tests.sweep.world import turned_on

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]
SOURCE = Path(__file__).resolve().parents[2] / "src"
AT = now().replace(hour=6, minute=0) - timedelta(days=2)  # eleven o'clock in the office
# Words that the person or the officer wrote, so that what is left is ours.
NAMES = {"kk": "Үлгі", "ru": "Пробная", "en": "Sample"}
TEXT = {
    "kk": "Біздің көшеде үш күннен бері су жоқ.",
    "ru": "На нашей улице три дня нет воды.",
    "en": "There has been no water in our street for three days.",
}
SAID = {
    "kk": {
        "asked": "Көшеңізде су жоқ екенін жаздыңыз.",
        "found": "Құбыр жарылған, бүгін тексерілді.",
        "decided": "Құбыр жөнделді, су берілді.",
        "appeal": "Келіспесеңіз, үш ай ішінде шағымдана аласыз.",
        "outcome": "solved",
    },
    "ru": {
        "asked": "Вы написали, что на улице нет воды.",
        "found": "Лопнула труба, проверили сегодня.",
        "decided": "Трубу починили, воду подали.",
        "appeal": "Если не согласны, обжалуйте за три месяца.",
        "outcome": "solved",
    },
    "en": {
        "asked": "You wrote that your street has no water.",
        "found": "A pipe had burst, it was looked at today.",
        "decided": "The pipe is mended, the water is back.",
        "appeal": "If you disagree, appeal within three months.",
        "outcome": "solved",
    },
}
# An SMS in Cyrillic is cut into parts of 67 signs; more than five of them are refused by some gateways.
LONGEST_SMS, LONGEST_LINE, LONGEST_SUBJECT = 5 * 67, 998, 120
KAZAKH = set("әғқңөұүһі")


@dataclass(frozen=True)
class Site:
    """One call of `queue` in the program."""

    module: str
    function: str
    first: int
    last: int

    @property
    def name(self) -> str:
        return f"{self.module}.{self.function}:{self.first}"


def sites() -> Iterator[Site]:
    """Every place in the program that queues a message, as its text shows it."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts or path.match("messages/actions.py"):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "queue":
                        yield Site(module, function.name, call.lineno, call.end_lineno or call.lineno)


SITES = list(sites())


class Letters:
    """What was queued, by the place in the program that did it."""

    def __init__(self) -> None:
        self.found: dict[Site, list[Message]] = defaultdict(list)

    def __call__(self, **about: Any) -> None:
        caller = sys._getframe(1)
        module, line = caller.f_globals["__name__"], caller.f_lineno
        site = next(s for s in SITES if s.module == module and s.first <= line <= s.last)
        queue(**about)
        self.found[site].append(Message.objects.get(once=about["once"]))


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    seen = Letters()
    for module in {site.module for site in SITES}:
        monkeypatch.setattr(importlib.import_module(module), "queue", seen)
    return seen


def hear_all() -> None:
    follower = JournalFollower(HEARERS)
    while follower.tick(now()):
        pass


def of_cases(language: str) -> None:
    """Receipts with both terms, a renewed code, answers by mail and SMS, those who joined, a code."""
    team = make.team()
    _, clerk = make.staff("clerk", "centre")
    words = {"name": NAMES[language], "text": TEXT[language], "answer_language": language}
    person = {**words, "owner": make.HOUSING, "at": AT}
    by_law = make.case(confirmed=True, **person)
    by_mail = make.case(email="reader@example.kz", answer_by="email", publish=True, **person)
    make.case(email="other@example.kz", phone="", **person)
    for contact in (("+77012223344", ""), ("", "joined@example.kz")):
        joining = cases.Joining(NAMES[language], *contact, language, True)
        cases.support(case_id=by_law.id, person=joining, idempotency_key=uuid4(), actor=ANONYMOUS, at=AT)
    of_forwarding(person, team.officer)
    cases.renew_code(case_id=by_law.id, generation=0, seen="document", actor=clerk, at=AT)
    corrected = {"case_id": by_law.id, "wanted": {"phone": "+77018887766"}, "seen": "document"}
    cases.correct(**corrected, because=SAID[language]["found"], actor=clerk, at=AT)
    asked = cases.ask_correction(
        case_id=by_mail.id, wanted={"phone": "+77018887766"}, seen="code", actor=ANONYMOUS, at=AT
    )
    cases.refuse_correction(correction=asked.pk, because=SAID[language]["found"], actor=clerk, at=AT)
    for made in (by_law, by_mail):
        open_one = answers.invite(
            obligation=made.obligation.pk, starts_at=AT + timedelta(days=12), place=NAMES[language],
            about=SAID[language]["found"], actor=team.officer, at=AT,
        )  # fmt: skip
        answers.call_off(hearing=open_one.pk, actor=team.officer, at=AT)
        routing.take(obligation=made.obligation.pk, actor=team.officer, at=AT)
        of_clocks(made, team, language)
        about = {"obligation": made.obligation.pk, "at": AT}
        answers.save(blocks=SAID[language], language=language, revision=0, actor=team.officer, **about)
        answers.submit(actor=team.officer, **about)
        answers.send(revision=make.revision_of(made.obligation.pk), actor=team.supervisor, **about)
    for channel, address in (("sms", "+77001234567"), ("mail", "reader@example.kz")):
        send_code(subject=uuid4(), channel=channel, address=address, language=language, at=AT)
    hear_all()
    of_readers(by_mail, team.supervisor, language)


def of_forwarding(person: dict[str, Any], officer: Actor) -> None:
    """A case that was passed on whole, and one of which a part was."""
    for stays in (False, True):
        row = make.case(**person).obligation
        part = routing.Part(make.SOCIAL, TEXT["en"])
        about = {"key": uuid4(), "seen": row.changed_at, "actor": officer, "at": AT}
        routing.forward(obligation=row.pk, parts=[part], stays=stays, **about)
    left, back = make.case(**person), make.case(**person)
    routing.propose_leaving(obligation=left.obligation.pk, ground="no-substance", text="", actor=officer, at=AT)
    head = make.staff("head")[1]
    routing.decide_leaving(obligation=left.obligation.pk, agreed=True, actor=head, at=AT)
    cases.withdraw(case_id=back.id, asked_by="page", actor=citizen(back.id), at=AT)


def of_clocks(made: make.Made, team: make.Team, language: str) -> None:
    """A question to the person, and a longer term."""
    row = {"obligation": made.obligation.pk, "at": AT}
    question = cases.pause(text=TEXT[language], actor=team.officer, **row)
    hear_all()
    cases.take_back(question=question.pk, actor=team.officer, at=AT)
    until = (make.fresh(made.id).due_on or AT.date()) + timedelta(days=5)
    asked = cases.ask_extension(until=until, because=TEXT[language], actor=team.officer, **row)
    cases.extend(extension=asked.pk, actor=team.supervisor, at=AT)
    note("cases.deem_refused", make.fresh(made.id), SYSTEM, AT, due_on=until.isoformat())
    note("cases.recompute_clock", make.fresh(made.id), SYSTEM, AT, due_on=until.isoformat())
    hear_all()


def of_readers(made: make.Made, supervisor: Actor, language: str) -> None:
    """A wish to confirm, and the mail of a day with what was published, more than it lists."""
    publication.subscribe(address="reader@example.kz", wanted=Filter(), language=language, at=AT)
    publication.confirm(subscription=Subscription.objects.get().pk, at=AT)
    at = AT + timedelta(minutes=1)
    publication.publish(case_id=made.id, text=TEXT[language], decided=None, actor=supervisor, at=at)
    digests.send_digests(at=AT + timedelta(minutes=2))
    Subscription.objects.update(next_on=AT.date(), seen_until=AT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(digests, "LISTED", 0)
        digests.send_digests(at=AT + timedelta(days=1))


def of_staff(language: str) -> None:
    """An invitation, a test letter, the notice of an auditor's end, a passkey that came and went, others."""
    user, admin = make.staff("administrator", "", name=NAMES[language])
    auditor, _ = make.staff("auditor", "", name=NAMES[language])
    _officer, keyed = make.staff("officer", name=NAMES[language])
    User.objects.update(language=language)
    turned_on(keyed)
    _phone, key = passkey_of(keyed, now())
    accounts.change_password(old=make.PASSWORD, new="қой жұлдыз терезе", session_key="", actor=keyed, at=now())
    accounts.remove_passkey(passkey=key, actor=keyed, at=now())
    with acting(SYSTEM):
        record("files.infect", actor=SYSTEM, at=now(), payload={"file": user.pk})
    hear_all()
    office.invite(user=user.pk, actor=admin, at=AT)
    office.send_test_mail(actor=admin, at=AT)
    office.end_role(grant_id=RoleGrant.objects.get(user=auditor).pk, actor=admin, at=AT)


def of_receptions(language: str) -> None:
    """A visit is booked, its reminder; somebody waits and is offered the time that another gave back."""
    host = desk.host()
    desk.published(host, desk.line(minutes=20, rule=""))
    visit = receptions.book_at_desk(
        key=uuid4(), host=host.pk, starts=desk.ten(), source="phone", language=language, person=desk.person(),
        text=desk.MATTER, area_path=make.AQJAR, actor=make.staff("clerk")[1], at=make.AT,
    )  # fmt: skip
    receptions.remind(at=desk.ten() - timedelta(hours=1))
    receptions.close_day(host=host.pk, day=desk.THURSDAY, actor=make.staff("clerk")[1], at=make.AT)
    receptions.open_day(host=host.pk, day=desk.THURSDAY, actor=make.staff("clerk")[1], at=make.AT)
    waits = receptions.ask_to_wait(host=host.pk, language=language, hold_until=make.AT + receptions.HOLD, at=make.AT)
    receptions.book(visit=waits.pk, person=desk.person(2), text=desk.MATTER, area_path=make.AQJAR, confirmed=False,
                    actor=ANONYMOUS, at=make.AT)  # fmt: skip
    receptions.confirm(visit=waits.pk, actor=ANONYMOUS, at=make.AT)
    receptions.cancel(visit=visit.pk, actor=ANONYMOUS, at=make.AT)
    received = desk.unscheduled(host, number=3, language=language)
    receptions.serve(visit=received.pk, actor=make.staff("supervisor")[1], at=make.AT)
    place = receptions.add_place(
        office=host.office_id, names=desk.WORDS, room="", actor=desk.administrator(), at=make.AT
    )  # fmt: skip
    desk.published(place, desk.line(lanes=3, minutes=20))
    receptions.book_days(
        key=uuid4(), host=place.pk, since=desk.THURSDAY, days=2, person=desk.person(8), text=desk.MATTER,
        area_path=make.AQJAR, language=language, actor=make.staff("clerk")[1], at=make.AT,
    )  # fmt: skip
    companion = make.staff("officer")[0]
    User.objects.filter(pk=companion.pk).update(language=language)
    asks = [receptions.Ask(make.body(make.SOCIAL), desk.MATTER)]
    receptions.refer(key=uuid4(), visit=received.pk, asks=asks, companion=companion.pk,
                     actor=make.staff("supervisor")[1], at=make.AT)  # fmt: skip
    protocol = desk.written(received, "solved")
    receptions.sign(protocol=protocol.pk, revision=protocol.revision, actor=make.staff("head")[1], at=make.AT)
    controller = make.staff("controller", make.HOUSING)[0]
    User.objects.filter(pk=controller.pk).update(language=language)
    orders = [receptions.Order(make.body(make.SOCIAL), desk.MATTER, desk.THURSDAY, controller.pk)]
    second = desk.unscheduled(host, number=5, language=language)
    receptions.serve(visit=second.pk, actor=make.staff("supervisor")[1], at=make.AT)
    told = desk.written(second, "instruction", orders=orders)
    receptions.sign(protocol=told.pk, revision=told.revision, actor=make.staff("head")[1], at=make.AT)
    ticket = receptions.take_ticket(key=uuid4(), office=host.office_id, service="advice", language=language, at=make.AT)
    receptions.send_link(ticket=ticket.pk, phone="+77000000004", at=make.AT)


def written(letters: Letters, language: str) -> dict[Site, list[Message]]:
    """All letters to people of one language, while the page that causes them speaks another one."""
    letters.found = defaultdict(list)
    with override("en" if language == "ru" else "ru"):
        of_cases(language)
        of_staff(language)
        of_receptions(language)
        people_letters(language, NAMES[language])
    return letters.found


def wrong_words(text: str, language: str) -> list[str]:
    """What shows that a text is not of this language."""
    bare = re.sub(r"https?://\S+", "", text)
    if language == "en":
        return re.findall(r"[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]{2,}", bare)
    found = foreign_words(bare) + [m for m in msgids(language) if m in text]
    is_kazakh = bool(KAZAKH & set(bare.lower()))
    return [*found, *(["no letter of Kazakh"] if language == "kk" and not is_kazakh else []),
            *(["letters of Kazakh"] if language == "ru" and is_kazakh else [])]  # fmt: skip


def shape(message: Message) -> list[str]:
    """What a mail server, a gateway or a narrow screen could choke on."""
    wrong = []
    if not message.body.strip():
        wrong.append("an empty body")
    if re.search(r"%\(?\w*\)?[sd]|\{\w*\}|None|<[a-z/]", message.subject + message.body):
        wrong.append("something was not filled in")
    if message.channel == "sms":
        if len(message.body) > LONGEST_SMS:
            wrong.append(f"an SMS of {len(message.body)} signs")
        return wrong
    if not message.subject.strip() or len(message.subject) > LONGEST_SUBJECT:
        wrong.append(f"a subject of {len(message.subject)} signs")
    mail = _written(message, message.address)
    if mail["Content-Language"] != message.language or str(mail["Subject"]) != message.subject:
        wrong.append("headers that differ from the letter")
    for line in mail.as_bytes(policy=SMTP).split(b"\r\n"):
        if len(line) > LONGEST_LINE:
            wrong.append(f"a line of {len(line)} bytes")
    return wrong


def addresses(message: Message) -> list[str]:
    return [found.rstrip(".,)") for found in re.findall(r"https?://\S+", f"{message.body} {message.unsubscribe}")]


def dead(message: Message) -> list[str]:
    """Addresses of the letter that open nothing, or a page in another language; to the desk one signs in first, and a
    link with a secret leads on to a page without it."""
    wrong, leading = [], tuple(f"/{message.language}/{way}/" for way in ("desk", "meet/visit", "help/me"))
    for found in dict.fromkeys(addresses(message)):
        path = found.removeprefix(settings.PUBLIC_URL)
        if path in ("", "/"):
            continue
        response = Client().get(path, follow=path.startswith(leading))
        if response.status_code != 200 or f'<html lang="{message.language}"' not in response.content.decode():
            wrong.append(f"{path} answers {response.status_code}")
    return wrong


def test_the_places_that_queue_are_found() -> None:
    """Whoever takes `queue` calls it by that bare name, so the letters below are all there are."""
    takes = re.compile(r"^from dauys\.ground\.messages\.actions import .*\bqueue\b|\bmessages\.queue\(", re.MULTILINE)
    texts = {p: p.read_text("utf-8") for p in SOURCE.rglob("*.py") if "tests" not in p.parts}
    told = {".".join(p.relative_to(SOURCE).with_suffix("").parts) for p, text in texts.items() if takes.search(text)}
    assert told == {site.module for site in SITES}
    assert len(SITES) >= 10


@contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside leaves nothing behind, so that one language meets nothing of another."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_letter_in_every_language(letters: Letters) -> None:
    said: dict[Site, dict[str, set[str]]] = defaultdict(dict)
    wrong: list[str] = []
    for language in LANGUAGES:
        with forgotten():
            for site, messages in written(letters, language).items():
                said[site][language] = {re.sub(r"https?://\S+|\d+", "", f"{m.subject}\n{m.body}") for m in messages}
                for message in messages:
                    words = wrong_words(f"{message.subject}\n{message.body}", language)
                    about = [] if message.language == language else [f"said to be {message.language}"]
                    problems = [*about, *words, *shape(message), *dead(message)]
                    wrong += [f"{site.name} in {language}: {what}" for what in problems]
    wrong += [f"{site.name}: no example in {n}" for site in SITES for n in LANGUAGES if n not in said[site]]
    for site, texts in said.items():
        if texts.get("kk", set()) & texts.get("ru", set()):
            wrong.append(f"{site.name}: the same in Kazakh and Russian")
    assert not wrong, "\n" + "\n".join(dict.fromkeys(wrong))


def test_a_letter_of_the_wrong_language_would_be_seen() -> None:
    assert wrong_words("Ваше обращение принято", "kk") == ["no letter of Kazakh"]
    assert wrong_words("Жолданым тіркелді", "ru") == ["letters of Kazakh"]
    assert wrong_words("Confirm your subscription", "ru")
    assert wrong_words("Обращение", "en")
