"""What the linter finds is shown to who writes and who approves, and stays as codes in the journal."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make

from dauys.answers import actions
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry

pytestmark = pytest.mark.django_db
EMPTY_WORDS = "Жолданым құзыреті шегінде қаралды, тиісті шаралар қабылданды."
BLOCKS = {**make.BLOCKS, "decided": EMPTY_WORDS}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def written() -> tuple[make.Made, User, User, make.Team]:
    """A case with a saved answer of empty words, who wrote it and who may approve it."""
    made = make.case(owner=make.HOUSING, confirmed=True)
    (writer, officer), (reader, boss) = make.staff("officer"), make.staff("supervisor")
    team = make.Team(officer, boss)
    make.drafted(made, team)
    saved = make.AT + timedelta(hours=3)
    leg = made.obligation.pk
    actions.save(obligation=leg, blocks=BLOCKS, language="kk", revision=1, actor=officer, at=saved)
    return made, writer, reader, team


def test_who_writes_sees_it_after_saving_and_who_approves_too() -> None:
    made, writer, reader, _team = written()
    address = f"/kk/desk/obligations/{made.obligation.pk}/answer/"
    page = signed_in(writer).get(address).content.decode()
    assert 'id="findings"' in page and "Бұл сөз ештеңе айтпайды" in page and "құзыреті шегінде</q>" in page
    gaps = {**BLOCKS, "found": "Тексердік: [кім, қашан].", "language": "kk", "revision": 2, "submit": 1}
    stopped = signed_in(writer).post(address, gaps)
    assert stopped.status_code == 422 and "is-stop" in stopped.content.decode()
    told = signed_in(writer).post(f"{address}autosave/", {**BLOCKS, "language": "kk", "revision": 3})
    assert told.status_code == 200 and "қарайтын" in told.json()["words"]
    sent = signed_in(writer).post(address, {**BLOCKS, "language": "kk", "revision": 4, "submit": 1})
    assert sent.status_code == 302  # words that say nothing only warn
    check = signed_in(reader).get(f"/kk/desk/obligations/{made.obligation.pk}/check/").content.decode()
    assert "Бұл сөз ештеңе айтпайды" in check


def test_codes_of_the_sent_revision_stay_without_a_word() -> None:
    made, _writer, _reader, team = written()
    leg = made.obligation.pk
    actions.submit(obligation=leg, actor=team.officer, at=make.AT + timedelta(hours=4))
    actions.send(obligation=leg, revision=2, actor=team.supervisor, at=make.AT + timedelta(hours=5))
    payload = Entry.objects.get(verb="answers.send").payload
    assert payload["revision"] == 2 and {"empty_phrase", "vague_deed"} <= set(payload["lint"])
    assert "құзыреті" not in str(payload)
