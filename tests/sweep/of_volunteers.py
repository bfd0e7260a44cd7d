"""What a GET gives to whom at all pages of volunteering, and an example of everything they show."""

from collections.abc import Callable
from typing import Any

from tests.sweep.at_campaigns import campaigns_expected
from tests.sweep.at_hours import hours_expected
from tests.sweep.at_volunteers import volunteers_expected
from tests.sweep.at_volunteers_after import after_expected
from tests.sweep.at_volunteers_asking import asking_expected
from tests.sweep.at_volunteers_people import people_expected
from tests.sweep.at_volunteers_plans import VOLUNTEERS_PLANS
from tests.sweep.at_volunteers_proof import proof_expected


def all_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    return {
        **volunteers_expected(only, all_of),
        **asking_expected(only, all_of),
        **after_expected(only, all_of),
        **people_expected(only, all_of),
        **hours_expected(only, all_of),
        **campaigns_expected(only, all_of),
        **proof_expected(only, all_of),
        **{name: only(*roles) if roles else all_of(405) for name, roles in VOLUNTEERS_PLANS.items()},
    }
