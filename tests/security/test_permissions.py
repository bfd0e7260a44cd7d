"""The permission matrix is what the predicates say, nobody's reach goes beyond their grant."""

import importlib.util
import sys
from types import ModuleType

import pytest
from rules.predicates import always_allow

from dauys.ground.access.permissions import REGISTRY
from tests.house.sources import ROOT


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("permissions_tool", ROOT / "tools/permissions.py")
    assert spec and spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


permissions = tool()


def test_the_document_says_what_the_code_does() -> None:
    assert permissions.problems() == []


def test_every_named_address_has_a_gate_in_it() -> None:
    unmarked = [r.name for r in permissions.routes() if not r.gate]
    assert unmarked == ["api-1:api-root", "api-1:openapi-json"]


@pytest.mark.parametrize("permission", ["cases.view", "cases.show_contact", "answers.approve"])
def test_a_permission_that_became_wider_is_noticed(permission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = permissions.page()
    monkeypatch.setitem(REGISTRY, permission, always_allow)
    assert permissions.page() != before
    assert permissions.widest()


def test_a_condition_that_was_dropped_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = permissions.page()
    monkeypatch.setitem(REGISTRY, "answers.approve", REGISTRY["cases.assign"])  # the same without "never wrote it"
    assert permissions.page() != before
