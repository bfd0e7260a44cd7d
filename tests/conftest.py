"""The house that journeys and tests of security share, the browser, and the people's windows into it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.caller import Caller
from tests.journeys.cities import CITIES, KZ, City
from tests.journeys.house import House
from tests.journeys.windows import Windows
from tests.support import ServerOfTests, mail_sink

CHROMIUM = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else shutil.which("chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

LONG = ("browser", "sweep", "faults")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser. Files that take minutes begin first, so that nothing waits for the last of them."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    minutes = {item.path for item in items if set(LONG) & {mark.name for mark in item.iter_markers()}}
    minutes |= {item.path for item in items if "operations" in item.path.parts}
    items.sort(key=lambda item: item.path not in minutes)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story marked `every_pack` happens in each city; in another one than kz only when everything runs."""
    if "house" in metafunc.fixturenames and metafunc.definition.get_closest_marker("every_pack"):
        others = [pytest.param(pack, marks=pytest.mark.second_pack) for pack in CITIES if pack != "kz"]
        metafunc.parametrize("house", ["kz", *others], indirect=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """What the processes said stands below a failed story."""
    outcome = yield
    report, house = outcome.get_result(), getattr(item, "funcargs", {}).get("house")
    if report.failed and isinstance(house, House):
        report.sections.append(("web and worker", house.log()[-4000:]))


@contextmanager
def opened(
    server_of_tests: ServerOfTests, city: City = KZ, *, purpose: str = "journeys", staffed: bool = True
) -> Iterator[House]:
    """One installation: migrated database, staff unless nobody shall work there, web and worker running."""
    name = f"{purpose}_{city.pack}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    server_of_tests.server.ensure_database(name, template="template_dauys" if city.pack == "kz" else None)
    folder = Path(tempfile.mkdtemp(prefix="dauys-journeys-", dir="/tmp"))
    with mail_sink() as mail:
        house = House(server_of_tests.server, name, folder, mail, city)
        try:
            if city.pack != "kz":
                house.migrate()
            if staffed:
                house.hire()
            house.start_web()
            house.start_worker()
            yield house
        finally:
            house.stop()
            shutil.rmtree(folder, ignore_errors=True)
    server_of_tests.server.drop_database(name)


@pytest.fixture(scope="session")
def houses(server_of_tests: ServerOfTests) -> Iterator[Callable[[City], House]]:
    """Opens the house of a city when a story first wants it, and keeps it: opening one takes longer than a story."""
    with ExitStack() as open_ones:
        yield cache(lambda city: open_ones.enter_context(opened(server_of_tests, city)))


@pytest.fixture(scope="session")
def house(houses: Callable[[City], House], request: pytest.FixtureRequest) -> House:
    """The installation that all journeys of a pack share."""
    return houses(CITIES[getattr(request, "param", "kz")])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium. It ends with the module: while it runs, Django would refuse the database to other tests."""
    if not CHROMIUM:
        pytest.skip("the journeys need Chromium: neither /usr/bin/chromium nor `chromium` on the path is there")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def windows(house: House, browser: Any) -> Iterator[Windows]:
    """Opens windows: a phone without scripts, a desk with them. Any console or policy error fails the test."""
    opened = Windows(house, browser)
    yield opened
    troubles = opened.close()
    assert not troubles, "the browser complained:\n" + "\n".join(troubles)


@pytest.fixture
def visitor(house: House) -> Caller:
    """Somebody without a browser, for what is only the road to the point of a story."""
    return Caller(house)
