"""The demonstration has hours: some count, some wait, and the mentor's wait too."""

import pytest
from django.db.models import Sum
from tests import factories as make

from dauys.ground.packs.current import current
from dauys.site.demo.helping import help_each_other
from dauys.site.demo.seed import Player
from dauys.site.demo.staff import HIRED_BEFORE, cast_of, hire
from dauys.volunteers.models import HourEntry, PointEntry, Presence


@pytest.mark.django_db
def test_yesterdays_help_has_hours() -> None:
    hire(at=make.AT - HIRED_BEFORE, workers=cast_of(current()).staff)
    help_each_other(Player().actors, make.AT)
    states = Presence.objects.values_list("work", "outcome", "state")
    assert ("general", "planned", "approved") in states and ("mentoring", "planned", "said") in states
    assert ("general", "partial", "said") in states
    assert HourEntry.objects.aggregate(n=Sum("minutes"))["n"] == 180 * HourEntry.objects.count() > 0
    assert PointEntry.objects.filter(rule="hours").exists()
