"""A changed calendar: a dry run lists every running clock that would move, and applying moves those and no other."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import factories as make
from tests.log import follow

from dauys.cases import actions as cases
from dauys.cases.models import Obligation
from dauys.cases.recomputing import changes
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.packs.actions import keep_version
from dauys.ground.packs.current import current
from dauys.routing import actions as routing
from dauys.site.wiring import HEARERS

AT = make.AT
LATER = AT + timedelta(days=2)
NEW_DAY = (
    "- {date: 2026-03-12, code: decree, kind: off, why: holiday, source: HOL, "
    "name: {kk: Демалыс, ru: Выходной, en: Day off}}"
)

Change = Callable[[str, Callable[[str], str]], None]


@pytest.fixture
def other_pack(tmp_path: Path, settings: Any) -> Iterator[Change]:
    """Brings a changed copy of the pack into force, as a restart after `pack load` would."""
    old, kept = settings.PACK_DIR, current()

    def change(file: str, edit: Callable[[str], str]) -> None:
        keep_version(pack=kept, directory=Path(old), actor=SYSTEM, at=AT)
        target = tmp_path / "pack"
        shutil.copytree(old, target)
        path = target / file
        text = path.read_text("utf-8")
        path.write_text(edit(text), "utf-8")
        assert path.read_text("utf-8") != text
        settings.PACK_DIR = target
        current.cache_clear()

    yield change
    settings.PACK_DIR = old
    current.cache_clear()


def a_day_off(text: str) -> str:
    """The calendar with 12 March 2026 off, as a late decree would have it."""
    place = text.index("- year: 2026")
    days = text.index("days:\n", place) + len("days:\n")
    first = text[days:].splitlines()[0]
    indent = first[: len(first) - len(first.lstrip())]
    return text[:days] + f"{indent}{NEW_DAY}\n" + text[days:]


def listed() -> list[dict[str, Any]]:
    return [change.as_json() for change in changes()]


def town(make_team: make.Team) -> dict[str, make.Made]:
    """One clock that runs over the day, one that waits, one extended, one after it, and one that was answered."""
    names = ("runs", "waits", "extended", "after")
    made = {name: make.case(owner=make.HOUSING, confirmed=True, identity="code") for name in names[:3]}
    made["after"] = make.case(owner=make.HOUSING, at=AT + timedelta(days=12))
    for name in ("waits", "extended"):
        routing.take(obligation=made[name].obligation.pk, actor=make_team.officer, at=AT)
    waits, extended = made["waits"].obligation.pk, made["extended"].obligation.pk
    cases.pause(obligation=waits, text="Қай үй?", actor=make_team.officer, at=LATER)
    asked = cases.ask_extension(
        obligation=extended, until=date(2026, 4, 20), because="Құжат", actor=make_team.officer, at=LATER
    )
    cases.extend(extension=asked.pk, actor=make_team.supervisor, at=LATER)
    made["answered"] = make.answered()[0]
    return made


def test_nothing_changes_while_the_pack_is_the_same(db: None) -> None:
    make.case()
    assert listed() == []
    assert cases.recompute_clocks(actor=SYSTEM, at=LATER, seen=print) == 0


def test_the_dry_run_lists_and_the_run_changes_the_same(transactional_db: None, other_pack: Change) -> None:
    made = town(make.team())
    follow(LATER, hearers=HEARERS)
    before = {row.pk: row for row in Obligation.objects.all()}
    other_pack("calendar.yaml", a_day_off)
    dry = listed()
    assert {row.pk: row.due_on for row in Obligation.objects.all()} == {pk: r.due_on for pk, r in before.items()}
    by_old = {(one["old_due"], one["paused"]): one for one in dry}
    assert by_old[("2026-03-31", False)]["new_due"] == "2026-04-01"
    assert by_old[(None, True)]["new_due"] is None
    assert len(dry) == 2 and {one["why"] for one in dry} == {"calendar"}
    assert not {"Айгүл", "+77001234567", make.TEXT} & set(json.dumps(dry, ensure_ascii=False).split('"'))
    seen: list[Any] = []
    assert cases.recompute_clocks(actor=SYSTEM, at=LATER, seen=seen.append) == 2
    assert [change.as_json()["number"] for change in seen] == [one["number"] for one in dry]
    assert listed() == []
    runs = make.fresh(made["runs"].id)
    assert runs.due_on == date(2026, 4, 1) and runs.pack_version == current().version
    assert "2026-03-12" in [step["on"] for step in runs.ledger if step["code"] == "skipped"]
    waits = make.fresh(made["waits"].id)
    assert waits.paused and waits.due_on is None and waits.due_at.date() == date(2026, 4, 1)
    for name in ("extended", "after", "answered"):
        row = make.fresh(made[name].id)
        assert (row.due_on, row.pack_version) == (before[row.pk].due_on, before[row.pk].pack_version)
    entries = {e.obligation_id: e.payload for e in Entry.objects.filter(verb="cases.recompute_clock")}
    assert entries[runs.pk] == {"old": "2026-03-31", "due_on": "2026-04-01", "pack": current().version}
    follow(LATER, hearers=HEARERS)
    told = Message.objects.filter(once__startswith="recomputed:")
    assert [message.case_id for message in told] == [made["runs"].id]


def test_other_terms_are_named_as_such(db: None, other_pack: Change) -> None:
    make.case()
    old = "consider: {amount: 15, unit: working_day, count_from: next_working_day, rule: appc-76-consider}"
    other_pack("kinds.yaml", lambda text: text.replace(old, old.replace("15", "10")))
    assert [(one["why"], one["new_due"]) for one in listed()] == [("terms", "2026-03-19")]


def test_what_the_new_terms_do_not_allow_stays_and_is_named(db: None, other_pack: Change) -> None:
    made = make.case(owner=make.HOUSING, confirmed=True)
    team = make.team()
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=AT)
    cases.pause(obligation=made.obligation.pk, text="Қай үй?", actor=team.officer, at=AT + timedelta(days=20))
    old = "consider: {amount: 15, unit: working_day, count_from: next_working_day, rule: appc-76-consider}"
    other_pack("kinds.yaml", lambda text: text.replace(old, old.replace("15", "5")))
    assert [one["problem"] for one in listed()] == ["ClockRunOut"]
    seen: list[Any] = []
    assert cases.recompute_clocks(actor=SYSTEM, at=LATER, seen=seen.append) == 0
    assert len(seen) == 1 and make.fresh(made.id).paused
    assert not Entry.objects.filter(verb="cases.recompute_clock").exists()
