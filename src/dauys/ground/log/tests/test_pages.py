"""The log's public addresses give what anybody needs to check us, and nothing else."""

from typing import Any

import pytest
from django.test import Client
from tests import factories as make
from tests.log import follow

from dauys.core import merkle
from dauys.core.log_heads import check_succession, head_from_json, log_from_json
from dauys.ground.journal.models import Leaf
from dauys.ground.log import pages

pytestmark = pytest.mark.django_db
AT = make.AT


def get(address: str, status: int = 200) -> Any:
    response = Client().get(f"/log/{address}")
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json" and response["Access-Control-Allow-Origin"] == "*"
    return response.json()


@pytest.fixture
def grown() -> int:
    """A log with three heads; how many entries it has."""
    for minute in range(3):
        make.case(owner=make.HOUSING, at=AT)
        follow(AT + minute * pages_apart())
    return Leaf.objects.count()


def pages_apart() -> Any:
    from datetime import timedelta

    return timedelta(minutes=2)


def test_before_the_first_head() -> None:
    assert get("head", 404)["message"]
    assert get("logs") == {"logs": []}
    assert get("heads")["heads"] == []
    get("inclusion?index=0", 404)
    get("consistency?first=1&second=2", 404)


def test_the_head_is_signed_by_the_logs_key(grown: int) -> None:
    answer = get("head")
    log, head = log_from_json(answer["log"]), head_from_json(answer["head"])
    log.check_head(head)
    assert head.tree_size == grown


def test_all_heads_in_pages(grown: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.queries.heads_after, "__defaults__", (2,))
    first = get("heads")
    second = get(f"heads?after={first['position']}")
    heads = [head_from_json(h) for h in [*first["heads"], *second["heads"]]]
    assert len(first["heads"]) == 2 and heads[-1].tree_size == grown
    check_succession(log_from_json(get("head")["log"]), heads)
    assert get(f"heads?after={second['position']}")["heads"] == []


def test_every_entry_is_proved(grown: int) -> None:
    root = bytes.fromhex(get("head")["head"]["root_hash"])
    for leaf in Leaf.objects.all():
        by_hash = get(f"inclusion?leaf={bytes(leaf.leaf_hash).hex()}")
        assert by_hash == get(f"inclusion?index={leaf.index}&size={grown}")
        path = [bytes.fromhex(step) for step in by_hash["path"]]
        merkle.check_inclusion(bytes(leaf.leaf_hash), leaf.index, grown, path, root)


def test_any_two_sizes_are_proved(grown: int) -> None:
    for second in range(1, grown + 1):
        for first in range(1, second + 1):
            path = [bytes.fromhex(s) for s in get(f"consistency?first={first}&second={second}")["path"]]
            merkle.check_consistency(first, pages.queries.root(first), second, pages.queries.root(second), path)


@pytest.mark.parametrize(
    "query",
    [
        "inclusion", "inclusion?index=-1", "inclusion?index=999", "inclusion?index=x", "inclusion?leaf=zz",
        "inclusion?leaf=" + "ab" * 32, "inclusion?index=1&size=999", "inclusion?index=3&size=2",
        "inclusion?index=" + "9" * 40, "consistency", "consistency?first=0&second=2", "consistency?first=3&second=2",
        "consistency?first=1&second=999", "consistency?first=1&second=²",
    ],
)  # fmt: skip
def test_what_there_is_not(grown: int, query: str) -> None:
    assert set(get(query, 404)) == {"message"}


def test_odd_questions_about_heads(grown: int) -> None:
    for query in ("log=x", "log=" + "ab" * 16, "after=x", "after=" + "9" * 30, "log=" + "'" * 32):
        get(f"heads?{query}")


def test_asking_writes_nothing(grown: int, sql_count: Any) -> None:
    for query in ("head", "heads", "logs", "inclusion?index=1", "consistency?first=1&second=3"):
        with sql_count() as sql:
            get(query)
        assert not sql.writes and len(sql) <= 5, sql
