"""Small promises of docs/security.md that no other test keeps: passwords, headers, stray addresses, the script."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from dauys.ground.accounts.actions import codes
from dauys.site.quality import ROOT

SCRIPT = ROOT / "src/dauys/ground/ui/static/dauys/dauys.js"


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


def test_the_script_keeps_nothing_and_speaks_to_no_other_window() -> None:
    text = SCRIPT.read_text("utf-8")
    assert not re.findall(
        r"localStorage|sessionStorage|indexedDB|postMessage|document\.cookie|\beval\(|__proto__", text
    )


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


def test_a_code_by_sms_lives_a_quarter_of_an_hour_at_the_most() -> None:
    assert timedelta(minutes=15) >= codes.CODE_LIFE
