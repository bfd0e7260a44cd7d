"""The watch itself: a page that breaks the content policy or throws must be told, or no journey proves anything."""

from dauys.ground.ui.middleware import POLICY
from tests.journeys.house import House
from tests.journeys.windows import Windows


def complaints(house: House, browser: object, body: str, *, scripts: bool = True) -> list[str]:
    windows = Windows(house, browser)  # type: ignore[arg-type]
    page = windows.phone(scripts=scripts)
    page.route(
        "**/broken",
        lambda r: r.fulfill(body=body, content_type="text/html", headers={"content-security-policy": POLICY}),
    )
    page.goto("/broken")
    return windows.close()


def test_the_watch_sees_refused_scripts_and_styles(house: House, browser: object) -> None:
    assert complaints(house, browser, "<script>1</script>")
    assert complaints(house, browser, '<p style="color:red">word</p>', scripts=False)
    assert complaints(house, browser, '<img src="https://elsewhere.example/x.png">')


def test_the_watch_keeps_quiet_about_a_good_page(house: House, browser: object) -> None:
    assert complaints(house, browser, "<!doctype html><p>word</p>") == []
