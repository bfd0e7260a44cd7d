"""Browsers as they call themselves, told in plain words, and nothing of what else they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.user_agents import browser_name

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A546E)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        (f"{_WINDOWS} {_WEBKIT} Chrome/126.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"{_WINDOWS} {_WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge, Windows"),
        (f"{_WINDOWS} {_WEBKIT} Chrome/126.0.0.0 YaBrowser/24.6.0 Safari/537.36", "Yandex, Windows"),
        (f"{_WINDOWS} {_WEBKIT} Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0", "Opera, Windows"),
        (f"{_PHONE} {_WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"{_PHONE} {_WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        (f"{_IPHONE} Version/17.4 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        (f"{_IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", "Chrome, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_browsers_are_told_in_plain_words(sent: str, told: str) -> None:
    assert browser_name(sent) == told


@given(st.text())
def test_nothing_of_what_was_sent_comes_out(sent: str) -> None:
    told = browser_name(f"{sent}<script>")
    assert len(told) <= 40 and set(told) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ, ")
