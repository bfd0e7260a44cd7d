"""Small promises of docs/security.md that no other test keeps: passwords, headers, stray addresses, the script."""

import json
import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from dauys.ground.accounts.actions import codes
from dauys.ground.sealed.keys import key
from dauys.site.quality import ROOT

SCRIPTS = ROOT / "src/dauys/ground/ui/static/dauys"


@pytest.mark.parametrize("password", ["қысқа-999", "a1b2c3d4e", "qwertyuiop", "1234567890", "password123"])
def test_a_short_or_common_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["қой жұлдыз терезе", "ааааааббббвввв", "1" * 8 + " бір-екі", "ұзақ " * 40])
def test_any_composition_and_length_is_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize("address", ["/kk/", "/kk/say/what/", "/kk/track/", "/kk/login/", "/kk/nothing-here/"])
def test_every_answer_tells_the_browser_to_be_careful(db: None, address: str) -> None:
    answer = Client().get(address)
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    ["/.git/config", "/static/", "/static/../dauys/site/settings.py", "/static/%2e%2e/settings.py", "/files/", "/.env",
     "/keys/web.key", "/db/", "/admin/", "/pyproject.toml"],
)  # fmt: skip
def test_nothing_is_served_that_is_not_a_page(db: None, address: str) -> None:
    assert Client().get(address, follow=True).status_code == 404


@pytest.mark.parametrize("address", ["/kk/?q=%00", "/kk/search/?q=a%00b", "/log/heads?log=%00", "/kk/help/?area=%00"])
def test_what_no_database_takes_is_refused_at_the_door(db: None, address: str) -> None:
    assert Client().get(address).status_code == 400


def test_the_script_keeps_nothing_and_speaks_to_no_other_window() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in SCRIPTS.glob("*.js")}
    text = "".join(scripts.values())
    assert "fetch(" in text
    assert not re.findall(r"sessionStorage|indexedDB|postMessage|document\.cookie|\beval\(|__proto__", text)
    # The leader's list works without network: it keeps codes of tickets, and nothing else does.
    assert [name for name, script in scripts.items() if "localStorage" in script] == ["offline.js"]


def test_the_field_of_a_password_hides_it_and_lets_managers_fill_it(db: None) -> None:
    page = Client().get("/kk/login/").content.decode()
    field = next(f for f in re.findall(r"<input[^>]*>", page) if 'name="password"' in f)
    assert 'type="password"' in field and "current-password" in field and "onpaste" not in field


def test_passwords_are_kept_by_a_slow_hash() -> None:
    settings = (ROOT / "src/dauys/site/settings.py").read_text("utf-8")
    named = re.findall(r"^PASSWORD_HASHERS = (.*)$", settings, re.MULTILINE)
    assert named == ['["django.contrib.auth.hashers.ScryptPasswordHasher"]']


def test_no_program_is_started_by_a_shell_and_no_words_become_code() -> None:
    found = []
    for path in Path(ROOT / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        found += (
            [str(path)] if re.search(r"shell=True|os\.system\(|\bpickle\b|\beval\(|\bexec\(|yaml\.load\(", text) else []
        )
    assert not found


def test_a_code_by_sms_lives_ten_minutes_at_the_most() -> None:
    assert timedelta(minutes=10) >= codes.CODE_LIFE


PROBE = """
import json
from dauys.site import settings as s
print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
                  s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS]))
"""


@pytest.mark.parametrize("subdomains", ["", "1"])
def test_behind_https_cookies_are_of_this_host_alone(subdomains: str) -> None:
    """The names begin with `__Host-`, which browsers take only over HTTPS, for the whole host and no other."""
    told = {**os.environ, "DAUYS_HTTPS": "1", "DAUYS_HSTS_SUBDOMAINS": subdomains, "DAUYS_SECRET_KEY": "x"}
    made = subprocess.run([sys.executable, "-c", PROBE], env=told, capture_output=True, text=True, check=True)
    names = ["__Host-sessionid", "__Host-csrftoken"]
    assert json.loads(made.stdout) == [*names, True, True, 31_536_000, bool(subdomains)]


def test_our_own_cookies_have_the_prefix_too(db: None, settings: Any) -> None:
    settings.HTTPS = True
    client = Client()
    page = client.post("/kk/say/what/", {"text": "Көшеде жарық жоқ, қараңғы.", "next": 1}, secure=True)
    (cookie,) = [m for name, m in page.cookies.items() if "draft" in name]
    assert cookie.key == "__Host-dauys_draft" and cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
    assert "Көшеде жарық жоқ" in client.get("/kk/say/what/", secure=True).content.decode()


def test_secrets_come_from_the_systems_generator() -> None:
    """Numbers that can be foreseen are for invented people, samples and benches only."""
    foreseen = [
        str(path.relative_to(ROOT / "src/dauys"))
        for path in Path(ROOT / "src").rglob("*.py")
        if re.search(r"^import random|^from random import (?!SystemRandom)", path.read_text("utf-8"), re.MULTILINE)
    ]
    allowed = ("site/bulk/", "site/demo/", "site/bench/", "learning/queries.py")
    assert foreseen and not [path for path in foreseen if not path.startswith(allowed) and "/tests/" not in path]


@pytest.mark.parametrize("name", ["contacts", "lookup", "codes", "tracking", "web", "log"])
def test_every_key_has_256_bits(name: str) -> None:
    assert len(key(name)) == 32


def test_a_refusal_is_logged_without_words(db: None, make: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.force_login(make.staff("officer")[0])
    with caplog.at_level(logging.INFO, "dauys.refusals"):
        assert client.get("/kk/desk/office/").status_code == 404
    assert [r.name for r in caplog.records if r.levelno == logging.INFO].count("dauys.refusals") == 1


def test_no_caller_of_ours_follows_a_redirect_elsewhere() -> None:
    """Whoever opens an address of the settings does it by an opener with a rule for redirects of its own."""
    for path in Path(ROOT / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        if "tests" not in path.parts and "urllib.request" in text:
            assert "HTTPRedirectHandler" in text and "urlopen(" not in text, path


@pytest.mark.parametrize("address", ["", "security/", "security/password/", "find/", "calendar/", "exports/"])
def test_every_page_of_the_desk_has_the_way_out(db: None, make: Any, address: str) -> None:
    client = Client()
    client.force_login(make.staff("supervisor")[0])
    answer = client.get(f"/kk/desk/{address}", follow=True)
    assert answer.status_code == 200 and 'action="/kk/logout/"' in answer.content.decode()
