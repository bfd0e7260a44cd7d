"""What breaks each invariant: one statement of the tables' owner."""

HARMS = {
    "oversight.issues_are_told": "UPDATE journal_entry SET verb = 'cases.assign' WHERE verb = 'oversight.issue_sheet'",
    "oversight.samples_are_told": "UPDATE oversight_sample SET size = 0",
    "oversight.readings_are_told": "INSERT INTO oversight_acknowledgement (version_id, user_id, at) "
    "SELECT id, drafted_by_id, drafted_at FROM oversight_version WHERE state = 'in_force'",
    "volunteers.registered_is_told": "UPDATE journal_entry SET verb = 'volunteers.change' "
    "WHERE verb = 'volunteers.register'",
    "volunteers.signed_is_told": "UPDATE volunteers_consent SET digest = sha256('x') WHERE signed_at IS NOT NULL",
    "volunteers.revoked_is_told": "UPDATE volunteers_consent SET revoked_at = now() WHERE signed_at IS NOT NULL",
    "volunteers.left_leave_nothing": "UPDATE volunteers_volunteer SET born_on = '2000-01-01' WHERE state = 'left'",
    "volunteers.groups_fit": "UPDATE volunteers_group SET most = 0",
    "volunteers.calls_are_told": "UPDATE journal_entry SET verb = 'volunteers.take_call' "
    "WHERE verb = 'volunteers.end_call'",
    "volunteers.web_is_confirmed": "UPDATE volunteers_line SET source = 'web'",
    "volunteers.erased_leave_no_call": "UPDATE cases_voice SET text = '', salt = ''",
    "receptions.came_has_case": "UPDATE receptions_visit SET case_id = NULL",
    "receptions.done_is_signed": "UPDATE journal_entry SET verb = 'receptions.write' WHERE verb = 'receptions.sign'",
    "receptions.protocols_are_as_signed": "UPDATE receptions_protocol SET decided = decided || '!' "
    "WHERE signed_at IS NOT NULL",
    "receptions.instructions_are_demands": "UPDATE receptions_instruction SET obligation_id = NULL",
    "receptions.errands_are_demands": "UPDATE receptions_referral SET companion_id = (SELECT id FROM accounts_user u "
    "WHERE u.id <> companion_id LIMIT 1)",
    "receptions.published_is_approved": "UPDATE journal_entry SET verb = 'receptions.draft' "
    "WHERE verb = 'receptions.publish'",
    "receptions.booked_can_come_back": "UPDATE receptions_visit SET source = 'web', link_key = NULL "
    "WHERE state = 'booked'",
    "receptions.served_are_told": "UPDATE receptions_ticket SET state = 'left' WHERE state = 'waiting'",
    "receptions.erased_leave_nothing": "UPDATE cases_voice SET text = '', salt = ''",
    "volunteers.erased_leave_nothing": "UPDATE cases_voice SET text = '', salt = ''",
    "volunteers.plans_are_told": "UPDATE volunteers_run SET about = jsonb_set(about, '{filled}', '999')",
    "volunteers.planned_has_plan": "UPDATE volunteers_offer SET run_id = NULL WHERE state = 'planned'",
    "volunteers.planned_at_the_time": "UPDATE volunteers_offer o SET volunteer_id = p.volunteer_id, during = p.during "
    "FROM volunteers_offer p WHERE (p.id, o.id) = (SELECT a.id, b.id FROM volunteers_offer a JOIN volunteers_offer b "
    "ON b.run_id = a.run_id AND b.line_id <> a.line_id WHERE a.state = 'planned' AND b.state = 'planned' "
    "AND NOT EXISTS (SELECT FROM volunteers_offer c WHERE c.line_id = b.line_id AND c.volunteer_id = a.volunteer_id) "
    "LIMIT 1)",
    "volunteers.planned_by_law": "UPDATE volunteers_line SET work = 'disaster'",
    "volunteers.hours_are_those_approved": "UPDATE volunteers_hourentry SET minutes = minutes + 1",
    "volunteers.hours_have_a_presence": "UPDATE volunteers_hourentry SET presence_id = NULL",
    "volunteers.hours_have_two_hands": "UPDATE volunteers_presence SET audited_by_id = approved_by_id",
    "volunteers.points_keep_their_ceilings": "UPDATE volunteers_pointentry SET points = 999 WHERE points > 0",
    "volunteers.points_come_from_hours": "DELETE FROM volunteers_pointentry WHERE points < 0",
    "volunteers.zones_count_their_tickets": "UPDATE volunteers_team SET signed = signed + 1 WHERE signed < most",
    "volunteers.zones_count_who_came": "UPDATE volunteers_zone SET came = came - 1 WHERE came > 0",
    "volunteers.check_ins_are_told": "UPDATE volunteers_checkin SET id = gen_random_uuid() WHERE fold_id IS NOT NULL",
    "volunteers.tickets_of_one_zone": "UPDATE volunteers_enrolment SET zone_id = (SELECT id FROM volunteers_zone z "
    "WHERE z.id <> zone_id LIMIT 1)",
    "volunteers.stood_down_is_told": "UPDATE volunteers_campaign SET state = 'closed', stood_down_at = now()",
    "volunteers.checked_in_by_law": "UPDATE volunteers_campaign SET work = 'disaster'; "
    "UPDATE volunteers_enrolment SET from_age = 14, volunteer_id = NULL",
    "volunteers.certificates_are_told": "UPDATE journal_entry SET verb = 'volunteers.change' "
    "WHERE verb = 'volunteers.issue_many'",
    "volunteers.certificates_are_signed_by_their_office": "UPDATE volunteers_officekey k "
    "SET office_id = (SELECT o.id FROM directory_organization o WHERE o.id <> k.office_id LIMIT 1)",
    "volunteers.certificates_within_hours": "UPDATE volunteers_certificate SET minutes = minutes + 1",
    "volunteers.certificates_lead_to_nobody_who_left": "UPDATE volunteers_certificate c SET holder_salt = 'x' "
    "FROM volunteers_volunteer v WHERE v.id = c.volunteer_id AND v.state = 'left'",
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
    "cases.have_an_obligation": "DELETE FROM answers_attachment; DELETE FROM answers_answer WHERE state = 'draft'; "
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
    "cases.fence_stands": "ALTER TABLE cases_voice DISABLE ROW LEVEL SECURITY",
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
    "answers.files_as_attached": "UPDATE journal_entry SET verb = 'cases.assign' WHERE verb = 'answers.attach'",
    "publication.files_of_the_answer": "UPDATE publication_publication SET answer = 'shown', "
    "files = ARRAY[(SELECT id FROM files_storedfile LIMIT 1)] WHERE state = 'published'",
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
    "messages.nobody_is_woken": "UPDATE messages_message SET not_before = now() + interval '100 years'",
    "messages.open_have_a_next_try": "UPDATE messages_message SET state = 'queued'",
    "cases.holds_are_journalled": "INSERT INTO cases_hold (id, case_id, reason, since, by_id) "
    "SELECT gen_random_uuid(), c.id, '', now(), u.id FROM cases_case c, accounts_user u LIMIT 1",
    "sealed.no_plain_contact": "UPDATE cases_party SET phone = convert_to('+77001234567', 'UTF8') "
    "WHERE phone IS NOT NULL",
    "sealed.contacts_open": "UPDATE cases_party SET phone = set_byte(phone, 20, 255 - get_byte(phone, 20))",
    "sealed.found_again": "UPDATE cases_party SET phone_key = sha256('x') WHERE phone IS NOT NULL",
    "sealed.newest_lookup": "UPDATE cases_party SET phone_key = '\\x02'::bytea || phone_key WHERE phone IS NOT NULL",
    "files.told_are_infected": "INSERT INTO files_storedfile (id, holder, name, media_type, size, sha256, created_at, "
    "verdict) VALUES (gen_random_uuid(), gen_random_uuid(), 'a.pdf', 'application/pdf', 5, sha256('x'), now(), 'clean')"
    ";UPDATE journal_entry SET verb = 'files.infect', payload = jsonb_build_object('file', "
    "(SELECT id FROM files_storedfile WHERE verdict = 'clean' LIMIT 1)) WHERE verb = 'cases.assign'",
    "files.have_their_bytes": "INSERT INTO files_storedfile (id, holder, name, media_type, size, sha256, created_at) "
    "VALUES (gen_random_uuid(), gen_random_uuid(), 'a.pdf', 'application/pdf', 5, sha256('x'), now())",
    "cases.corrections_are_told": "INSERT INTO cases_correction (id, case_id, party_id, state, seen, because, "
    "asked_at) SELECT gen_random_uuid(), case_id, id, 'asked', 'code', '', now() FROM cases_party LIMIT 1",
}
