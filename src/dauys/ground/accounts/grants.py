"""When a grant holds, as conditions; `prefix` is the way from the rows asked to their grants."""

from datetime import date

from django.db.models import Q

# Grants of who may set up everything.
ADMINISTRATORS = Q(role="administrator", org_path="", area_path="", user__is_active=True)


def not_over(day: date, prefix: str = "") -> Q:
    """Holds on this day or later."""
    return Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})


def in_force(day: date, prefix: str = "") -> Q:
    """Holds on this day."""
    return Q(**{f"{prefix}valid_from__lte": day}) & not_over(day, prefix)
