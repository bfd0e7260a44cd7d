"""Each room above `answers` can be taken away by a setting: no page fails, no link leads nowhere, nothing is lost."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dauys.site.rooms import STANDS_ON
from tests.operations.installation import Installation
from tests.support import ServerOfTests

# Addresses that are there only while their room is.
OWN = {
    "channels": ["/kk/say/", "/kk/track/", "/kk/check/", "/api/v1/openapi.json", "/kk/desk/register/"],
    "figures": ["/kk/figures/", "/figures.json", "/figures.csv"],
    "publication": ["/kk/voices/", "/kk/voices/feed/", "/kk/desk/publish/"],
    "oversight": ["/kk/desk/board/"],
    "office": ["/kk/desk/office/", "/kk/desk/office/staff/"],
    "learning": ["/kk/desk/learning/"],
    "receptions": ["/kk/desk/receptions/", "/kk/meet/numbers/"],
    "volunteers": [],
}
WITHOUT = {
    **{room: [room, *(above for above, below in STANDS_ON.items() if room in below)] for room in STANDS_ON},
    "none": list(STANDS_ON),
}


@pytest.fixture(scope="module")
def office(server_of_tests: ServerOfTests) -> Iterator[tuple[Installation, str]]:
    """One installation with an example of everything for all these tests, and its people as JSON."""
    name = f"{server_of_tests.name}_rooms"
    server_of_tests.server.drop_database(name)
    server_of_tests.server.ensure_database(name)
    with tempfile.TemporaryDirectory(prefix="dauys-rooms-") as folder:
        there = Installation(server_of_tests.server, name, Path(folder))
        done = there.run("migrate")
        assert done.returncode == 0, done.stderr
        made = there.python("-m", "tests.sweep.in_house", DAUYS_TEST="1")
        assert made.returncode == 0, made.stderr
        yield there, made.stdout
    server_of_tests.server.drop_database(name)


def look_around(there: Installation, people: str, rooms: str) -> dict[str, Any]:
    addresses = [address for own in OWN.values() for address in own]
    done = subprocess.run(
        [sys.executable, "-m", "tests.operations.look_around", *addresses],
        env={**there.environment, "DAUYS_ROOMS": rooms, "DAUYS_TEST": "1"},
        input=people,
        capture_output=True,
        text=True,
        timeout=180,
        cwd="/",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_every_room_is_listed_here() -> None:
    assert set(OWN) == set(STANDS_ON)


# Two of them always run: the doors alone, and everything; the others with `--all`.
ALWAYS = ("channels", "none")
CASES = [gone if gone in ALWAYS else pytest.param(gone, marks=pytest.mark.sweep) for gone in ("", *WITHOUT)]


@pytest.mark.parametrize("gone", CASES)
def test_no_link_leads_nowhere_when_a_room_is_away(office: tuple[Installation, str], gone: str) -> None:
    there, people = office
    away = WITHOUT.get(gone, [])
    rooms = ",".join(room for room in STANDS_ON if room not in away) or "none"
    seen = look_around(there, people, rooms)
    assert {who: told["bad"] for who, told in seen["found"].items() if told["bad"]} == {}
    assert all(told["pages"] > 4 for told in seen["found"].values())
    for room, addresses in OWN.items():
        for address in addresses:
            status = seen["answers"][address]
            assert (status == 404) == (room in away), (address, status)
    assert ("tel:" in seen["home"].split("d-doors")[1].split("</ul>")[0]) == ("channels" in away)


def test_the_commands_work_without_any_room(office: tuple[Installation, str]) -> None:
    there, _people = office
    assert there.run("migrate", DAUYS_ROOMS="none").returncode == 0
    looked = there.run("doctor", "--json", DAUYS_ROOMS="none")
    codes = json.loads(looked.stdout)["results"]
    assert codes and not {code.split(".")[0] for code in codes} & set(STANDS_ON)
    whole = json.loads(there.run("doctor", "--json").stdout)["results"]
    assert {code: told["broken"] for code, told in codes.items()} == {
        code: told["broken"] for code, told in whole.items() if code.split(".")[0] not in STANDS_ON
    }
    for command in (("doctor", "--recount"), ("staff", "invite", "a@example.kz", "--name", "Үлгі")):
        assert "which DAUYS_ROOMS takes away" in there.refused(*command, DAUYS_ROOMS="none")


@pytest.mark.parametrize(
    ("rooms", "sentence"),
    [
        ("channels,gardens", "DAUYS_ROOMS names no room: gardens. There are "),
        ("publication,office", "DAUYS_ROOMS: publication stands on channels. Name both, or take publication away too."),
        ("all,none", "DAUYS_ROOMS names no room: all, none."),
    ],
)
def test_a_choice_that_cannot_be_is_one_clear_line(office: tuple[Installation, str], rooms: str, sentence: str) -> None:
    assert sentence in office[0].refused("doctor", DAUYS_ROOMS=rooms)
