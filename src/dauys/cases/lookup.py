"""Finds a case by what somebody typed as its number, forgivingly."""

from django.utils.translation import gettext as _

from dauys.cases.models import Case
from dauys.cases.queries import by_number, visible_to
from dauys.core.case_numbers import BadNumber, parse_number
from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current


def by_typed_number(text: str) -> Case | None:
    """The case a typed number means, or None when it is no number, has a slip of the pen or does not exist."""
    try:
        return by_number(parse_number(text[:40]))
    except BadNumber:
        return None


def named_case(actor: Actor, typed: str) -> tuple[Case | None, str]:
    """The case that a field names by its number, if the actor may see it; what is wrong with the number else."""
    if not typed.strip():
        return None, ""
    case = by_typed_number(typed)
    if case is None or not visible_to(actor).filter(case=case).exists():
        return None, _("There is no appeal with this number. Check it or leave the field empty.")
    return case, ""


def may_be_foreign(text: str) -> bool:
    """Whether a typed number begins like that of another system, though it could be read as one of ours too."""
    try:
        prefix = parse_number(text[:40]).prefix
    except BadNumber:
        return False
    return prefix is not None and prefix != current().info.number_prefix
