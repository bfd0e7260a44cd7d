"""The shown wait is honest in three kinds of centre. The rest of `dauys bench queue` needs a database of its own and is
measured, not tested: its promises are tests of the room."""

import pytest

from dauys.site.bench.queue import MIXES, Mix, calibration


@pytest.mark.parametrize("mix", MIXES, ids=lambda mix: mix.name)
def test_six_in_ten_wait_within_what_they_were_shown(mix: Mix) -> None:
    share, people = calibration(mix)
    assert people > 500
    assert 0.55 <= share <= 0.65
