"""House rules of the rooms that may be taken away: what stands on what, what is heard, shown and kept."""

import ast
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from tests import factories as make
from tests.house.sources import ROOMS, module_name, program_files, tree

from dauys.cases import actions as cases
from dauys.figures.actions import catch_up
from dauys.figures.models import Leg
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.models import Message
from dauys.ground.rooms import actions
from dauys.office.rooms import one_room
from dauys.publication import actions as publication
from dauys.publication.models import Publication
from dauys.site import wiring
from dauys.site.rooms import STANDS_ON, chosen


def test_every_room_above_answers_may_be_taken_away() -> None:
    assert set(STANDS_ON) == set(ROOMS[ROOMS.index("answers") + 1 : ROOMS.index("site")])


def test_a_room_stands_on_those_it_imports() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for path in program_files():
        own = module_name(path).split(".")[1:2]
        for node in ast.walk(tree(path)):
            if own and isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dauys."):
                below = str(node.module).split(".")[1]
                if below in STANDS_ON and own[0] in STANDS_ON and below != own[0]:
                    found[own[0]].add(below)
    assert {room: set(below) for room, below in STANDS_ON.items() if below} == found


@pytest.mark.parametrize("room", [room for room in STANDS_ON if room != "office"])
def test_a_room_says_what_it_means_to_switch_it_off(room: str) -> None:
    about = one_room(room)
    assert about is not None and about.when_off.endswith(".")
    assert about.name not in ("", room.title())


def test_a_choice_of_rooms() -> None:
    assert chosen("all") == chosen("") == tuple(STANDS_ON) and chosen("none") == ()
    assert chosen(" office , channels") == ("channels", "office")
    for wrong in ("publication", "channels,gardens", "all,none"):
        with pytest.raises(ImproperlyConfigured):
            chosen(wrong)


def _named(*hearers: Any) -> set[str]:
    return {hearer.__name__ for hearer in hearers}


def test_a_room_that_was_taken_away_hears_nothing(settings: Any) -> None:
    settings.ROOMS = ("channels",)
    heard = wiring.installed(wiring.HEARERS)
    assert _named(*heard["cases.file"]) == {"confirm_receipt", "keep_document"}
    assert not heard["answers.rate"]


def test_what_was_not_heard_is_made_good(db: None, settings: Any) -> None:
    settings.ROOMS = ("channels",)
    deaf = wiring.installed(wiring.HEARERS)
    made, team, _answer = make.answered(publish=True)
    JournalFollower(deaf).drain(make.AT)
    assert not Leg.objects.exists() and not Publication.objects.exists()
    settings.ROOMS = tuple(STANDS_ON)
    assert catch_up() == 1 and publication.catch_up(at=make.AT) == 1
    assert Leg.objects.count() == Publication.objects.count() == 1
    assert publication.catch_up(at=make.AT) == 0
    about = {"case_id": made.id, "actor": team.supervisor, "at": make.AT}
    publication.publish(text=make.TEXT, decided=None, **about)
    Publication.objects.update(answer="", answer_seen=None)  # as if the answer had come while nobody heard
    assert publication.catch_up(at=make.AT) == 1 and Publication.objects.get().answer == "waiting"
    assert publication.catch_up(at=make.AT) == 0


def test_a_room_that_is_switched_off_hears_on(db: None) -> None:
    actions.switch_off(room="figures", actor=SYSTEM, at=make.AT)
    make.case()
    JournalFollower(wiring.HEARERS).drain(make.AT)
    assert Leg.objects.count() == 1


@pytest.mark.parametrize("how", ["settings", "switch"])
def test_erasing_reaches_a_room_that_is_off(db: None, settings: Any, how: str) -> None:
    made, team, _answer = make.answered(publish=True)
    about = {"case_id": made.id, "at": make.AT + timedelta(days=2)}
    publication.publish(text=make.TEXT, decided=None, actor=team.supervisor, **about)
    if how == "settings":
        settings.ROOMS = ()
    else:
        actions.switch_off(room="publication", actor=SYSTEM, at=make.AT)
    cases.erase(actor=SYSTEM, **about)
    assert Publication.objects.get().text == ""


def test_nobody_is_sent_to_closed_doors(db: None) -> None:
    for room in ("publication", "channels"):
        actions.switch_off(room=room, actor=SYSTEM, at=make.AT)
    make.answered(answer_by="sms")
    make.answered(answer_by="email", email="aigul@example.kz")
    JournalFollower({"answers.send": wiring.HEARERS["answers.send"]}).drain(make.AT)
    told = [message.body for message in Message.objects.filter(once__startswith="answer:")]
    assert len(told) == 2
    assert all("/track/" not in body and "8 800 000 00 00" in body for body in told)
