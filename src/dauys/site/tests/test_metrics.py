"""Figures for a monitor: only with the token, all of them there, and true."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.factories import case

from dauys.ground.files.models import StoredFile
from dauys.ground.messages.actions import queue
from dauys.ground.messages.models import Message

TOKEN = "a token of twenty signs"
AT = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(settings: object) -> dict[str, float]:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    case()
    for number, state in enumerate(["queued", "failed", "failed", "sent"]):
        queue(once=f"m{number}", channel="sms", address="+77000000001", language="kk", subject="", body="b", at=AT)
        sent_at = AT if state == "sent" else None
        Message.objects.filter(once=f"m{number}").update(state=state, sent_at=sent_at)
    StoredFile.objects.create(
        id=uuid4(), holder=uuid4(), name="a.pdf", media_type="application/pdf", size=1, sha256=b"x" * 32,
        created_at=AT, verdict="infected",
    )  # fmt: skip
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    lines = [line.rpartition(" ") for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in lines}


def test_the_figures_are_true(figures: dict[str, float]) -> None:
    assert figures['dauys_messages{state="queued"}'] == 1
    assert figures['dauys_messages{state="failed"}'] == 2
    assert figures['dauys_messages{state="uncertain"}'] == 0
    assert figures['dauys_files{verdict="infected"}'] == 1
    assert figures['dauys_files{verdict="waiting"}'] == 0
    assert figures["dauys_hearers_parked"] == 0
    # Nobody follows the journal here, so the case's entries wait.
    assert figures["dauys_follower_lag_seconds"] > timedelta(0).total_seconds()


@pytest.mark.parametrize("token", ["", TOKEN])
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer ключ"}])
def test_without_the_token_there_is_no_such_page(settings: object, token: str, header: dict[str, str]) -> None:
    settings.METRICS_TOKEN = token  # type: ignore[attr-defined]
    answer = Client().get("/metrics", headers=header)
    assert answer.status_code == 404 and b"dauys_" not in answer.content
