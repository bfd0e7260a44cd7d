"""What people read of a clock: an article stands only beside a term of the law."""

from typing import Any

import pytest

from dauys.cases.display import ledger
from dauys.core.dates import full_date


@pytest.mark.parametrize(("identity", "by_law"), [("none", False), ("code", True), ("in_person", True)])
def test_articles_stand_only_beside_a_term_of_the_law(db: None, make: Any, identity: str, by_law: bool) -> None:
    row = make.case(identity=identity).obligation
    lines = ledger(row, "kk")
    assert row.by_law is by_law
    assert any(line.article for line in lines) is by_law
    assert lines[-1].is_sum and lines[-1].day == full_date(row.due_on, "kk")
