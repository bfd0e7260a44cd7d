"""The doctor finds nothing in sound data, and each kind of harm by the invariant that names it."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests import receptions as desk
from tests.authenticator import passkey_of
from tests.log import follow
from tests.support import ServerOfTests
from tests.sweep.world import held, turned_on

from dauys.cases import actions as cases
from dauys.channels import actions as channels
from dauys.channels.import_rows import Brought, read_appeals
from dauys.channels.queries import known_cases
from dauys.ground.access.actors import ANONYMOUS, Actor, citizen
from dauys.ground.accounts.actions import grant, name_deputy
from dauys.ground.accounts.models import User
from dauys.ground.messages.actions import queue, send_due
from dauys.ground.moment import now
from dauys.ground.tables import Line
from dauys.office import actions as office
from dauys.office.kinds import KINDS
from dauys.publication import actions as publication
from dauys.publication.filters import Filter
from dauys.publication.models import Subscription
from dauys.receptions import actions as receptions
from dauys.receptions.actions import Order
from dauys.routing import actions as routing
from dauys.site.doctor import actions
from dauys.site.doctor.examine import examine
from dauys.site.doctor.models import Examination
from dauys.site.wiring import HEARERS, INVARIANTS

AT = make.AT


def broken() -> set[str]:
    results = list(examine(INVARIANTS))
    assert not [r.error for r in results if r.error]
    return {r.invariant.code for r in results if not r.is_good}


def moved_clocks(team: make.Team) -> None:
    """A clock that was stopped and extended, and one that stands."""
    extended, stands = (make.case(owner=make.HOUSING, confirmed=True) for _ in range(2))
    for made in (extended, stands):
        routing.take(obligation=made.obligation.pk, actor=team.officer, at=AT)
        question = cases.pause(obligation=made.obligation.pk, text="Үй нөмірі?", actor=team.officer, at=AT)
        if made is extended:
            cases.reply(question=question.pk, text="12", actor=team.officer, at=AT + timedelta(days=1))
    row, until = make.fresh(extended.id), date(2026, 4, 20)
    at = AT + timedelta(days=2)
    asked = cases.ask_extension(obligation=row.pk, until=until, because="Құжат", actor=team.officer, at=at)
    cases.extend(extension=asked.pk, actor=team.supervisor, at=at)


def together(officer: Actor) -> None:
    """One step for many rows, done and left, and another one undone."""
    for _ in range(2):
        rows = [make.case(owner=make.HOUSING).obligation.pk for _ in range(2)]
        key = routing.do(key=uuid4(), verb="take", rows=rows, officer=None, actor=officer, at=AT)
    routing.undo(bulk=key, actor=officer, at=AT)


def passed_on(officer: Actor) -> None:
    """A case that went on to another body, and one of which a part did."""
    for stays in (False, True):
        row = make.case(owner=make.HOUSING).obligation
        part = routing.Part(make.SOCIAL, "Осы бөлігін қарап, жауап беріңіз.")
        routing.forward(
            obligation=row.pk, parts=[part], stays=stays, key=uuid4(), seen=row.changed_at, actor=officer, at=AT
        )


def not_ours(officer: Actor) -> None:
    """A case given back to the body above, which has not decided yet."""
    row = make.case(owner=make.HOUSING).obligation
    routing.give_back(obligation=row.pk, because="dispute", text="Бұл жол облыстікі.", actor=officer, at=AT)


def without_an_answer(team: make.Team) -> None:
    """A case taken back while its answer waited for approval, and one left on a ground."""
    made, left = make.case(owner=make.HOUSING), make.case(owner=make.HOUSING).obligation
    make.submitted(made, team)
    cases.withdraw(case_id=made.id, asked_by="page", actor=citizen(made.id), at=AT)
    routing.propose_leaving(obligation=left.pk, ground="no-substance", text="Түсініксіз.", actor=team.officer, at=AT)
    routing.decide_leaving(obligation=left.pk, agreed=True, actor=team.supervisor, at=AT)


def parks() -> None:
    """A body from a table, confirmed."""
    _user, admin = make.staff("administrator", "")
    cells = {"code": "akmola/aqjar/parks", "kind": "department", "area": "kz/11/aqjar"}
    line = Line(2, {**cells, "name_kk": "Саябақтар", "name_ru": "Парки"})
    reading = KINDS["bodies"].read([line])
    key = office.keep(kind="bodies", lines=[line], actor=admin, at=AT)
    office.confirm(upload=key, seen=reading.mark, actor=admin, at=AT)


def leavers() -> None:
    """One who left and one on leave."""
    _user, admin = make.staff("administrator", "")
    left, away, other = (make.staff("officer")[0] for _ in range(3))
    day = AT.date()
    name_deputy(user=away, deputy=other, since=day, until=day + timedelta(days=9), actor=admin, at=AT)
    name_deputy(user=left, deputy=other, since=day - timedelta(days=9), until=day, actor=admin, at=AT)
    auditor, day_before = make.staff("officer")[0], AT.date() - timedelta(days=1)
    grant(user=auditor, role="auditor", since=day_before, actor=admin, at=AT)
    office.end_role(grant_id=auditor.grants.get(role="auditor").pk, actor=admin, at=AT)
    office.invite(user=left.pk, actor=admin, at=AT)
    office.end(user=left.pk, actor=admin, at=AT)
    office.end(user=other.pk, actor=admin, at=AT)
    place = {"role": "officer", "body": make.HOUSING}
    assert office.bring_back(user=other.pk, cells=place, actor=admin, at=AT + timedelta(hours=1)) == ()


def imported() -> None:
    """A table of another system, filed."""
    _user, clerk = make.staff("clerk", "akmola/aqjar")
    cells = {
        "external_number": "ЖТ-1",
        "received_on": "2026-03-02",
        "name": "Асан",
        "text": make.TEXT,
        "place": "kz/11",
    }
    cells["phone"] = "+77001234567"
    key = channels.keep_import(table=Brought([Line(2, cells)]), actor=clerk, at=AT)
    channels.file_import(
        key=key,
        read=lambda lines: read_appeals(lines, known_cases(lines), home="", at=AT),
        actor=clerk,
        at=AT,
    )


def received() -> None:
    """A head received two people: one matter was solved on the spot, of the other an instruction was given."""
    host = desk.host()
    desk.published(host)
    desk.booked(host, number=7)
    head = make.staff("head")[1]
    orders = [Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", AT.date())]
    for outcome, given in (("solved", []), ("instruction", orders)):
        made = desk.written(desk.begun(host), outcome, orders=given)
        receptions.sign(protocol=made.pk, revision=made.revision, actor=head, at=AT)


@pytest.fixture
def town(transactional_db: None, sms: Any) -> make.Made:
    """A case in each state, messages sent, the log merged."""
    make.case(owner=make.HOUSING)
    held()
    team = make.team()
    moved_clocks(team)
    turned_on(team.officer)
    passkey_of(team.officer, AT)
    make.drafted(make.case(owner=make.HOUSING), team)
    make.submitted(make.case(owner=make.HOUSING), team)
    made, _team, _answer = make.answered()
    main, member = make.case(owner=make.HOUSING), make.case(owner=make.HOUSING)
    person = cases.Joining("Ерлан", "+77012223344", "", "kk", True)
    cases.support(case_id=main.id, person=person, idempotency_key=uuid4(), actor=ANONYMOUS, at=AT)
    cases.group(case_id=member.id, main=main.id, actor=_team.supervisor, at=AT)
    make.answered(main, _team)
    again = make.case(owner=make.HOUSING, at=AT + timedelta(hours=1), signers=3)
    cases.mark_repeat(case_id=again.id, earlier=made.id, reason="expired", actor=team.officer, at=AT)
    shown = make.case(owner=make.HOUSING, publish=True)
    publication.publish(case_id=shown.id, text=make.TEXT, decided=None, actor=team.supervisor, at=AT)
    publication.subscribe(address="reader@example.kz", wanted=Filter(), language="kk", at=AT)
    publication.confirm(subscription=Subscription.objects.get().pk, at=AT)
    from dauys.answers import actions as answers

    answers.rate(
        obligation=made.obligation.pk, score=1, solved="not_solved", comment="", actor=citizen(made.id),
        at=AT + timedelta(days=2),
    )  # fmt: skip
    make.hearing(make.case(owner=make.HOUSING), team)
    make.heard(make.case(owner=make.HOUSING), team)
    passed_on(team.officer)
    without_an_answer(team)
    not_ours(team.officer)
    together(team.officer)
    make.case(anonymous=True, text=make.CRIME)
    parks()
    leavers()
    imported()
    received()
    follow(AT + timedelta(days=2), hearers=HEARERS)
    send_due(at=AT + timedelta(days=2))
    return made


def test_sound_data_is_healthy(town: make.Made) -> None:
    assert broken() == set()


HARMS = {
    "receptions.came_has_case": "UPDATE receptions_visit SET case_id = NULL",
    "receptions.done_is_signed": "UPDATE journal_entry SET verb = 'receptions.write' WHERE verb = 'receptions.sign'",
    "receptions.instructions_are_demands": "UPDATE receptions_instruction SET obligation_id = NULL",
    "receptions.published_is_approved": "UPDATE journal_entry SET verb = 'receptions.draft' "
    "WHERE verb = 'receptions.publish'",
    "receptions.erased_leave_nothing": "UPDATE cases_voice SET text = '', salt = ''",
    "learning.versions_are_told": "INSERT INTO learning_taught (version, at, seconds, cases, unseen, parted_by, "
    "quality) VALUES (1, now(), 1, 300, 30, 'time', '{}')",
    "learning.decisions_are_told": "INSERT INTO learning_decision (obligation_id, entry, at, by_rules, suggested, "
    "chosen) SELECT id, 0, now(), 'centre', '', 'centre' FROM cases_obligation LIMIT 1",
    "learning.labels_are_told": "INSERT INTO learning_label (id, case_id, user_id, at, topic, body, language, "
    "uncertain) SELECT c.id, c.id, u.id, now(), 'water', 'centre', 'kk', false FROM cases_case c, accounts_user u "
    "LIMIT 1",
    "journal.places_without_gaps": "UPDATE journal_leaf SET index = index + 1000 WHERE index >= 5",
    "journal.entries_are_places_and_waiting": "DELETE FROM journal_leaf WHERE index = 3",
    "journal.hashes_fit_entries": "UPDATE journal_entry SET at = at + INTERVAL '1 second' WHERE verb = 'cases.assign'",
    "journal.verbs_are_known": "UPDATE journal_entry SET verb = 'cases.invent' WHERE verb = 'cases.assign'",
    "rooms.switched_as_told": "INSERT INTO rooms_switchedoff (room, at) VALUES ('figures', now())",
    "rooms.stand_on_open_ones": "INSERT INTO rooms_switchedoff (room, at) VALUES ('channels', now())",
    "log.nodes_fit_children": "UPDATE log_node SET hash = sha256('x') WHERE level = 1 AND index = 1",
    "log.heads_fit_tree": "UPDATE log_head SET root_hash = sha256('x')",
    "log.nothing_put_in_later": "UPDATE log_head SET tree_size = 1",
    "cases.have_a_receipt": "DELETE FROM journal_leaf l USING journal_entry e WHERE e.id = l.entry_id "
    "AND e.verb = 'cases.file'; DELETE FROM journal_entry WHERE verb = 'cases.file'",
    "cases.number_fits_receipt": "UPDATE cases_case SET serial = serial + 100000",
    "cases.have_words_and_person": "DELETE FROM cases_voice",
    "cases.unknown_authors_stay_unknown": "UPDATE cases_party p SET name = 'x' FROM cases_case c "
    "WHERE c.id = p.case_id AND c.anonymous",
    "cases.crimes_are_told": "UPDATE journal_entry SET verb = 'cases.start_work' WHERE verb = 'cases.pass_crime'",
    "cases.have_an_obligation": "DELETE FROM answers_answer WHERE state = 'draft'; "
    "DELETE FROM cases_obligation WHERE state = 'in_work'",
    "cases.obligations_have_one_clock": "UPDATE cases_obligation SET ledger = '[]'",
    "cases.clocks_fit_moves": "UPDATE cases_obligation SET due_on = due_on + 1",
    "cases.questions_move_clocks": "DELETE FROM cases_clockevent WHERE move = 'resumed'",
    "cases.extensions_move_clocks": "UPDATE cases_clockevent SET until = until + 1 WHERE move = 'extended'",
    "cases.moves_are_in_ledgers": "UPDATE cases_obligation SET ledger = ledger - 0 - 0 - 0 - 0 - 0 - 0",
    "cases.silence_is_told_once": "UPDATE cases_obligation SET silent_at = now()",
    "cases.registrars_fit_cases": "UPDATE cases_obligation SET registered_by_id = gen_random_uuid()",
    "cases.copies_fit_sources": "UPDATE cases_obligation SET owner_path = 'elsewhere/'",
    "cases.forwards_fit_journal": "UPDATE cases_obligation SET forwards = 1",
    "routing.bulk_is_told": "UPDATE routing_bulkrow SET outcome = 'refused' WHERE outcome = 'done'",
    "routing.undone_as_a_whole": "UPDATE routing_bulk SET undone_at = at",
    "cases.repeats_are_told": "UPDATE cases_repeat SET reason = 'other'",
    "cases.repeats_are_later": "UPDATE cases_case c SET serial = 900000 FROM cases_repeat r WHERE r.earlier_id = c.id",
    "cases.signers_are_several": "UPDATE cases_case SET signers = 7",
    "cases.reopened_once": "UPDATE cases_obligation SET state = 'closed' WHERE state = 'reopened'",
    "cases.legs_follow_each_other": "UPDATE cases_obligation SET leg = 7 WHERE previous_id IS NOT NULL",
    "cases.forwarded_go_on": "UPDATE cases_obligation SET previous_id = NULL WHERE previous_id IS NOT NULL",
    "cases.no_body_twice": "UPDATE cases_obligation n SET owner_id = p.owner_id, owner_path = p.owner_path "
    "FROM cases_obligation p WHERE p.id = n.previous_id",
    "cases.unowned_are_told": "UPDATE cases_obligation SET unowned_as = 'vacant' WHERE unowned_as <> ''",
    "routing.give_backs_are_told": "UPDATE journal_entry SET verb = 'cases.own' WHERE verb = 'cases.disown'",
    "cases.ended_are_told": "UPDATE cases_obligation SET state = 'new' WHERE state = 'withdrawn'",
    "routing.left_were_agreed": "UPDATE routing_leaving SET agreed = FALSE",
    "cases.groups_are_flat": "UPDATE cases_case SET main_id = (SELECT id FROM cases_case ORDER BY serial LIMIT 1)",
    "cases.supporters_joined_once": "UPDATE cases_supporter SET code_key = NULL",
    "cases.contacts_have_keys": "UPDATE cases_party SET email_key = sha256('x')",
    "cases.entries_name_real_cases": "UPDATE journal_entry SET case_id = gen_random_uuid() WHERE verb = 'cases.assign'",
    "search.one_document_a_case": "DELETE FROM search_document",
    "search.copies_fit_sources": "UPDATE search_document SET owner_paths = ARRAY['elsewhere/']",
    "search.nothing_of_the_erased": "UPDATE cases_voice SET salt = ''",
    "answers.answered_have_sent_answers": "UPDATE answers_answer SET sent_at = sent_at + INTERVAL '1 second'",
    "answers.outcomes_as_sent": "UPDATE cases_obligation SET outcome = 'explained' WHERE outcome = 'solved'",
    "answers.sent_once_in_the_journal": "UPDATE journal_entry SET verb = 'cases.assign' WHERE verb = 'answers.send'",
    "answers.hearings_follow_the_journal": "UPDATE answers_hearing SET state = 'off' WHERE state = 'invited'",
    "answers.protocols_signed_by_another": "ALTER TABLE answers_hearing DROP CONSTRAINT hearing_four_eyes; "
    "UPDATE answers_hearing SET secretary_id = chair_id WHERE state = 'signed'",
    "answers.sent_with_signatures": "UPDATE answers_answer SET signs = 9 WHERE signs = 1",
    "answers.approved_by_another": "UPDATE answers_answer SET writers = ARRAY[approver_id] WHERE state = 'sent'",
    "answers.together_say_the_same": "UPDATE answers_answer SET decided = 'another' WHERE together_with_id IS NOT NULL",
    "answers.in_approval_are_submitted": "UPDATE cases_obligation SET state = 'in_work' WHERE state = 'in_approval'",
    "answers.rated_are_sent": "UPDATE journal_entry SET verb = 'cases.start_work' WHERE verb = 'answers.rate'",
    "channels.held_or_filed": "UPDATE cases_case SET idempotency_key = (SELECT id FROM channels_draft LIMIT 1) "
    "WHERE serial = (SELECT MIN(serial) FROM cases_case)",
    "channels.imports_are_told": "UPDATE channels_import SET filed = 7",
    "channels.held_have_words": "UPDATE channels_draft SET data = NULL",
    "figures.obligations_are_counted": "UPDATE figures_leg SET in_time = NOT in_time",
    "figures.sums_fit": "UPDATE figures_cell SET filed = filed + 1",
    "figures.waits_fit": "DELETE FROM figures_wait",
    "figures.endings_fit": "DELETE FROM figures_ending",
    "publication.shown_are_wanted": "UPDATE cases_case SET publish_wanted = FALSE",
    "publication.shown_were_looked_at": "UPDATE journal_entry SET verb = 'publication.ask' "
    "WHERE verb = 'publication.publish'",
    "publication.erased_leave_nothing": "UPDATE cases_voice SET text = '', salt = ''",
    "publication.readers_agreed": "UPDATE journal_entry SET verb = 'publication.ask' "
    "WHERE verb = 'publication.confirm'",
    "office.confirmed_once": "UPDATE journal_entry SET verb = 'office.x' WHERE verb = 'office.confirm_bodies'",
    "office.own_bodies_are_told": "UPDATE directory_organization SET parent_id = NULL WHERE source = 'office'",
    "accounts.second_factor_is_whole": "DELETE FROM accounts_recoverycode WHERE id = "
    "(SELECT MIN(id) FROM accounts_recoverycode)",
    "accounts.passkeys_are_told": "UPDATE journal_entry SET verb = 'accounts.remove_passkey' "
    "WHERE verb = 'accounts.add_passkey'",
    "accounts.ended_opens_nothing": "UPDATE accounts_user SET is_active = FALSE",
    "accounts.back_is_told": "UPDATE accounts_user SET is_active = TRUE",
    "accounts.auditors_had_notice": "UPDATE accounts_rolegrant SET valid_until = valid_until - 7 "
    "WHERE role = 'auditor'",
    "accounts.deputies_are_told": "UPDATE journal_entry SET verb = 'accounts.end_deputy' "
    "WHERE verb = 'accounts.name_deputy'",
    "messages.delivered_once": "INSERT INTO messages_attempt (message_id, at, outcome, proof) "
    "SELECT message_id, at, outcome, proof FROM messages_attempt WHERE outcome = 'accepted'",
    "messages.sent_is_proved": "DELETE FROM messages_attempt",
    "messages.open_have_a_next_try": "UPDATE messages_message SET state = 'queued'",
    "cases.holds_are_journalled": "INSERT INTO cases_hold (id, case_id, reason, since, by_id) "
    "SELECT gen_random_uuid(), c.id, '', now(), u.id FROM cases_case c, accounts_user u LIMIT 1",
    "sealed.no_plain_contact": "UPDATE cases_party SET phone = convert_to('+77001234567', 'UTF8') "
    "WHERE phone IS NOT NULL",
    "sealed.contacts_open": "UPDATE cases_party SET phone = set_byte(phone, 20, 255 - get_byte(phone, 20))",
    "files.told_are_infected": "INSERT INTO files_storedfile (id, holder, name, media_type, size, sha256, created_at, "
    "verdict) VALUES (gen_random_uuid(), gen_random_uuid(), 'a.pdf', 'application/pdf', 5, sha256('x'), now(), 'clean')"
    ";UPDATE journal_entry SET verb = 'files.infect', payload = jsonb_build_object('file', "
    "(SELECT id FROM files_storedfile WHERE verdict = 'clean' LIMIT 1)) WHERE verb = 'cases.assign'",
    "files.have_their_bytes": "INSERT INTO files_storedfile (id, holder, name, media_type, size, sha256, created_at) "
    "VALUES (gen_random_uuid(), gen_random_uuid(), 'a.pdf', 'application/pdf', 5, sha256('x'), now())",
}


def test_every_invariant_has_its_harm() -> None:
    elsewhere = {"log.record_fits", "sealed.newest_key", "cases.nothing_past_its_term"}  # need more than a statement
    assert set(HARMS) | elsewhere == {i.code for i in INVARIANTS}


@pytest.mark.parametrize("code", HARMS)
def test_harm_is_found(code: str, town: make.Made, server_of_tests: ServerOfTests) -> None:
    with server_of_tests.owner() as owner:
        for statement in HARMS[code].split(";"):
            owner.execute(statement.encode())
    assert code in broken()


def test_a_lost_record_is_found(town: make.Made) -> None:
    assert json.loads(settings.LOG_RECORD.read_text())["tree_size"] > 10
    settings.LOG_RECORD.unlink()
    assert broken() == {"log.record_fits"}


def test_examinations_are_asked_for_once_and_made_daily(town: make.Made) -> None:
    _user, admin = make.staff("administrator", "")
    for _ in range(3):
        actions.ask(actor=admin, at=AT)
    assert Examination.objects.count() == 1
    assert actions.examine_if_due(invariants=INVARIANTS, at=AT + timedelta(minutes=1))
    made = Examination.objects.get()
    assert made.finished_at and set(made.results) == {i.code for i in INVARIANTS}
    assert not actions.examine_if_due(invariants=INVARIANTS, at=AT + timedelta(hours=23))
    assert actions.examine_if_due(invariants=INVARIANTS, at=AT + timedelta(hours=25))
    assert Examination.objects.count() == 2


def test_the_page_shows_what_was_found(town: make.Made, server_of_tests: ServerOfTests) -> None:
    client = Client()
    user, _admin = make.staff("administrator", "")
    client.force_login(User.objects.get(pk=user.pk), settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/kk/desk/health/json/").json()["healthy"] is None
    assert client.post("/kk/desk/health/ask/").status_code == 302
    assert "Тексеру жүріп жатыр" in client.get("/kk/desk/health/").content.decode()
    with server_of_tests.owner() as owner:
        owner.execute("UPDATE cases_obligation SET ledger = '[]'")
    assert actions.examine_if_due(invariants=INVARIANTS, at=now())
    page = client.get("/ru/desk/health/").content.decode()
    assert "1 правило нарушено" in page and "cases.obligations_have_one_clock" in page
    answer = client.get("/kk/desk/health/json/").json()
    assert answer["healthy"] is False and answer["results"]["cases.obligations_have_one_clock"]["broken"] > 0


def test_others_may_not_ask(db: None) -> None:
    client = Client()
    for role in ("clerk", "supervisor", "controller"):
        user, _actor = make.staff(role)
        client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
        assert client.post("/kk/desk/health/ask/").status_code == 404
    assert not Examination.objects.exists()


def test_queueing_alone_is_no_harm(transactional_db: None) -> None:
    queue(once="a", channel="sms", address="+77001234567", language="kk", body="Мәтін", at=AT)
    assert broken() == set()
