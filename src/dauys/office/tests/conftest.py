"""Who sets the office up, signed in."""

import pytest
from django.test import Client
from tests import factories as make


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(make.staff("administrator", "")[0])
    return client
